"""A corpus in Lance tables, on object storage or on a disk; needs requirements-cluster.txt."""
