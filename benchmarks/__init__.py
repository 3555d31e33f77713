"""Measurements whose figures stand in docs/ and README; uses the public interfaces only."""
