let turns = 0;
let pending = false;
let conversation = "";

const scrollTo = (turn) => turn.scrollIntoView({ block: "start" });

// The address leads back to what is shown, so that a reload loses nothing.
const keepAddress = () => {
  const kept = element.querySelector(".turns").dataset.conversation;
  const place = new URL(window.location.pathname, window.location.origin);
  if (kept) {
    place.searchParams.set("c", kept);
  }
  history.replaceState(history.state, "", place);
};

// On a narrow page a source, and the panel that it was opened from, are in front of a new turn.
const showConversation = () => {
  if (document.querySelector("#page").dataset.sheet) {
    document.dispatchEvent(new CustomEvent("citespan-leave-source"));
    showPane("source");
  }
};

// Leaving a source on a narrow page goes back to the address of before.
window.addEventListener("popstate", () => {
  if (element.querySelector(".turns").dataset.conversation) {
    keepAddress();
  }
});

// A question that could not be asked goes back into the box, unless something was typed meanwhile.
const giveBack = (turn) => {
  const box = document.querySelector("#question textarea");
  const field = turn.querySelector(".edit textarea");
  if (box && field && !box.value) {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, field.value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

// Questions to ask next are looked for a while after an answer, unless the reader types on.
const PAUSE = 700;
let wish = 0;
let wished = "";
const endWish = () => {
  clearTimeout(wish);
  if (wished) {
    wished = "";
    trigger("suggest", {});
  }
};
const placeNext = () => {
  const next = document.querySelector("#next .next");
  const turn = next && element.querySelector(`.turn:last-child[data-id="${next.dataset.for}"]`);
  if (turn && !turn.querySelector(".next")) {
    turn.append(next.cloneNode(true));
  }
};
const wishNext = (last) => {
  placeNext();
  clearTimeout(wish);
  const id = last?.querySelector(".cites") && !last.dataset.pending ? last.dataset.id : "";
  if (id && id !== wished && !last.querySelector(".next")) {
    wish = setTimeout(() => {
      if (!document.querySelector("#question textarea")?.value) {
        wished = id;
        trigger("suggest", { id });
      }
    }, PAUSE);
  }
};
document.addEventListener("citespan-next", placeNext);
document.addEventListener("input", (event) => {
  if (event.target.matches?.("#question textarea") && event.target.value) {
    endWish();
  }
});

// Only a new turn moves the conversation, and a mark in the source that leads to an earlier one;
// opening a citation leaves the reader where they are.
watch("value", () => {
  const all = element.querySelectorAll(".turn");
  const last = all[all.length - 1];
  const id = element.querySelector(".turns").dataset.conversation;
  if (id && id !== conversation) {
    if (conversation) {
      turns = 0; // as many as before would stay where those were
    }
    if (document.querySelector("#page").dataset.pane === "history" && wantsSource()) {
      showPane("source");
    }
  }
  conversation = id;
  const linked = element.querySelector(".turn[data-linked]");
  if (linked && all.length !== turns) {
    scrollTo(linked);
  } else if (last && (all.length !== turns || pending)) {
    showConversation();
    scrollTo(last);
  }
  if (pending && last?.querySelector(".error")) {
    giveBack(last);
  }
  turns = all.length;
  pending = Boolean(last && last.dataset.pending);
  keepAddress();
  const part = document.querySelector("#conversation");
  const chip = element.querySelector('.chip[aria-pressed="true"]');
  if (part.dataset.lead && chip) {
    chip.closest(".turn").scrollIntoView({ block: "start" });
    chip.focus({ preventScroll: true });
  }
  delete part.dataset.lead;
  wishNext(last);
  keepFocus();
});
element.addEventListener(
  "toggle",
  (event) => {
    const field = event.target.open && event.target.querySelector(".edit textarea, textarea");
    if (field) {
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    }
  },
  true,
);
element.addEventListener("keydown", (event) => {
  const details = event.target.closest?.("details[open]");
  if (event.key === "Escape" && details) {
    details.open = false;
    details.querySelector("summary").focus();
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches(".edit textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
