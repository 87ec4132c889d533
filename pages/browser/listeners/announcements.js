/* For who listens to the page instead of looking at it.
   Streamlit draws a page anew without a word. What changed is put into one node that is never
   replaced, as screen readers only speak of nodes they already know. */
const PAUSE = 400; // milliseconds: several quick changes are told once, the last
const MENU = "[data-testid=stExpandSidebarButton]";

let told = null;
let waiting;

/* The word beside the phone's menu button is the name it is called by, too. */
function nameMenu() {
  const button = document.querySelector(MENU);
  if (button && button.getAttribute("aria-label") !== "Menu") {
    button.setAttribute("aria-label", "Menu");
  }
}

/* What a chart tells when pointed at covers a part of it: Escape closes it, until the pointer comes
   to another of its periods (WCAG 1.4.13). */
let closed = null;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  closed = document.querySelector(".plot .slot:hover");
  closed?.classList.add("closed");
});
document.addEventListener("pointerover", (event) => {
  if (!closed || closed.contains(event.target)) return;
  closed.classList.remove("closed");
  closed = null;
});

/* Speak of what changed since the view before; returns what ends it. */
export function announce({ parentElement, data }) {
  const status = parentElement.querySelector("[role=status]");
  const header = document.querySelector("[data-testid=stHeader]");
  const watch = new MutationObserver(nameMenu);
  if (header) watch.observe(header, { childList: true, subtree: true });
  nameMenu();

  // The first view is read as a page is read: only what comes after it is news.
  if (told !== null && told !== data.said) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = data.said; }, PAUSE);
  }
  told = data.said;

  return () => watch.disconnect();
}
