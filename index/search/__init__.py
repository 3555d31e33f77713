"""Search indexes derived from the store (FAISS and tantivy), rebuilt whenever in doubt."""
