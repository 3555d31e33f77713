document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  const menu = element.querySelector("details[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  } else if (document.querySelector("#page").dataset.pane === "documents") {
    showPane("source");
  }
});
document.addEventListener("click", (event) => {
  const menu = element.querySelector("details[open]");
  if (menu && !menu.contains(event.target)) {
    menu.removeAttribute("open");
  }
});
