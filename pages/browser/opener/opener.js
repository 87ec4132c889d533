/* A link to a part of the page that is folded opens it, and so does an address that names one.
   Browsers do this by themselves only for what lies inside a fold, and not all of them do. */
export default function () {
  function target(hash) {
    const name = decodeURIComponent(hash.slice(1));
    const found = name ? document.getElementById(name) : null;
    const fold = found ? found.closest("details") : null;
    if (fold) fold.open = true;
    return found;
  }

  function pressed(event) {
    const link = event.target.closest('a[href^="#"]');
    if (link) target(link.hash);
  }

  function named() {
    const found = target(location.hash);
    if (found) found.scrollIntoView();
  }

  document.addEventListener("click", pressed);
  window.addEventListener("hashchange", named);
  named();
  return () => {
    document.removeEventListener("click", pressed);
    window.removeEventListener("hashchange", named);
  };
}
