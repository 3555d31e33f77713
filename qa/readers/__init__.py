"""Readers: question and passages to scored answer spans."""
