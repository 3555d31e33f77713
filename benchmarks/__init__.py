"""Measures the figures of docs/ and README, through the public interfaces only."""
