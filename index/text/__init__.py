"""Text to sentences, passages and search terms."""
