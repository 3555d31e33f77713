"""Measures text recognition on pages that are drawn with known words."""
