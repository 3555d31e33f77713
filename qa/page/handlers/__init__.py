"""Handles what a user types, clicks or drops on the page."""
