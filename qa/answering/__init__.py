"""Turns scored spans into an answer with citations and a confidence."""
