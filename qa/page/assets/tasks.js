// Looks again once a second while something is under way and somebody sees it, here or over the
// question box, and once when the documents come into view: others may have begun something.
const LOOK_MS = 1000;
let seen = false;
const opened = new Map();
setInterval(() => {
  const visible =
    !document.hidden && document.querySelector("#page")?.dataset.pane === "documents";
  const reads = !document.hidden && document.querySelector("#scope [data-working]");
  if (reads || (visible && (!seen || element.querySelector("[data-working]")))) {
    trigger("refresh", {});
  }
  seen = visible;
}, LOOK_MS);
element.addEventListener("focusin", (event) => {
  hold(event.target);
});
element.addEventListener(
  "toggle",
  (event) => {
    opened.set(event.target.className, event.target.open);
  },
  true,
);
watch("value", () => {
  for (const list of element.querySelectorAll("details")) {
    list.open = opened.get(list.className) ?? false;
  }
  keepFocus(() => document.querySelector("#documents-title"));
});
