"""The documents panel: what is ticked, looked for, added to a choice, and shown of each file."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from tests.qa.small_bot import TEXTS, make_bot

pytestmark = pytest.mark.browser


def message():
    mail = EmailMessage()
    mail["Subject"] = "Offer for the boiler"
    mail["From"] = "ada@example.org"
    mail.set_content("The offer is attached. " + "It is long. " * 200)
    mail.add_attachment("The boiler costs nine pounds.", filename="price.txt")
    return mail.as_bytes()


def archive():
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("old/minutes.txt", "The board met in May.")
    return data.getvalue()


@pytest.fixture
def panel(tmp_path, serve, visit):
    """The panel over files in folders, and the folder's path."""
    folder = tmp_path / "folder"
    (folder / "mail").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    (folder / "mail" / "offer.eml").write_bytes(message())
    (folder / "papers.zip").write_bytes(archive())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    bot = make_bot(tmp_path)
    bot.sync()
    visitor = visit(serve(bot))
    visitor.documents()
    return visitor, str(tmp_path)


def titles(visitor):
    return visitor.page.locator("#shelf .title").all_inner_texts()


def ticked(visitor):
    return visitor.page.evaluate(
        "[...document.querySelectorAll('#shelf input:checked')].map(box => box.ariaLabel)"
    )


def wait_for_rows(visitor, count):
    visitor.page.wait_for_function(
        "count => document.querySelectorAll('#shelf li').length === count", arg=count
    )


def test_ticks_filter_and_new_files_keep_to_their_documents(panel):
    visitor, _ = panel
    page = visitor.page
    page.check('[aria-label="Ask Snow"]')
    page.wait_for_selector(".scope")
    # The rows below move up; the tick stays with its document.
    visitor.press('[aria-label="Exclude kelp.txt"]', '[aria-label="Bring back kelp.txt"]')
    assert ticked(visitor) == ["Ask Snow"]
    assert "Only in 1 of 5 documents" in visitor.text("#scope")
    page.focus("#filter input")
    page.keyboard.type("zebra")
    wait_for_rows(visitor, 0)
    assert "No file by that name" in visitor.text("#shelf")
    for _ in "zebra":
        page.keyboard.press("Backspace")
    wait_for_rows(visitor, 6)
    page.keyboard.type("mail/")  # a folder's files, too
    wait_for_rows(visitor, 2)
    page.fill("#filter input", "")
    wait_for_rows(visitor, 6)
    # What is added meanwhile is not left out silently.
    assert visitor.add(("crabs.txt", b"Crabs hide.")) == ["crabs.txt indexed"]
    for place in ("#scope", "#shelf"):
        page.locator(f"{place} .left-out", has_text="1 new document is left out").wait_for()
    page.click("#scope .left-out button")
    page.wait_for_selector(".left-out", state="detached")
    assert ticked(visitor) == ["Ask crabs", "Ask Snow"]
    assert "Only in 2 of 6 documents" in visitor.text("#scope")


def test_folders_attachments_and_refused_files_are_told_apart(panel):
    visitor, path = panel
    heads = visitor.page.locator("#shelf h3").all_inner_texts()
    assert heads == ["In the folder", "mail", "papers.zip/old"]
    mail, attached = visitor.page.locator('[aria-label="Files: mail"] li').all()
    assert "kB" in mail.inner_text() and mail.bounding_box()["x"] < attached.bounding_box()["x"]
    facts = attached.locator(".facts").inner_text()
    assert facts == "attached to offer.eml"  # and not the size of the message
    # A file that could not be used is listed once, and can be looked for.
    assert "broken" not in visitor.text("#shelf")
    assert visitor.page.locator("#results .failed li", has_text="broken.pdf").count() == 1
    read = "6 of 7 files were read; 1 was not: broken.pdf"
    assert visitor.text("#results .failed summary") == read
    visitor.page.fill("#filter input", "broken")
    wait_for_rows(visitor, 1)
    assert "damaged PDF" in visitor.text("#shelf .refused")
    visitor.page.fill("#filter input", "")
    wait_for_rows(visitor, 6)
    assert path not in visitor.page.content()
