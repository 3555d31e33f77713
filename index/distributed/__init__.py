"""A folder read by several machines into one corpus, by Ray; needs requirements-cluster.txt."""
