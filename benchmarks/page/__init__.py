"""Measures the chat page in a browser and under many sessions."""
