watch("value", keepFocus);
element.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open) {
      event.target.querySelector("input")?.select();
    }
  },
  true,
);
