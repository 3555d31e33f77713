"""Formats of documents that nothing here reads: by suffix, what they are and what to do."""

from __future__ import annotations

from typing import Final

__all__ = ["advice_for"]

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
    ".xlsm": _WITH_MACROS.format("{}", ".xlsx"), ".xltx": _WITH_MACROS.format("{}", ".xlsx"),
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
    **dict.fromkeys((".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"), _PACKED),
}  # fmt: skip


def advice_for(suffix: str) -> str:
    """What a file with ``suffix`` (with the dot, in any case) is and what to do; "" if unknown."""
    suffix = suffix.lower()
    return _ADVICE.get(suffix, "").format(suffix)
