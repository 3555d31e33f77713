(text, session, choice) => {
  const box = document.querySelector("#question textarea");
  if (box && text && box.value.startsWith(text)) {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, box.value.slice(text.length));
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.querySelector("#page").dataset.wanted = "source";
  return [text, session, choice];
}
