/* Puts markup on the page that came as text, cleaned by the browser's own sanitiser. Streamlit's
   cleaner is a script that looks at each element and attribute, which took a sixth of the time of
   a change of filter. The browser's own works before the page is painted; a browser without one
   still gets Streamlit's. It stands in the page's first HTML. */
{
  // setHTML() by itself leaves out scripts, frames, event handlers and addresses that run a script.
  const LEFT_OUT = ["base", "form", "link", "meta", "style", "template"];
  const STREAMLITS = { USE_PROFILES: { html: true }, FORCE_BODY: true };
  // Chromium 105 to 118 had a setHTML() of another kind, which refuses what is asked of it here.
  const hasOwn = "removeUnsafe" in (window.Sanitizer?.prototype ?? {});
  const waiting = document.getElementsByClassName("to-sanitise");

  const show = async (sent) => {
    const place = sent.parentElement;
    sent.className = "";
    if (hasOwn) {
      place.setHTML(sent.textContent, { sanitizer: { removeElements: LEFT_OUT } });
      return;
    }
    const { t: cleaner } = await import("./static/js/STREAMLITS-CLEANER");
    // Newer markup may have come meanwhile.
    if (sent.isConnected) place.innerHTML = cleaner.sanitize(sent.textContent, STREAMLITS);
  };

  new MutationObserver(() => {
    while (waiting.length) show(waiting[0]);
  }).observe(document, { childList: true, subtree: true });
}
