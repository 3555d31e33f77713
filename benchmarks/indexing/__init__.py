"""Indexing and searching measured: time, memory, size and recall."""
