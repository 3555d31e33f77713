"""Control words by what they do to the text."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BOXES", "CHARACTERS", "DESTINATIONS", "IN_GROUPS_OF_THEIR_OWN", "PARAGRAPH_ENDS", "SETTINGS",
    "SKIPPED", "STORIES",
]  # fmt: skip

CHARACTERS: Final = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
    "ltrmark": "\u200e", "rtlmark": "\u200f", "~": "\u00a0", "-": "\u00ad", "_": "\u2011",
}  # fmt: skip
"""Words and symbols that stand for a character."""

PARAGRAPH_ENDS: Final = frozenset({"par", "sect", "page", "column", "\n", "\r"})
BOXES: Final = frozenset({"shptxt", "dptxbxtext"})
"""Texts of boxes that lie on a page."""

STORIES: Final = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    **dict.fromkeys(BOXES, "box"),
    "footnote": "footnote",
}
"""Words that begin a story of its own, with its kind."""

DESTINATIONS: Final = {
    "listtext": "label", "pntext": "label", "shpinst": "shape", "do": "shape", "info": "info",
    "title": "title", "fonttbl": "fonts", "stylesheet": "styles",
}  # fmt: skip
"""Words that say what becomes of the text in their group."""

SETTINGS: Final = {
    "v": ("is_hidden", None), "deleted": ("is_deleted", None), "uc": ("fallback", 1),
    "s": ("style", 0), "ls": ("list", 0), "ilvl": ("depth", 0), "itap": ("nesting", 1),
    "fs": ("size", 24), "super": ("is_raised", None), "up": ("is_raised", None),
    **dict.fromkeys(("sub", "dn", "nosupersub"), ("is_raised", False)),
}  # fmt: skip
"""Words that set an attribute of the state, with its value where no number is given; None for one
that is on unless the number is 0, False for one that is off whatever the number."""

IN_GROUPS_OF_THEIR_OWN: Final = frozenset(
    {
        "ud", "shpinst", "do", "nesttableprops", "pn", "moMath", "moMathPara",
        *STORIES, "pntext", "listtext", "fldrslt", "result", "shppict",
    }
)  # fmt: skip
"""Words whose groups are read although marked as such that may be left out."""

SKIPPED: Final = frozenset(
    {
        "colortbl", "pict", "nonshppict", "nonesttables", "shprslt", "sp", "fldinst", "filetbl",
        "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "xe", "tc", "tcn", "rxe",
        "txe", "bkmkstart", "bkmkend", "private", "template", "objdata", "objclass", "objname",
        "panose", "falt", "fontemb", "fontfile", "author", "operator", "subject", "keywords",
        "comment", "doccomm", "company", "manager", "category", "hlinkbase", "creatim", "revtim",
        "printim", "buptim", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
        "datafield", "themedata", "colorschememapping", "latentstyles", "xmlnstbl", "mmathPict",
        "annotation", "atnid", "atnauthor", "atnref", "atndate", "picprop", "pgdsctbl",
        "mbegChr", "mendChr", "msepChr", "mchr", "mmathPr", "pnseclvl", "pntxta", "pntxtb",
        "formfield", "ffname", "ffl", "pgptbl", "userprops", "leveltext", "levelnumbers",
    }
)  # fmt: skip
"""Words whose groups hold no text of the document."""
