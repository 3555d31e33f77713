"""Conversations that are kept: answers as records of places, and whose they are."""
