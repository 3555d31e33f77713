"""Fitting confidence and threshold to a reader, and the files they are kept in."""
