// A table that is wider than the pane scrolls within itself, and the text around it stays. Only such
// a table is a stop of the keyboard; where it scrolls, no style sheet keeps the names of its columns
// in view.
const nameOf = (box) => {
  for (let before = box.previousElementSibling; before; before = before.previousElementSibling) {
    if (before.matches(".caption, h3, h4, h5, h6")) {
      return `: ${before.innerText.trim().slice(0, 100)}`;
    }
  }
  return "";
};

const fitTables = () => {
  const boxes = [...element.querySelectorAll(".table")];
  boxes.forEach((box) => box.classList.remove("wide"));
  // All are measured before any is changed: each change in between would cost a layout.
  const wide = boxes.filter((box) => box.firstElementChild.offsetWidth > box.clientWidth + 1);
  for (const box of boxes) {
    const number = wide.indexOf(box) + 1;
    if (number) {
      box.classList.add("wide");
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", `Wide table ${number}${nameOf(box)}`);
    } else {
      ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
    }
  }
};

const keepHeads = () => {
  const pane = element.querySelector(".scroll");
  for (const head of element.querySelectorAll(".table thead")) {
    const box = head.closest(".table");
    const over = pane.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const most = box.clientHeight - head.offsetHeight - box.querySelector("tr:last-child").offsetHeight;
    const down = box.classList.contains("wide") ? Math.max(0, Math.min(over, most)) : 0;
    head.style.transform = down ? `translateY(${down}px)` : "";
  }
};

let heads = 0;
const keepHeadsSoon = () => {
  cancelAnimationFrame(heads);
  heads = requestAnimationFrame(keepHeads);
};
new ResizeObserver(() => {
  fitTables();
  keepHeadsSoon();
}).observe(element);
