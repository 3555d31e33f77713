"""Pure functions from values to escaped HTML."""
