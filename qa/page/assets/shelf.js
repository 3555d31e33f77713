watch("value", keepFocus);
