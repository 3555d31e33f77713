// On a narrow page the source is a view of its own in front of what it was opened from, with the
// question box below it. It has an entry in the browser's history, so that Back leaves it.
const whole = document.querySelector("#page");
const isSheetOpen = () => whole.dataset.sheet === "open";

// Where the reader opened it, which may have been drawn anew since; else where the answer is.
const opener = () => {
  const { key, place } = JSON.parse(whole.dataset.opener || "{}");
  const alike = [...whole.querySelectorAll("button")].filter((item) => keyOf(item) === key);
  return (
    alike[place] ||
    alike[0] ||
    whole.querySelector('#conversation .chip[aria-pressed="true"]') ||
    whole.querySelector("#question textarea")
  );
};

// It ends where the question box begins, however many lines that has.
const fit = new ResizeObserver(([{ target }]) => {
  whole.style.setProperty("--composer", `${target.offsetHeight}px`);
});
const showSheet = () => {
  const composer = document.querySelector("#composer");
  whole.style.setProperty("--composer", `${composer.offsetHeight}px`);
  fit.observe(composer);
  whole.dataset.sheet = "open";
};
const openSheet = () => {
  if (!wide.matches && !isSheetOpen()) {
    showSheet();
    history.pushState({ sheet: true }, "");
  }
};
const hideSheet = () => {
  delete whole.dataset.sheet;
  // What the reader comes back to stays, as a panel that was just opened.
  if (PANELS.includes(whole.dataset.pane)) {
    whole.dataset.wanted = "panel";
  }
};
const leaveSheet = (goesBack) => {
  if (!isSheetOpen()) {
    return;
  }
  hideSheet();
  if (history.state?.sheet) {
    history.back();
  }
  if (goesBack) {
    opener().focus({ preventScroll: true });
  }
};

history.scrollRestoration = "manual";
// The source of before a reload is not open any more.
if (history.state?.sheet) {
  history.back();
}
window.addEventListener("popstate", ({ state }) => {
  if (state?.sheet && !wide.matches && element.querySelector(".scroll")) {
    showSheet();
    element.querySelector(".scroll").focus({ preventScroll: true });
  } else if (isSheetOpen()) {
    hideSheet();
    opener().focus({ preventScroll: true });
  }
});
document.addEventListener("citespan-leave-source", () => leaveSheet(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !wide.matches) {
    leaveSheet(true);
  }
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-leave]")) {
    leaveSheet(true);
  }
});
