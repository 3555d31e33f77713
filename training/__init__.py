"""Tunes and fits everything that ships, through the public interfaces only."""
