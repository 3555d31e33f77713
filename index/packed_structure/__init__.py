"""Structure as bytes: how it comes from the process that extracts, and how the store keeps it."""

from index.packed_structure.codec import check_structure, pack_structure, unpack_structure
from index.packed_structure.items import PackedBlocks

__all__ = ["PackedBlocks", "check_structure", "pack_structure", "unpack_structure"]
