const find = element.querySelector("input");
const panel = document.querySelector("#history");
let soon = 0;

const look = () => trigger("select", { action: "search", text: find.value });
find.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(look, 200);
});
clearWhenClosed("history", find, look);
// The list is drawn when the panel opens: other tabs may have changed it meanwhile.
new MutationObserver(() => {
  if (document.querySelector("#page").dataset.pane === "history") {
    look();
  }
}).observe(document.querySelector("#page"), { attributes: true, attributeFilter: ["data-pane"] });
