"""An evaluation for people: a table in the terminal, a page with charts and failures."""
