watch("value", () => {
  // A list that is drawn anew keeps its elements, and a box that was ticked by hand stays ticked
  // for whatever file stands in its row then.
  for (const box of element.querySelectorAll('input[type="checkbox"]')) {
    box.checked = box.hasAttribute("checked");
  }
  keepFocus();
});
