// Scripts of the question box: its draft survives a reload of the tab.
const DRAFT = "citespan-draft";
const box = () => document.querySelector("#question textarea");

watch("value", keepFocus);
document.addEventListener("input", (event) => {
  if (event.target === box()) {
    sessionStorage.setItem(DRAFT, event.target.value);
  }
});
const restore = () => {
  const field = box();
  if (!field) {
    requestAnimationFrame(restore);
    return;
  }
  const draft = sessionStorage.getItem(DRAFT);
  if (draft && !field.value) {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(field, draft);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
restore();
