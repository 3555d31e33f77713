"""Fits confidence and threshold to a reader, and keeps the results in files."""
