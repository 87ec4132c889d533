/* Copies the address of the page. Without a clipboard (no HTTPS, or not allowed) the address is
   shown to be copied by hand. */
const WORDS = "Copy the link";

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const told = parentElement.querySelector("[role=status]");
  let timer = 0;

  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = "Copied";
      told.textContent = "The link to this table was copied.";
    } catch {
      window.prompt("Copy this link:", window.location.href);
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = WORDS;
      told.textContent = "";
    }, 4000);
  };

  return () => {
    clearTimeout(timer);
    button.onclick = null;
  };
}
