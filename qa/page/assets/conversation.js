let turns = 0;
let pending = false;

element.addEventListener("click", (event) => {
  const edit = event.target.closest("button[data-edit]");
  if (edit) {
    trigger("select", { edit: Number(edit.dataset.edit) });
    document.querySelector("#question textarea")?.focus();
  }
  const chip = event.target.closest("button[data-reference]");
  if (chip) {
    trigger("select", {
      turn: Number(chip.dataset.turn),
      reference: Number(chip.dataset.reference),
    });
  }
});

// Only a new turn moves the conversation; opening a citation leaves the reader where they are.
watch("value", () => {
  const all = element.querySelectorAll(".turn");
  const last = all[all.length - 1];
  if (last && (all.length !== turns || pending)) {
    last.scrollIntoView({ block: "start" });
  }
  turns = all.length;
  pending = Boolean(last && last.dataset.pending);
});
