"""Citespan side by side with other systems: ``make bench DATA=folder`` (see `__main__`).

Every system runs in processes of its own (`worker`) on the same texts, questions and weights, and
is judged by its output. Only `systems` imports other systems.
"""
