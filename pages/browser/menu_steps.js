/* One step of the Back button for one press in the menu. Streamlit adds the page chosen in the menu
   to the browser's history, and then once more with the choices that the page writes into its
   address: that second entry takes the place of the first. An address that is written again as it
   stands is no step at all. It stands in the page's first HTML. */
{
  const MENU = "[data-testid=stTopNavLink], [data-testid=stSidebarNavLink]";
  const add = history.pushState.bind(history);
  let fromMenu = false;

  history.pushState = (state, title, url) => {
    const wanted = new URL(url ?? "", location.href);
    const isSamePage = wanted.pathname === location.pathname;
    if (wanted.href === location.href || (fromMenu && isSamePage)) {
      fromMenu = false;
      history.replaceState(state, title, url);
    } else {
      add(state, title, url);
    }
  };
  // A choice made after the menu is a step of its own; Enter on a link is a click, too.
  document.addEventListener("click", (event) => {
    fromMenu = event.target.closest?.(MENU) != null;
  }, true);
  window.addEventListener("popstate", () => { fromMenu = false; });
}
