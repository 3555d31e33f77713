const find = element.querySelector("input");
let soon = 0;

find.addEventListener("focus", () => trigger("refresh", {}));
// The name goes with the event, so that the list is never that of what was typed before.
const filter = () => trigger("select", { action: "filter", text: find.value });
find.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(filter, 150);
});
clearWhenClosed("documents", find, filter);
