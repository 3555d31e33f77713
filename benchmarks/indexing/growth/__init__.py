"""Parts of ``benchmarks.indexing.scale``: corpora of any size, and how they are measured."""
