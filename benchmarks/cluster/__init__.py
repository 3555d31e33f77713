"""Measures a corpus on object storage; starts an S3 server on this machine for it."""
