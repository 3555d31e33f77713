"""Questions with known answers, read from the formats they are published in."""
