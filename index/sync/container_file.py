"""A file that holds other files, each a document: an archive, or a message with attachments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from index.errors import NoTextError, RefusedError
from index.loaders.formats import ARCHIVES, is_picture
from index.sync.allowance import Allowance, archive_allowance
from index.sync.batches import Batches, Item
from index.sync.extraction import FileRefusedError, read_bytes, refusal
from index.sync.known_sources import SourceState
from index.sync.member_sources import count_in_rest, member_source, rest_source, title
from index.sync.run import SyncRun
from index.sync.scan import ListedFile, looks_unchanged
from index.sync.stamps import member_stamp, refusal_stamp
from index.values import Extracted, FileState, Member, SourceKind

__all__ = ["ContainerFile"]

_MOST_PICTURES: Final = 100
"""Pictures of a message that are looked at before the rest; their texts are kept meanwhile."""


@dataclass(slots=True)
class _Pictures:
    """Pictures that are attached to a message, by their numbers.

    Attributes:
        texts: Of those with text.
        without_text: Such as logos and photos; they are no members.
    """

    texts: dict[int, Extracted] = field(default_factory=dict)
    without_text: set[int] = field(default_factory=set)

    @property
    def note(self) -> str:
        """What is said of those without text; "" where there are none."""
        count = len(self.without_text)
        return f"{count} picture{'' if count == 1 else 's'} without text" if count else ""


class ContainerFile:
    """A ``SourceFile`` with a source for each member.

    Each member has the state of the container's file, with a stamp that counts the members. A
    container that was refused as a whole has a row of its own.
    """

    __slots__ = ("_kind", "_run", "file")

    def __init__(self, run: SyncRun, file: ListedFile, kind: SourceKind) -> None:
        self.file = file
        self._run = run
        self._kind = kind

    def mark_present(self) -> None:
        """Nothing: which members are there shows when it is read."""

    # -- looking

    def pass_over(self) -> bool:
        """See ``SourceFile.pass_over``."""
        members = self._run.known.members(self.file.source)
        whole = members.get(self.file.source)
        if whole is not None and self._run.is_passed_over(self.file.source):
            is_kept = any(member.is_stored for member in members.values())
            self._run.pass_over(self.file.source, whole, is_kept=is_kept)
        elif whole is not None and self._is_refused_whole(whole):
            stamp = refusal_stamp(self.file.suffix, self._run.loader.limits)
            if not looks_unchanged(self.file, whole.state, stamp):
                return False
            # Members that were stored before stay.
            is_kept = any(member.is_stored for member in members.values())
            self._run.pass_over(self.file.source, whole, is_kept=is_kept)
        elif self._all_current(members):
            self._run.counts.excluded += self._excluded
            for source, member in members.items():
                self._run.pass_over(source, member, is_kept=member.is_stored)
        else:
            return False
        self._run.present.update(members)
        return True

    def _is_refused_whole(self, known: SourceState) -> bool:
        """Whether a row of the container's own source means all of it, not a message's text."""
        stamp = refusal_stamp(self.file.suffix, self._run.loader.limits)
        return bool(known.refused_for) and known.state.loader == stamp

    def _all_current(self, members: Mapping[str, SourceState], sha256: str | None = None) -> bool:
        """Whether all members are known as they are in the file now.

        Args:
            members: Stored or refused ones.
            sha256: Of the file's bytes, if they were read; otherwise its size and time decide.
        """
        count = len(members) + self._excluded
        # A row for the members that were not read any more stands for them all.
        count += sum(count_in_rest(source) - 1 for source in members if count_in_rest(source))
        stamp = member_stamp(self.file.suffix, count, self._run.loader.limits)
        return bool(members) and all(
            member.state.loader == stamp and member.state.sha256 == sha256
            if sha256 is not None
            else looks_unchanged(self.file, member.state, stamp)
            for member in members.values()
        )

    @property
    def _excluded(self) -> int:
        return self._run.known.count_excluded(self.file.source)

    # -- reading

    def take(self, batches: Batches) -> int:
        """See ``SourceFile.take``."""
        known = self._run.known.members(self.file.source)
        limits = self._run.loader.limits
        try:
            data, state = read_bytes(self.file.path, limits)
            if self._touch_if_same(known, state, batches):
                return 0
            members = self._open(data, state)
        except FileRefusedError as error:
            self._run.present.update(known, [self.file.source])
            stored = [source for source, member in known.items() if member.is_stored]
            self._run.refuse(self.file.source, error, batches, stored)
            return 0
        allowance = archive_allowance(limits)
        pictures = self._pictures(members, allowance)
        count = len(members) - len(pictures.without_text)
        state = replace(state, loader=member_stamp(self.file.suffix, count, limits))
        # Whole bytes, for the progress; the last member has the rest.
        share = len(data) // max(len(members), 1)
        taken = 0
        numbers = [n for n in range(len(members)) if n not in pictures.without_text]
        for place, number in enumerate(numbers):
            batches.check()
            if allowance.spent or self._run.allowance.spent:
                left = [member_source(self.file.source, members[n].name) for n in numbers[place:]]
                self._leave(left, state, allowance, batches)
                break
            text = self._take_member(number, members[number], state, share, batches, pictures)
            allowance.use(text)
            taken += bool(text)
        return share * taken

    def _leave(
        self, left: Sequence[str], state: FileState, allowance: Allowance, batches: Batches
    ) -> None:
        """Read no further member. What is known of them stays."""
        self._run.present.update(source for source in left if source in self._run.known.states)
        unknown = [
            source
            for source in left
            if source not in self._run.known.excluded and not self._is_done(source, state)
        ]
        if not allowance.spent:
            # At the end of a run nothing is refused.
            self._run.leave([self.file])
        elif unknown:
            rest = rest_source(self.file.source, len(unknown))
            self._run.present.add(rest)
            reason = (
                f"not read: {allowance.spent}; unpack the file into the folder or raise the "
                "limits of archives"
            )
            self._run.refuse(rest, FileRefusedError(reason, state), batches, ())

    def _pictures(self, members: tuple[Member, ...], allowance: Allowance) -> _Pictures:
        """Read the pictures of a message, so that those without text need no line each."""
        pictures = _Pictures()
        if self.file.suffix in ARCHIVES:
            return pictures
        numbers = [
            number
            for number, member in enumerate(members)
            if is_picture(member.suffix)
            and member_source(self.file.source, member.name) not in self._run.known.excluded
        ]
        for number in numbers[:_MOST_PICTURES]:
            if allowance.spent:
                break
            try:
                pictures.texts[number] = self._run.loader.load_member(number)
            except NoTextError:
                pictures.without_text.add(number)
            except RefusedError:
                # Said when its turn comes.
                continue
        return pictures

    def _take_member(
        self,
        number: int,
        member: Member,
        state: FileState,
        work: int,
        batches: Batches,
        pictures: _Pictures,
    ) -> int:
        """Take a member; returns the length of the text that was handed over, 0 for none."""
        source = member_source(self.file.source, member.name)
        if source in self._run.known.excluded:
            self._run.counts.excluded += 1
            return 0
        self._run.present.add(source)
        if self._is_done(source, state):
            self._pass_over_member(source, state, batches)
            return 0
        self._run.attempts.begin(source, state)
        try:
            extracted = pictures.texts.pop(number, None) or self._run.loader.load_member(number)
        except RefusedError as error:
            stored = [source] if self._run.known.is_stored(source) else []
            self._run.refuse(source, FileRefusedError(str(error), state), batches, stored)
            return 0
        if pictures.note and not member.name:
            extracted = replace(extracted, notes=(*extracted.notes, pictures.note))
        name = extracted.title or title(source)
        self._run.put(Item(source, self._kind, extracted, name, state, work), batches)
        return len(extracted.text)

    def _is_done(self, source: str, state: FileState) -> bool:
        """Whether a member was read or refused from these bytes, in a run that was cut short."""
        known = self._run.known.states.get(source)
        if known is None or known.state.sha256 != state.sha256:
            return False
        if known.refused_for and (self._run.thorough or self._run.is_passed_over(source)):
            return not self._run.thorough
        return known.state.loader == state.loader

    def _pass_over_member(self, source: str, state: FileState, batches: Batches) -> None:
        """Count a member that was read before for what it was."""
        known = self._run.known.states[source]
        self._run.pass_over(source, known, is_kept=known.is_stored)
        if known.state.mtime_ns == state.mtime_ns:
            return
        sources = self._run.store.sources
        if known.refused_for:
            reason = known.refused_for
            batches.note(lambda _: sources.refuse(source, reason, state))
        else:
            batches.note(lambda _: sources.touch(source, state))

    def _open(self, data: bytes, state: FileState) -> tuple[Member, ...]:
        try:
            return self._run.loader.open(data, self.file.suffix)
        except RefusedError as error:
            limits = self._run.loader.limits
            raise refusal(error, data, self.file.path, state, limits) from error

    def _touch_if_same(
        self, known: Mapping[str, SourceState], state: FileState, batches: Batches
    ) -> bool:
        """Whether the bytes are known; their new time is recorded then."""
        if any(member.refused_for for member in known.values()):
            return False
        if not self._all_current(known, state.sha256):
            return False

        def touch(_: int) -> None:
            for source, member in known.items():
                new_state = replace(state, loader=member.state.loader)
                self._run.store.sources.touch(source, new_state)

        if not all(
            looks_unchanged(self.file, member.state, member.state.loader)
            for member in known.values()
        ):
            batches.note(touch)
        self._run.present.update(known)
        self._run.counts.unchanged += len(known)
        self._run.counts.excluded += self._excluded
        return True
