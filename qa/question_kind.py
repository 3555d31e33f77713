"""The kind of a question, and whether a text gives a reason: English, and by rules alone."""

from __future__ import annotations

import re
from typing import Literal, get_args

__all__ = ["JUDGEMENTS", "KINDS", "QuestionKind", "gives_reason", "kind_of"]

QuestionKind = Literal[
    "why", "how", "list", "yes-no", "compare", "when", "who", "where", "how-many", "definition",
    "clause", "keyword", "other",
]  # fmt: skip
"""What a question asks for:

- ``why``: a reason or a cause; ``how``: a manner or a procedure;
- ``list``: several things; ``how-many``: a number, an amount or a length of time;
- ``yes-no``, ``compare``: a judgement, which no words of a document are;
- ``when``, ``who``, ``where``; ``definition``: what a word means or stands for;
- ``clause``: a numbered part of a document; ``keyword``: words without a sentence;
- ``other``: anything else, mostly "what" and "which".
"""

KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
JUDGEMENTS: frozenset[QuestionKind] = frozenset({"yes-no", "compare"})
"""Kinds whose answer is a judgement on what the documents say, and not words of theirs."""

_AUXILIARY = (
    r"(?:am|is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|"
    r"would|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|couldn't|"
    r"mustn't|shouldn't|won't|wouldn't)"
)
_QUESTION_WORD = r"(?:what|which|who|whom|whose|when|where|why|how)"
_NO_VERB = rf"(?!(?:{_AUXILIARY}|happens)\b)"
_PLURAL = rf"(?:{_NO_VERB}\w+ )?{_NO_VERB}(?:people|children|criteria|\w{{3,}}(?<![sui])s)"

_PATTERNS: tuple[tuple[QuestionKind, str], ...] = (
    ("yes-no", rf"^(?:and |but |so )?{_AUXILIARY}\b"),
    ("clause", r"\b(?:clause|section|article|paragraph|schedule|appendix|annex|item|rule)s?"
               r" (?:no\. ?)?(?:\d[\w.()]*|[a-z]\b|[ivx]+\b)"),
    ("why", r"\bwhy\b|\bhow come\b|\b(?:what|which)\b.{0,30}\b(?:reasons?|causes?|purpose|"
            r"grounds)\b|^what (?:caused|led to|made|prompted)\b|\bfor what reason\b"),
    ("compare", r"\bcompared? (?:to|with)\b|\bdifferences? between\b|\bdiffers? from\b|"
                r"\b(?!other|rather|later|earlier|sooner)(?:more|less|fewer|better|worse|"
                r"\w{3,}er) than (?!\d)|\bversus\b|\bvs\b|"
                r"^(?:which|who) (?:is|was|are|were|has|had|of) .*\bor\b|"
                r"^compare\b|^(?:which|who) of (?:the two|them|these|those)\b|"
                r"^(?:which|who) of .* and .* (?:is|was|are|were|has|had|have)\b"),
    ("how-many", r"\bhow (?:many|much|often|long|far|old|large|big|high|tall|deep|wide|fast|"
                 r"soon|late|heavy|few)\b|\bwhat (?:number|amount|percentage|share|price|"
                 r"proportion)\b"),
    ("definition", r"^what (?:is|are) (?!the )(?:an? )?[\w'-]+(?: [\w'-]+){0,2} ?\?*$|"
                   r"\bwhat (?:does|do|did) .{1,60}\b(?:mean|stand for)\b|"
                   r"\b(?:definition|meaning) of\b|^define\b"),
    ("list", r"^(?:list|name|enumerate)\b|^(?:what|which) (?:are|were) |"
             r"^(?:what|which) (?:two|three|four|five|six|several|other) |"
             rf"^(?:what|which) {_PLURAL}\b(?! of\b)"),
    ("how", r"\bhow\b|\bin what (?:way|manner)\b|\bby what means\b"),
    ("when", r"^(?:(?:and|but|so|since|until|by|from) )*when\b|"
             r"\b(?:what|which) (?:year|month|day|date|time|century|decade)\b"),
    ("who", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|company|team)\b"),
    ("where", r"\bwhere\b|\b(?:what|which) (?:country|city|town|place|state|region)\b"),
)  # fmt: skip
_RULES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_POLITE = re.compile(
    r"^(?:please |(?:can|could|would|will) you (?:please )?(?=tell|say|explain|list|give|show|name|"
    r"define|describe)|do you know |i (?:want|would like|need) to know )"
    r"(?:(?:tell|show|give) me )?",
    re.IGNORECASE,
)

_REASON = re.compile(
    r"\b(?:because|since|reasons?|causes?d?|due to|owing to|thanks to|on account of|so that|"
    r"in order to|to (?:avoid|ensure|prevent|allow|make|help|keep|save)|therefore|thus|hence|"
    r"which is why|that is why|as a result|led to|for fear of|on the grounds? (?:of|that))\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> QuestionKind:
    """The kind of a question; the first rule that matches decides.

    >>> kind_of("Why was the visit announced in advance?")
    'why'
    >>> kind_of("parking permit renewal date")
    'keyword'
    """
    text = _POLITE.sub("", " ".join(question.split()))
    is_sentence = re.search(rf"\b{_QUESTION_WORD}\b", text, re.IGNORECASE) or re.match(
        rf"(?:and |but |so )?{_AUXILIARY}\b", text, re.IGNORECASE
    )
    for kind, pattern in _RULES:
        if pattern.search(text):
            return kind
    return "other" if is_sentence or text.endswith("?") else "keyword"


def gives_reason(text: str) -> bool:
    """Whether a text has a word for a reason, such as "because" or "so that"."""
    return _REASON.search(text) is not None
