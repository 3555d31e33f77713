// What was pressed may have gone with its row: on to its way back, or to its new row.
let file = "";
element.addEventListener("focusin", (event) => {
  hold(event.target);
  file = event.target.dataset.file || "";
});
const harmless = () =>
  (file && element.querySelector(`[data-file="${CSS.escape(file)}"]`)) ||
  document.querySelector("#documents-title");
watch("value", () => {
  redrawn();
  // A list that is drawn anew keeps its elements, and a box that was ticked by hand stays ticked
  // for whatever file stands in its row then.
  for (const box of element.querySelectorAll('input[type="checkbox"]')) {
    box.checked = box.hasAttribute("checked");
  }
  keepFocus(harmless);
});
