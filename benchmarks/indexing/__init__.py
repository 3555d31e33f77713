"""Measures indexing and searching: time, memory, size and recall."""
