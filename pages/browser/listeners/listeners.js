/* All that listens to a whole page, as one component: each costs the server and the browser a turn
   with every change of a filter. */
import { announce } from "./announcements.js";
import { watchConnection } from "./reconnection.js";

export default function (component) {
  const ends = [announce(component), watchConnection(component)];
  return () => ends.forEach((end) => end());
}
