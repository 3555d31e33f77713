let shown = "0";

watch("value", () => {
  const source = element.querySelector(".source");
  const pane = element.querySelector(".scroll");
  keepFocus();
  if (source.dataset.shown !== shown && pane) {
    showPane("source");
  }
  shown = source.dataset.shown;
  const cited = element.querySelector("#cited");
  if (pane && !cited) {
    pane.scrollTop = 0;
  }
  if (!pane || !cited) {
    return;
  }
  const above = cited.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += above - pane.clientHeight / 3;
  // Sideways the citation from its beginning, but the answer in any case.
  const edge = pane.getBoundingClientRect().left - pane.scrollLeft;
  let left = cited.getBoundingClientRect().left - edge - 24;
  const answer = element.querySelector(".box.current.answer")?.getBoundingClientRect();
  if (answer) {
    left = Math.max(left, answer.right - edge + 24 - pane.clientWidth);
    left = Math.min(left, answer.left - edge - 24);
  }
  pane.scrollLeft = Math.max(0, left);
  if (source.dataset.follow === "true" && !wide.matches) {
    source.scrollIntoView({ block: "start" });
  }
});
