watch("value", () => document.dispatchEvent(new CustomEvent("citespan-next")));
