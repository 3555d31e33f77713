"""Measures answers and citations: follow-ups, exactness, reading speed, memory."""
