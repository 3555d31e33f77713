"""Exports as they look once somebody has changed what people read."""

from qa.exports.seal import BLANK_BYTES, sealed


def resealed(data):
    """With a seal that fits."""
    seal = data.rindex(b"citespan-sha256:")
    return sealed(data[:seal] + BLANK_BYTES + data[seal + len(BLANK_BYTES) :])


def forged_file(data, before, after, *, reseal):
    """With a text replaced in the readable part, not in the record."""
    end = data.rindex(b'"format"')
    readable = data[:end].replace(before.encode(), after.encode())
    assert readable != data[:end]
    whole = readable + data[end:]
    return resealed(whole) if reseal else whole
