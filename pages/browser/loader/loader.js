/* Reads one small text file in the visitor's browser and hands its text to the page.
   Nothing is uploaded as a file: the server's address for files stays closed to visitors. */
const MOST_BYTES = 100 * 1024;

export default function ({ parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input[type=file]");
  const told = parentElement.querySelector("[role=status]");

  input.onchange = async () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > MOST_BYTES) {
      told.textContent =
        `${file.name} was not read: it has ${Math.ceil(file.size / 1024).toLocaleString("en-GB")} KB, ` +
        "a saved selection has at most 100 KB.";
    } else {
      told.textContent = "";
      try {
        setTriggerValue("loaded", { name: file.name, text: await file.text() });
      } catch (fault) {
        told.textContent = `${file.name} could not be read: ${fault.message}`;
      }
    }
    // The same file, changed by hand, can then be chosen again.
    input.value = "";
  };

  input.disabled = false; // until here a chosen file would have been lost

  return () => {
    input.disabled = true;
    input.onchange = null;
  };
}
