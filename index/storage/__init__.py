"""The stored corpus: SQLite, the source of truth, and user data."""
