"""What a corpus keeps: SQLite, the source of truth, and what its users made."""
