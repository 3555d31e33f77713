const find = element.querySelector("input");
let soon = 0;

find.addEventListener("focus", () => trigger("refresh", {}));
// The name goes with the event, so that the list is never that of what was typed before.
find.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(() => trigger("select", { action: "filter", text: find.value }), 150);
});
