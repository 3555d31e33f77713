"""Sentences to passages: spans of whole sentences within the embedder's token budget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from index.errors import InvalidValueError
from index.protocols import Embedder
from index.structure import NO_STRUCTURE, Structure
from index.text.language import language_of
from index.text.sections import Sections, heading_text, lead
from index.text.sentences import SENTENCE_SETTINGS, sentence_spans, trim
from index.values import Document, Span

__all__ = [
    "PassageDraft",
    "PassageSettings",
    "embedded_texts",
    "passage_fingerprint",
    "split_passages",
]

_LONGEST_LEAD = 200
"""Code points of title and headings that are embedded with a passage."""

_MARKUP = 8
"""Code points that may stand before a title at the start of a passage: Markdown's signs."""

_COUNTED_AT_ONCE = 5_000
"""Sentences whose tokens are counted together."""

_LONGEST_SENTENCE = 100_000
"""Characters that are tokenised together."""


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """Settings for cutting documents.

    Attributes:
        max_tokens: Longest passage in tokens of the embedder, special tokens not counted.
        overlap: Sentences that a passage shares with the one before it.
        section_tokens: Tokens from which on a passage ends before the next heading.
    """

    max_tokens: int = 96
    overlap: int = 1
    section_tokens: int = 24

    def __post_init__(self) -> None:
        """Refuse sizes that cannot make progress."""
        if self.max_tokens < 8:
            raise InvalidValueError(f"max_tokens must be at least 8, not {self.max_tokens}")
        if self.overlap < 0:
            raise InvalidValueError(f"overlap must be at least 0, not {self.overlap}")

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would be cut differently."""
        return (
            f"{SENTENCE_SETTINGS} passages/2 lead={_LONGEST_LEAD} tokens={self.max_tokens} "
            f"overlap={self.overlap} section={self.section_tokens}"
        )


def passage_fingerprint(embedder: Embedder, settings: PassageSettings) -> str:
    """Identifies the passage settings and the embedder; passages of another one are cut again."""
    return f"{settings.fingerprint}; {embedder.fingerprint}"


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage before the store has given it an id; see ``Passage``."""

    start: int
    end: int
    sentences: tuple[Span, ...]
    headings: tuple[Span, ...] = ()


def split_passages(
    text: str,
    embedder: Embedder,
    settings: PassageSettings,
    structure: Structure = NO_STRUCTURE,
    check: Callable[[], object] = lambda: None,
) -> list[PassageDraft]:
    """Cut a text into passages; ``check`` is called now and then, and may raise to end it.

    Sentences are taken greedily while they fit ``settings.max_tokens``; the next passage begins
    ``overlap`` sentences before the end of the last one where that still makes progress. A
    sentence over the budget is windowed at token ends, half a window overlapping, so that
    nothing is cut away and a span near a window's end lies whole in the next.

    A passage of some size ends before a heading, which goes with what it heads.
    """
    budget = min(settings.max_tokens, embedder.max_tokens - 2)
    sections = Sections(structure)
    spans = sentence_spans(text, structure.blocks, language_of(text), check)
    sentences = [piece for span in spans for piece in _pieces(text, span)]
    heads = [sentence.start in sections.headings for sentence in sentences]
    counts = _token_counts(text, sentences, embedder, check)
    drafts, first = list[PassageDraft](), 0
    while first < len(sentences):
        if counts[first] > budget:
            check()
            above = sections.above(sentences[first].start)
            windows = _windows(text, sentences[first], embedder, budget)
            drafts += [PassageDraft(w.start, w.end, (w,), above) for w in windows]
            first += 1
            continue
        last = _last(first, counts, heads, budget, settings.section_tokens)
        inside = tuple(sentences[first : last + 1])
        start, end = inside[0].start, inside[-1].end
        drafts.append(PassageDraft(start, end, inside, sections.above(start)))
        following = last + 1
        if following < len(sentences) and not heads[following]:
            following = _next_first(first, last, counts, budget, settings.overlap)
        first = following
    return drafts


def _token_counts(
    text: str, sentences: Sequence[Span], embedder: Embedder, check: Callable[[], object]
) -> list[int]:
    counts: list[int] = []
    for start in range(0, len(sentences), _COUNTED_AT_ONCE):
        check()
        some = sentences[start : start + _COUNTED_AT_ONCE]
        counts += embedder.count_tokens([text[s.start : s.end] for s in some])
    return counts


def _last(
    first: int, counts: Sequence[int], heads: Sequence[bool], budget: int, section: int
) -> int:
    """Index of the last sentence of the passage that begins with ``first``."""
    last = first
    total = counts[first]
    while last + 1 < len(counts) and total + counts[last + 1] <= budget:
        if heads[last + 1] and not heads[last] and total >= section:
            break
        last += 1
        total += counts[last]
    end = last
    while heads[last] and last > first and end + 1 < len(counts):
        last -= 1
    return end if heads[last] else last


def embedded_texts(
    passages: Sequence[tuple[Document, PassageDraft]], embedder: Embedder
) -> list[str]:
    """What is embedded of each passage: title and headings, then the raw slice.

    A title that is the name of the file is left out: a file that is renamed is not embedded again.
    Long headings lose their beginning; a passage that would be too long with them goes without.
    """
    raw = [document.text[draft.start : draft.end] for document, draft in passages]
    leads = [_lead(document, draft) for document, draft in passages]
    whole = [f"{above}\n{text}" if above else text for above, text in zip(leads, raw, strict=True)]
    counts = embedder.count_tokens(whole)
    most = embedder.max_tokens - 2
    return [
        with_lead if count <= most else text
        for with_lead, text, count in zip(whole, raw, counts, strict=True)
    ]


def _lead(document: Document, draft: PassageDraft) -> str:
    title = document.structure.title
    # A title that was taken from the text stands in the first passage anyway.
    if title in document.text[draft.start : draft.start + len(title) + _MARKUP]:
        title = ""
    return lead(title, heading_text(document.text, draft.headings))[-_LONGEST_LEAD:]


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, or where it is no sentence any more (data, a dump) pieces between spaces.

    Tokens of a piece take much more memory than its text, so it cannot be of any length.
    """
    start = sentence.start
    while sentence.end - start > _LONGEST_SENTENCE:
        cut = start + _LONGEST_SENTENCE
        cut = max(text.rfind(" ", cut - _LONGEST_SENTENCE // 2, cut), 0) or cut
        piece = trim(text, start, cut)
        if piece is not None:
            yield piece
        start = cut
    rest = trim(text, start, sentence.end)
    if rest is not None:
        yield rest


def _next_first(first: int, last: int, counts: Sequence[int], budget: int, overlap: int) -> int:
    """Index of the sentence that the next passage begins with."""
    following = last + 1
    start = max(following - overlap, first + 1)
    # An overlap that leaves no room for the next sentence would repeat and add nothing.
    while start < following and sum(counts[start : following + 1]) > budget:
        start += 1
    return start


def _windows(text: str, sentence: Span, embedder: Embedder, budget: int) -> list[Span]:
    """Windows over one long sentence; each fits the budget, together they cover it."""
    raw = text[sentence.start : sentence.end]
    cuts, totals = _refined(raw, _cut_points(raw, embedder.token_spans(raw)), embedder, budget)
    windows: list[Span] = []
    low = 0
    while low < len(cuts) - 1:
        high = _furthest(raw, cuts, totals, low, embedder, budget)
        window = trim(text, sentence.start + cuts[low], sentence.start + cuts[high])
        if window is not None:
            windows.append(window)
        if high == len(cuts) - 1:
            break
        low = max((low + high) // 2, low + 1)
    return windows


def _cut_points(raw: str, tokens: Sequence[tuple[int, int]]) -> list[int]:
    """Offsets where ``raw`` may be cut: its ends, and the start of each token after the first.

    Tokens of one word are kept together unless the word alone is very long.
    """
    longest_word = 32
    points = [0]
    for (_, previous_end), (start, _) in pairwise(tokens):
        if start > points[-1] and (start > previous_end or start - points[-1] >= longest_word):
            points.append(start)
    if len(raw) > points[-1]:
        points.append(len(raw))
    return points


def _refined(
    raw: str, cuts: Sequence[int], embedder: Embedder, budget: int
) -> tuple[list[int], list[int]]:
    """Cuts with further ones inside each piece that alone is over the budget.

    A piece of few characters can have many tokens: one Arabic ligature becomes a sentence in the
    normalised copy.

    Returns:
        The cuts, and for each the number of tokens of the pieces before it.
    """
    cuts = list(cuts)
    while True:
        pieces = list(pairwise(cuts))
        counts = embedder.count_tokens([raw[start:end] for start, end in pieces])
        halves = [
            (start + end) // 2
            for (start, end), count in zip(pieces, counts, strict=True)
            if count > budget and end - start > 1
        ]
        if not halves:
            return cuts, list(accumulate(counts, initial=0))
        cuts = sorted([*cuts, *halves])


def _furthest(
    raw: str,
    cuts: Sequence[int],
    totals: Sequence[int],
    low: int,
    embedder: Embedder,
    budget: int,
) -> int:
    """Largest index whose window from ``low`` fits the budget.

    Found by bisection, beginning where the tokens of the pieces add up to the budget: a window
    has nearly as many.
    """
    good, bad = low + 1, min(len(cuts), low + budget + 2)
    guess = bisect_right(totals, totals[low] + budget) - 1
    probes = [guess + 1, guess]
    while bad - good > 1:
        middle = probes.pop() if probes else (good + bad) // 2
        if not good < middle < bad:
            continue
        fits = embedder.count_tokens([raw[cuts[low] : cuts[middle]]])[0] <= budget
        good, bad = (middle, bad) if fits else (good, middle)
    return good
