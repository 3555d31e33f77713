"""Shared by ``app.py`` and ``python -m qa``: opening a folder, options, exit status."""
