let shown = "0";
let zoom = "100";
let place = { top: 0, left: 0 };
let kept = null;
let stays = false;
let isDue = false;
let focused = "";

// Where the reader is, as shares of what can be scrolled: a larger view keeps it.
element.addEventListener(
  "scroll",
  ({ target }) => {
    if (target.classList?.contains("scroll")) {
      place = {
        top: (target.scrollTop + target.clientHeight / 2) / target.scrollHeight,
        left: (target.scrollLeft + target.clientWidth / 2) / target.scrollWidth,
      };
      keepHeadsSoon();
    }
  },
  true,
);

const scrollBack = (pane, place) => {
  pane.scrollTop = place.top * pane.scrollHeight - pane.clientHeight / 2;
  pane.scrollLeft = place.left * pane.scrollWidth - pane.clientWidth / 2;
};

// Sideways the citation from its beginning, but the answer in any case.
const scrollSideways = (pane, cited) => {
  const edge = pane.getBoundingClientRect().left - pane.scrollLeft;
  let left = 0;
  const box = cited.getBoundingClientRect();
  if (box.right > edge + pane.clientWidth - 24) {
    left = box.left - edge - 24;
  }
  const answer = pane.querySelector(".current.answer")?.getBoundingClientRect();
  if (answer && answer.right > edge + left + pane.clientWidth - 24) {
    left = Math.min(answer.right - edge + 24 - pane.clientWidth, answer.left - edge - 24);
  }
  pane.scrollLeft = Math.max(0, left);
};

const scrollTo = (pane, cited) => {
  const box = cited.getBoundingClientRect();
  const above = box.top - pane.getBoundingClientRect().top;
  // The names of columns stay in view, over the rows.
  const head = cited.closest("table")?.querySelector("thead");
  const covered = head && !head.contains(cited) ? head.offsetHeight + 8 : 0;
  const room = pane.clientHeight;
  pane.scrollTop += above - Math.max(Math.min(room / 3, room - box.height - 8), covered);
  scrollSideways(cited.closest(".table.wide") || pane, cited);
};

// In a pane that is hidden nothing has a place; that is made up for when it comes into view.
const goToPlace = (pane) => {
  isDue = !pane.clientHeight;
  if (isDue) {
    return;
  }
  fitTables();
  const cited = element.querySelector("#cited");
  if (kept?.shown === shown) {
    scrollBack(pane, kept.place);
    const table = cited?.closest(".table.wide");
    if (table) {
      scrollSideways(table, cited);
    }
  } else if (cited) {
    scrollTo(pane, cited);
  } else {
    pane.scrollTop = 0;
  }
  keepHeads();
};
new MutationObserver(() => {
  const pane = element.querySelector(".scroll");
  if (isDue && pane) {
    goToPlace(pane);
  }
}).observe(document.querySelector("#page"), { attributes: true, attributeFilter: ["data-pane", "data-sheet"] });

// The keys that scroll work at once in what the reader opened, unless they are elsewhere by now.
const isOpener = (item) =>
  item === document.body ||
  ["open", "read"].includes(item.dataset.action) ||
  (item.closest("#brand, #documents, #history, #source") &&
    !item.matches("input, textarea, select"));
const focusPane = (pane, isNew) => {
  const at = document.activeElement;
  if (isNew ? isOpener(at) : at === document.body && focused === shown) {
    pane.focus({ preventScroll: true });
    focused = shown;
  }
};

watch("value", () => {
  const source = element.querySelector(".source");
  const pane = element.querySelector(".scroll");
  keepFocus();
  const isNew = source.dataset.shown !== shown;
  const isOpened = source.dataset.follow === "true" && !wide.matches;
  if (isNew && pane && wantsSource()) {
    if (isOpened) {
      openSheet();
    } else if (!isSheetOpen()) {
      showPane("source");
    }
  }
  shown = source.dataset.shown;
  if (!pane) {
    leaveSheet(false);
    return;
  }
  if (source.dataset.zoom !== zoom || (stays && element.querySelector(".sheet"))) {
    kept = { place, shown };
  }
  stays = false;
  goToPlace(pane);
  zoom = source.dataset.zoom;
  // On a narrow page the source of a conversation that is taken up is not open.
  if (source.dataset.focus === "true" && (wide.matches || isOpened)) {
    focusPane(pane, isNew);
  }
});

// A mark of another turn leads to that turn in the conversation.
element.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("[data-lead]")) {
      leaveSheet(false);
      document.querySelector("#conversation").dataset.lead = "true";
    }
  },
  true,
);
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && wide.matches && event.target.matches(".scroll, .table")) {
    // Back to where it was opened.
    const chip = document.querySelector('#conversation .chip[aria-pressed="true"]');
    (chip || document.querySelector("#question textarea")).focus();
  }
});
