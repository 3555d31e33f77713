// Finds in the document while something is typed, after a pause; one search at a time.
const PAUSE_MS = 300;
const LONGEST_MS = 5000;
let typed = null;
let pause = 0;
let sentAt = 0;
let sent = "";

const endTyping = () => {
  clearTimeout(pause);
  typed = null;
  sentAt = 0;
};
const searchSoon = () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const form = element.querySelector(".find form");
    if (!form || typed === null || Date.now() - sentAt < LONGEST_MS) {
      return; // what is under way comes first
    }
    sentAt = Date.now();
    sent = typed.value;
    send(form, { find: typed.value, typed: true });
  }, PAUSE_MS);
};
// What was looked for may have changed nothing; what was typed meanwhile is looked for now.
document.addEventListener("citespan-source-answered", () => {
  sentAt = 0;
  if (typed !== null && typed.value !== sent) {
    searchSoon();
  }
});
const typing = (field) => {
  typed = { value: field.value, start: field.selectionStart, end: field.selectionEnd };
};
element.addEventListener("input", (event) => {
  if (event.target.name === "find") {
    typing(event.target);
    if (!event.isComposing) {
      searchSoon();
    }
  }
});
element.addEventListener("compositionend", (event) => {
  if (event.target.name === "find") {
    typing(event.target);
    searchSoon();
  }
});
// Enter goes on; so does what is done elsewhere.
element.addEventListener(
  "submit",
  () => {
    clearTimeout(pause);
    sent = typed?.value;
  },
  true,
);
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.("#source .find")) {
    endTyping();
  }
});

// The box that comes with what was found holds what was looked for then: what was typed since stays.
watch("value", () => {
  sentAt = 0;
  const box = element.querySelector(".find");
  if (typed === null || !box) {
    endTyping();
    return;
  }
  const field = box.querySelector("input");
  box.open = true;
  if (field.value !== typed.value) {
    field.value = typed.value;
  }
  if (document.activeElement === document.body || document.activeElement === field) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(typed.start, typed.end);
  }
  if (typed.value !== sent) {
    searchSoon();
  }
});

const find = () => {
  const box = element.querySelector(".find");
  if (box) {
    box.open = true;
    box.querySelector("input").select();
  }
};

// Not with the mouse alone: where the source has the focus, the usual keys find in it.
element.addEventListener("keydown", (event) => {
  const box = event.target.closest(".find");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
    event.preventDefault();
    find();
  } else if (event.key === "Escape" && box?.open) {
    event.stopPropagation();
    endTyping();
    box.open = false;
    box.querySelector("summary").focus();
    if (box.querySelector("input").defaultValue) {
      stays = true;
      send(box.querySelector("form"), { find: "" });
    }
  } else if (event.key === "Enter" && event.shiftKey && event.target.name === "find") {
    event.preventDefault();
    box.querySelector('[data-step="-1"]:not(:disabled)')?.click();
  }
});
element.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open && target.classList.contains("find") && !target.querySelector("input").value) {
      target.querySelector("input").focus();
    }
  },
  true,
);
