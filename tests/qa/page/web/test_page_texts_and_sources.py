"""What programs may send in arguments, and what they get to know of the folder."""

import json

import pytest

from qa.exports.relative_sources import with_relative_sources
from qa.page.web.text_only import names_a_file

FILE = {"path": "http://x/", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    "value", [FILE, {"data": [FILE]}, [[{"a": FILE}]], {"path": "/etc/passwd"}, {"meta": FILE}]
)
def test_descriptions_of_files_are_found_however_they_are_written(value):
    text = json.dumps(value)
    assert names_a_file(text.encode())
    assert names_a_file(text.replace("path", "p\\u0061th").replace("meta", "m\\u0065ta").encode())
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-8-sig"):
        assert names_a_file(text.encode(encoding)) or encoding == "utf-8-sig"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff", b'"path"', b'{"data": ["what is the path of meta?", null]}',
        b'{"meta": {"a": 1}, "path": 7}', b"[" * 100_000 + b"path", b'{"params": {"_meta": {}}}',
    ],
)  # fmt: skip
def test_other_bodies_pass_or_fail_elsewhere(body):
    assert names_a_file(body) in ((True,) if body.startswith(b"[[[") else (False,))


def test_sources_are_relative_wherever_they_stand():
    record = {
        "source": "/f/a.txt", "text": "/f/a.txt", "n": 1,
        "citations": [{"source": "/f/b.txt", "sources": ["/f/b.txt", 1], "page": None}],
        "searched": {"unread": [{"source": "/f/c.pdf", "reason": "/f/"}]},
    }  # fmt: skip
    seen = with_relative_sources(record, lambda source: source.removeprefix("/f/"))
    assert seen == {
        "source": "a.txt", "text": "/f/a.txt", "n": 1,
        "citations": [{"source": "b.txt", "sources": ["b.txt", 1], "page": None}],
        "searched": {"unread": [{"source": "c.pdf", "reason": "/f/"}]},
    }  # fmt: skip
    assert record["source"] == "/f/a.txt"
