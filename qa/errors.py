"""The errors that this package raises, beside those of ``index.errors``.

Every error has the base ``CitespanError`` and, beside it, the built-in class that fits. The text
of an error is one line: what is wrong with which input, and what to do.
"""

from __future__ import annotations

from index.errors import CitespanError

__all__ = [
    "AbandonedError",
    "AddressError",
    "CalibrationError",
    "DatasetError",
    "ExportError",
    "FittingError",
    "InterruptedRunError",
    "NotShownError",
    "PageError",
    "QuestionError",
    "ReaderError",
    "RequestError",
    "UnknownConversationError",
    "UsageError",
]


# -- asking


class AbandonedError(CitespanError):
    """Nobody waits for the result any more."""


class QuestionError(CitespanError, ValueError):
    """A question cannot be asked."""


class UnknownConversationError(CitespanError, KeyError):
    """No conversation of this person has this id; it may have been deleted."""

    def __str__(self) -> str:
        return str(self.args[0])


class ReaderError(CitespanError, RuntimeError):
    """A reader cannot be loaded."""


class CalibrationError(CitespanError, ValueError):
    """A calibration file cannot be used; the message names it."""


# -- measuring


class DatasetError(CitespanError, ValueError):
    """A dataset is malformed; the message names the file and the place in it."""


class FittingError(CitespanError, ValueError):
    """A calibration cannot be fitted to these questions."""


class ExportError(CitespanError, ValueError):
    """A file is no export of a conversation."""


# -- the command line


class UsageError(CitespanError, RuntimeError):
    """Arguments fit the syntax but not each other or the files."""


class InterruptedRunError(CitespanError):
    """Ctrl-C ended an evaluation; what was measured is kept."""


# -- the page


class RequestError(CitespanError, ValueError):
    """A browser or a program sent something that cannot be used."""


class NotShownError(CitespanError, IndexError):
    """The page shows no such turn, reference or page."""


class AddressError(CitespanError, OSError):
    """The page cannot listen on an address."""


class PageError(CitespanError, RuntimeError):
    """The page cannot be served."""
