"""Compares one answer with the annotated answers."""
