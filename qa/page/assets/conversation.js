let turns = 0;
let pending = false;

// Only a new turn moves the conversation; opening a citation leaves the reader where they are.
watch("value", () => {
  const all = element.querySelectorAll(".turn");
  const last = all[all.length - 1];
  if (last && (all.length !== turns || pending)) {
    last.scrollIntoView({ block: "start" });
  }
  turns = all.length;
  pending = Boolean(last && last.dataset.pending);
  keepFocus();
});
