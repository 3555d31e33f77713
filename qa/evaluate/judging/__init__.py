"""One answer compared with what is known to be right."""
