// A list that is drawn anew is folded up; whoever restores several keeps it open.
let unfolded = false;
element.addEventListener(
  "toggle",
  (event) => {
    if (event.target.classList.contains("deleted")) {
      // What was looked for comes unfolded; that says nothing of the whole list.
      unfolded = event.target.dataset.searched === undefined ? event.target.open : unfolded;
    } else if (event.target.open) {
      event.target.querySelector("input")?.select();
    }
  },
  true,
);
// The one that is open already is only looked at.
element.addEventListener("click", (event) => {
  if (event.target.closest('.kept-open[aria-current="true"]')) {
    showPane("source");
  }
});
// What was pressed may have gone with its row: the focus stays near it, and on no other row.
const harmless = () =>
  element.querySelector(".undo-note button") ||
  element.querySelector(".deleted summary") ||
  document.querySelector("#history-title");
element.addEventListener("focusin", (event) => hold(event.target));
watch("value", () => {
  redrawn();
  const deleted = element.querySelector(".deleted");
  if (deleted) {
    deleted.open ||= unfolded;
  }
  keepFocus(harmless);
});
