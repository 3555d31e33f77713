"""Exported conversations: written, and verified quotation by quotation."""
