"""A folder of two documents with questions, as ``training.reader.folders`` reads it."""

import json

__all__ = ["ASKED", "PRICES", "RULES", "write_folder"]

PRICES = """# Price list

## Flour

| Kind | Price per sack | Delivery |
|---|---|---|
| Rye | 31.50 | 3 days |
| Wheat | 29.00 | 31.50 hours |

## Reasons

The price of rye rose. A wet summer had spoilt half of the harvest.

Payment is due within thirty days.
"""
RULES = """# Rules of the mill

Nobody may smoke in the loft, because flour dust burns.

The mill is closed on the first Monday of May.
"""
ASKED = (
    ("What is a sack of rye?", ["31.50"], "prices.md", [["Rye", "31.50", "3 days"]], "table"),
    ("How long is the delivery of wheat?", ["31.50"], "prices.md",
     [["Wheat", "29.00", "31.50 hours"]], "table"),
    ("Why did rye get dearer?", [], "prices.md",
     [["The price of rye rose."], ["A wet summer had spoilt half of the harvest."]], "why"),
    ("Who closed the mill?", [], "rules.md",
     [["The mill is closed on the first Monday of May."]], "unanswerable"),
    ("Who painted the loft?", [], None, [], "unanswerable"),
)  # fmt: skip


def write_folder(folder, asked=ASKED):
    """A field folder of two documents."""
    (folder / "files").mkdir(parents=True)
    (folder / "files/prices.md").write_text(PRICES, "utf-8")
    (folder / "files/rules.md").write_text(RULES, "utf-8")
    lines = []
    for text, answers, name, marks, kind in asked:
        implied = not answers and kind != "unanswerable"
        sentences = [mark[0] for mark in marks] if implied else answers
        lines.append(
            {"question": text, "answers": sentences, "document": name, "marks": marks,
             "kind": kind, "implied": implied}
        )  # fmt: skip
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return folder
