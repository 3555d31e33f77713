watch("value", () => {
  const source = element.querySelector(".source");
  const pane = element.querySelector(".scroll");
  const cited = element.querySelector("#cited");
  if (!pane || !cited) {
    return;
  }
  const above = cited.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += above - pane.clientHeight / 3;
  if (source.dataset.follow === "true") {
    source.scrollIntoView({ block: "start" });
  }
});
