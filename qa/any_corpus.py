"""A corpus, wherever it is: of a folder on this machine, or in Lance tables for many machines."""

from __future__ import annotations

from index.cluster.cluster_corpus import ClusterCorpus
from index.corpus import Corpus

__all__ = ["AnyCorpus"]

AnyCorpus = Corpus | ClusterCorpus
"""What questions are asked of. Both have the same methods for reading."""
