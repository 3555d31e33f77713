"""How everything that is shipped was tuned and fitted; uses the public interfaces only."""
