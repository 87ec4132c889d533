/* A page that lost its server comes back by itself, perhaps to another process. Streamlit then
   shows the old page and draws nothing: every download on it would be dead until the next click.
   So the page is asked for once more, with all its filters as they stand. */
const STATE = "data-test-connection-state";

let lost = false;

/* Watch the connection; returns what ends it. */
export function watchConnection({ setTriggerValue }) {
  const app = document.querySelector(`[${STATE}]`);
  if (!app) return () => {};

  function look() {
    if (app.getAttribute(STATE) !== "CONNECTED") {
      lost = true;
    } else if (lost) {
      lost = false;
      setTriggerValue("back", true);
    }
  }

  const watch = new MutationObserver(look);
  watch.observe(app, { attributes: true, attributeFilter: [STATE] });
  look();
  return () => watch.disconnect();
}
