watch("value", () => element.querySelector("a[download]")?.click());
