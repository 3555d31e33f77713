"""Exports as they look once somebody has changed what people read."""

import zipfile
from io import BytesIO

from qa.exports.seal import BLANK_BYTES, sealed


def resealed(data):
    """With a seal that fits."""
    seal = data.rindex(b"citespan-sha256:")
    return sealed(data[:seal] + BLANK_BYTES + data[seal + len(BLANK_BYTES) :])


def forged_file(data, before, after, *, reseal):
    """With a text replaced in the readable part, not in the record."""
    whole = _forged_docx(data, before, after) if data.startswith(b"PK") else None
    if whole is None:
        end = data.rindex(b"citespan-conversation/")
        readable = data[:end].replace(before.encode(), after.encode())
        assert readable != data[:end]
        whole = readable + data[end:]
    return resealed(whole) if reseal else whole


def _forged_docx(data, before, after):
    copy = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(copy, "w") as forged:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("word/"):
                part = part.replace(before.encode(), after.encode())
            forged.writestr(name, part)
        forged.comment = archive.comment
    return copy.getvalue()
