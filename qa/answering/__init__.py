"""From scored spans to an answer with its citations and its confidence."""
