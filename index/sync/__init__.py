"""Keeping a corpus equal to its folder and uploads."""
