"""Formats of documents that nothing here reads: what they are and what to do.

Files with the names of old Office formats often are something else, which would be read under its
own name; their first bytes tell.
"""

from __future__ import annotations

from typing import Final

from index.loaders.misnamed import begins_as_named, is_text
from index.loaders.sniffing import SNIFFED_BYTES, kind_of

__all__ = ["ADVICE_BYTES", "advice_for"]

ADVICE_BYTES: Final = SNIFFED_BYTES
"""Bytes at the start of a file that the advice may depend on."""

_WORD: Final = "old Word format ({}); save it as .docx"
_EXCEL: Final = "old Excel format ({}); save it as .xlsx"
_POWERPOINT: Final = "old PowerPoint format ({}); save it as .pptx"
_WITH_MACROS: Final = "Office format with macros or a template ({}); save it as {}"
_IWORK: Final = "Apple iWork format ({}); export it as {}"
_OPEN: Final = "OpenDocument format that is not read ({}); save it as {}"
_PACKED: Final = "packed archive ({}); unpack it into the folder"

_ADVICE: Final = {
    **dict.fromkeys((".doc", ".dot"), _WORD),
    **dict.fromkeys((".xls", ".xlt", ".xlsb"), _EXCEL),
    **dict.fromkeys((".ppt", ".pps", ".pot"), _POWERPOINT),
    ".docm": _WITH_MACROS.format("{}", ".docx"), ".dotx": _WITH_MACROS.format("{}", ".docx"),
    ".xltx": _WITH_MACROS.format("{}", ".xlsx"),
    ".pptm": _WITH_MACROS.format("{}", ".pptx"), ".ppsx": _WITH_MACROS.format("{}", ".pptx"),
    ".potx": _WITH_MACROS.format("{}", ".pptx"),
    ".pages": _IWORK.format("{}", ".docx"), ".numbers": _IWORK.format("{}", ".xlsx"),
    ".key": _IWORK.format("{}", ".pptx"),
    ".ods": _OPEN.format("{}", ".xlsx"), ".odp": _OPEN.format("{}", ".pptx"),
    ".ott": _OPEN.format("{}", ".odt"), ".fodt": _OPEN.format("{}", ".odt"),
    ".msg": "Outlook message ({}); save it as .eml",
    ".pst": "Outlook folder ({}); export its messages as .eml",
    ".mbox": "folder of messages ({}); export them as .eml",
    ".mht": "web archive ({}); save the page as .html",
    ".mhtml": "web archive ({}); save the page as .html",
    ".wpd": "WordPerfect format ({}); save it as .docx",
    ".wps": "Works format ({}); save it as .docx",
    ".mobi": "Kindle format ({}); convert it to .epub",
    ".azw3": "Kindle format ({}); convert it to .epub",
    ".djvu": "DjVu format ({}); convert it to .pdf",
    ".xps": "XPS format ({}); print it as .pdf",
    **dict.fromkeys((".heic", ".heif"), "photo format ({}); save it as .jpg"),
    **dict.fromkeys((".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"), _PACKED),
}  # fmt: skip


_NEW_OFFICE: Final = {
    ".doc": ".docx", ".dot": ".docx", ".xls": ".xlsx", ".xlt": ".xlsx", ".ppt": ".pptx",
    ".pps": ".pptx", ".pot": ".pptx",
}  # fmt: skip
_TRUE_NAMES: Final = {
    "rtf": ("RTF", ".rtf"), "html": ("HTML", ".html"), "pdf": ("a PDF", ".pdf"),
    "mail": ("an e-mail message", ".eml"), "text": ("plain text", ".txt"),
}  # fmt: skip


def advice_for(suffix: str, start: bytes = b"") -> str:
    """What a file of a format that is not read is, and what to do; "" if that is unknown.

    Args:
        suffix: Of its name, with the dot, in any case.
        start: Its first ``ADVICE_BYTES`` bytes, if they are known.
    """
    suffix = suffix.lower()
    advice = _ADVICE.get(suffix, "").format(suffix)
    if not start or begins_as_named(suffix, start):
        return advice
    if suffix in _NEW_OFFICE and start.startswith(b"PK\x03\x04"):
        new = _NEW_OFFICE[suffix]
        return f"a newer Office file named {suffix}; rename it to {new}"
    kind = kind_of(start)
    if kind in ("text", "unknown", "program") and not is_text(start):
        what = advice.partition("; ")[0]
        return f"{what} by its name only: it does not begin as such files do; get it again"
    what, name = _TRUE_NAMES.get(kind, ("", ""))
    return f"{what} named {suffix}; rename it to {name}" if what else advice
