"""Parts of ``benchmarks.indexing.scale``: makes and measures corpora of any size."""
