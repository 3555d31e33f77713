"""Measures over many questions, with their intervals."""
