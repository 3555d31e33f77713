"""Citespan side by side with other systems: ``make bench DATA=folder`` (see `__main__`).

Every system runs in processes of its own (`worker`), gets the same texts, questions and weights,
and is judged here from what it wrote. Nothing but `systems` imports another system.
"""
