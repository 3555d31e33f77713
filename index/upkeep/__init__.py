"""A corpus as a whole: checked, mended, moved with its folder, exported and imported."""
