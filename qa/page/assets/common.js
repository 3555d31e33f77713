// Shared by the scripts of all parts. Offsets of texts never come here: a button only says which
// turn, which reference, which page it stands for, and the server knows the rest.
const wide = window.matchMedia("(min-width: 60.01rem)");
// Gradio offers the events whose names stand here in quotes.
const EVENTS = ["ask", "read", "select", "history"];
const keyOf = (item) =>
  item
    ? item.tagName +
      JSON.stringify(item.dataset) +
      (item.name || (item.tagName === "SUMMARY" && item.ariaLabel) || "")
    : "";
let held = "";
let holder = null;
const hold = (item) => {
  held = keyOf(item);
  holder = item;
};

// Which button it is, also once it was drawn anew: others lead to the same document.
const placeOf = (item) => {
  const key = keyOf(item);
  const alike = [...document.querySelectorAll("#page button")].filter((other) => keyOf(other) === key);
  return { key, place: alike.indexOf(item) };
};

const dataOf = (item) => {
  const data = {};
  for (const [name, value] of Object.entries(item.dataset)) {
    if (["turn", "reference", "page", "step", "edited"].includes(name)) {
      data[name] = Number(value);
    } else if (["helpful", "text"].includes(name)) {
      data[name] = value === "true";
    } else if (name !== "event") {
      data[name] = value;
    }
  }
  return data;
};

// A panel that the reader opened stays until the reader does what leads to a source. A page that is
// drawn late, or an answer that was asked for before, shows itself only where no panel is open.
const PANELS = ["documents", "history"];
const wantsSource = () => document.querySelector("#page").dataset.wanted !== "panel";
const leadsToSource = (data, kind) =>
  ["ask", "read"].includes(kind) || ["open", "read"].includes(data.action);
const showPane = (pane) => {
  const page = document.querySelector("#page");
  page.dataset.wanted = PANELS.includes(pane) ? "panel" : "source";
  const before = page.dataset.pane;
  const within = document.activeElement.closest("#documents, #history");
  page.dataset.pane = pane;
  for (const button of document.querySelectorAll("#brand [data-pane]")) {
    button.setAttribute("aria-expanded", String(button.dataset.pane === pane));
  }
  if (PANELS.includes(pane)) {
    document.querySelector(`#${pane}-title`).focus();
  } else if (within) {
    document.querySelector(`#brand [data-pane="${before}"]`).focus();
  }
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS there is no clipboard API.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

// The style in which citations are copied, as it is set.
const citing = () => document.querySelector('#settings [data-setting="citing"]')?.value || "plain";

const confirmed = (button, word) => {
  const before = button.textContent;
  button.textContent = word;
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
};

const send = (item, more) => {
  const data = { ...dataOf(item), ...more };
  const waits = item.dataset.event === "ask" || ["rate", "note", "clear", "undo"].includes(data.action);
  if (waits && document.querySelector("#conversation [data-busy]")) {
    return;
  }
  if (leadsToSource(data, item.dataset.event)) {
    const page = document.querySelector("#page");
    page.dataset.wanted = "source";
    if (!item.closest("#source")) {
      page.dataset.opener = JSON.stringify(placeOf(item));
    }
  }
  hold(document.activeElement);
  if (EVENTS.includes(item.dataset.event)) {
    trigger(item.dataset.event, data);
  }
};

// A list closes up where a row went, and brings the next row's button under the pointer. A second
// click at the same place then means the first row.
const TAKING = ["withdraw", "delete", "restore"];
const SETTLING_MS = 700;
const LONGEST_WAIT_MS = 3000;
const SAME_PLACE_PX = 8;
let taken = null;
const redrawn = () => {
  if (taken) {
    taken.redrawn ||= performance.now();
  }
};
const isRepeated = (event) => {
  if (!taken || event.detail === 0) {
    return false; // by the keyboard: the focus is not left on another row
  }
  const moved = Math.hypot(event.clientX - taken.x, event.clientY - taken.y);
  const until = taken.redrawn ? taken.redrawn + SETTLING_MS : taken.at + LONGEST_WAIT_MS;
  return moved < SAME_PLACE_PX && performance.now() < until;
};

element.addEventListener("click", async (event) => {
  const item = event.target.closest("button");
  if (!item || item.disabled) {
    return;
  }
  if (TAKING.includes(item.dataset.action)) {
    if (isRepeated(event)) {
      return;
    }
    taken = { x: event.clientX, y: event.clientY, at: performance.now(), redrawn: 0 };
  }
  if (item.dataset.pane) {
    const open = document.querySelector("#page").dataset.pane === item.dataset.pane;
    showPane(open ? "source" : item.dataset.pane);
  } else if (item.dataset.copy !== undefined) {
    await copyText(item.getAttribute(`data-copy-${citing()}`));
    confirmed(item, "Copied");
  } else if (item.dataset.link !== undefined) {
    const place = new URL(window.location.pathname, window.location.origin);
    if (element.querySelector(".turns").dataset.conversation) {
      place.searchParams.set("c", item.dataset.answer);
    } else {
      place.searchParams.set("q", item.dataset.link);
    }
    await copyText(place.href);
    confirmed(item, "Link copied");
  } else if (item.dataset.cancel !== undefined) {
    const box = item.closest("details");
    item.form.reset();
    box.open = false;
    box.querySelector("summary").focus();
  } else if (item.dataset.event) {
    send(item, {});
    item.closest("details.menu")?.removeAttribute("open");
  }
});

element.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.event) {
    event.preventDefault();
    send(form, Object.fromEntries(new FormData(form)));
  }
});

element.addEventListener("change", (event) => {
  if (event.target.type === "checkbox" && event.target.dataset.event) {
    send(event.target, { on: event.target.checked });
  }
});

// What was looked for in a panel is forgotten once the panel is closed.
const clearWhenClosed = (pane, find, clear) => {
  new MutationObserver(() => {
    if (find.value && document.querySelector("#page").dataset.pane !== pane) {
      find.value = "";
      clear();
    }
  }).observe(document.querySelector("#page"), { attributes: true, attributeFilter: ["data-pane"] });
};

// A part that is drawn anew takes the focus with it, or leaves it on what stands in the same place:
// a second press would then delete another thing. Whoever uses the keyboard gets it back, or else
// where a press does no harm.
const keepFocus = (harmless) => {
  const at = document.activeElement;
  const isOther = at === holder && keyOf(at) !== held;
  if (!held || (at !== document.body && !isOther)) {
    return;
  }
  const items = [...element.querySelectorAll("button, input, select, summary")];
  const next = items.find((item) => keyOf(item) === held) || harmless?.();
  if (next) {
    next.focus({ preventScroll: true });
    hold(next);
  } else if (isOther) {
    at.blur();
  }
};
