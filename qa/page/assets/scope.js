// Scripts of the question box: its draft survives a reload of the tab.
const DRAFT = "citespan-draft";
const box = () => document.querySelector("#question textarea");

// Documents may have been read since the page before the first question was made.
const showCount = () => {
  const count = element.querySelector("[data-count]")?.dataset.count;
  const shown = document.querySelector("#conversation .welcome .count");
  if (count && shown && shown.textContent !== count) {
    shown.textContent = count;
  }
};
watch("value", () => {
  showCount();
  keepFocus();
});
document.addEventListener("input", (event) => {
  if (event.target === box()) {
    sessionStorage.setItem(DRAFT, event.target.value);
  }
});
const restore = () => {
  const field = box();
  if (!field) {
    requestAnimationFrame(restore);
    return;
  }
  const draft = sessionStorage.getItem(DRAFT);
  if (draft && !field.value) {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(field, draft);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
restore();

// What is asked while an answer is awaited stays in the box, and is asked when that answer is there.
const AGAIN_MS = 100;
let queued = 0;
const isBusy = () => Boolean(document.querySelector("#conversation [data-busy]"));
const tell = (line) => {
  const composer = document.querySelector("#composer");
  let told = composer.querySelector(".queued");
  if (!told) {
    told = document.createElement("p");
    told.className = "queued";
    told.setAttribute("role", "status");
    composer.append(told);
  }
  told.textContent = line;
};
const unqueue = () => {
  if (queued) {
    clearInterval(queued);
    queued = 0;
    tell("");
  }
};
const queue = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (queued || !box().value.trim()) {
    return;
  }
  tell("Will be asked after this answer.");
  queued = setInterval(() => {
    if (!isBusy()) {
      document.querySelector("#ask").click();
    }
  }, AGAIN_MS);
};
document.addEventListener(
  "keydown",
  (event) => {
    const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (asks && event.target === box() && isBusy()) {
      queue(event);
    }
  },
  true,
);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("#ask") && isBusy()) {
      queue(event);
    }
  },
  true,
);
// Once it is taken out of the box, or changed.
document.addEventListener("input", (event) => {
  if (event.target === box()) {
    unqueue();
  }
});
