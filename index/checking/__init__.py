"""Whether a corpus is what was written: store, texts, passages, indexes, uploads."""
