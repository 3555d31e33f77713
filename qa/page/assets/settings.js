element.addEventListener("change", (event) => {
  if (event.target.dataset.setting) {
    held = keyOf(event.target);
    trigger("select", { action: event.target.dataset.setting, text: event.target.value });
  }
});
document.addEventListener("click", (event) => {
  const menu = element.querySelector("details[open]");
  if (menu && !menu.contains(event.target)) {
    menu.removeAttribute("open");
  }
});
// A change draws the menu anew; it stays open.
watch("value", () => {
  if (held && held.includes('"')) {
    element.querySelector("details").open = true;
    keepFocus();
  }
});
