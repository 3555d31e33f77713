document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  const menu = document.querySelector("#page details.menu[open]");
  const asked = event.target.closest?.("details.rename[open], details.confirm[open]");
  if (asked) {
    // Only what was begun in a row of a panel ends, not the panel.
    asked.querySelector("form")?.reset();
    asked.open = false;
    asked.querySelector("summary").focus();
  } else if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  } else if (PANELS.includes(document.querySelector("#page").dataset.pane)) {
    showPane("source");
  }
});
document.addEventListener("click", (event) => {
  const menu = element.querySelector("details[open]");
  if (menu && !menu.contains(event.target)) {
    menu.removeAttribute("open");
  }
});
