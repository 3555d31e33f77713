"""Answers and citations measured: follow-ups, exactness, reading speed, memory."""
