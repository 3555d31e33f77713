"""What users made goes with their corpus, from one machine into tables and back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from index.cluster.cluster_user_data import ClusterUserData
from index.platform.files import sha256_of
from index.platform.paths import private_folder
from index.storage.disk_errors import writing_to
from index.storage.location import UPLOADS_FOLDER
from index.storage.userdata import UserData
from index.values import SourceKind

__all__ = ["copy_uploads", "copy_user_data", "upload_place"]


def copy_user_data(
    source: UserData | ClusterUserData,
    target: UserData | ClusterUserData,
    moved: Mapping[str, str] | None = None,
) -> None:
    """Copy feedback, settings, exclusions, uploads, and conversations, deleted ones too.

    Args:
        source: Where from.
        target: Where to; what is there stays.
        moved: New places of uploads, by old ones; None carries them under their old ones.
    """
    for feedback in source.feedback():
        target.keep_feedback(feedback)
    for excluded in sorted(source.exclusions()):
        target.exclude(upload_place(excluded, moved or {})[0])
    if moved is None:
        for upload in sorted(source.uploads()):
            target.add_upload(upload)
    for owner in source.owners():
        for name, value in source.settings(owner).items():
            target.keep_setting(owner, name, value)
        conversations = source.conversations
        for kept in [*conversations.of_owner(owner), *conversations.deleted(owner)]:
            target.conversations.put(kept, conversations.turns(kept.id))


def copy_uploads(carried: ClusterUserData, user: UserData, location: Path) -> dict[str, str]:
    """Copy the files that users had added into a new corpus, as far as they are still there.

    Returns:
        Their new places, by the old ones.
    """
    moved = {}
    for upload in sorted(carried.uploads()):
        copy = Path(upload)
        if not _is_as_it_was(copy):
            continue
        with writing_to(location):
            folder = private_folder(private_folder(location / UPLOADS_FOLDER) / copy.parent.name)
            # With its times, by which a sync knows that it is unchanged.
            shutil.copy2(copy, folder / copy.name)
        moved[upload] = str(folder / copy.name)
        user.add_upload(moved[upload])
    return moved


def _is_as_it_was(copy: Path) -> bool:
    """Whether a copy is there, in a folder that is named by its content, as uploads are."""
    return copy.is_file() and sha256_of(copy)[:16] == copy.parent.name


def upload_place(source: str, moved: Mapping[str, str]) -> tuple[str, SourceKind]:
    """Where an upload, or a member of one, is now, and what it is there.

    Without its file it becomes a text: a sync would miss the file and drop the document.
    """
    for old, new in moved.items():
        if source == old or source.startswith(f"{old}/"):
            return new + source.removeprefix(old), "upload"
    return source, "text"
