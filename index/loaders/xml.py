"""XML parts of archives, read without entities, DTDs or anything outside the file."""

from __future__ import annotations

from typing import Any

from lxml import etree

from index.errors import RefusedError

__all__ = ["EntitiesError", "parse_xml"]


class EntitiesError(RefusedError):
    """A part declares entities, as no program that saves documents does."""


def parse_xml(data: bytes, what: str) -> Any:
    """The root element.

    Raises:
        EntitiesError: It declares entities.
        RefusedError: Not XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    attack = EntitiesError(f"{what} with XML entities, as an attack has; save it again")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        if b"<!ENTITY" in data:
            raise attack from None
        raise RefusedError(
            f"damaged {what}: a part is not valid XML; get it or save it again"
        ) from None
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise attack
    return root
