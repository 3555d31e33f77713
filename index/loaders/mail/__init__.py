"""E-mail: fields of the header as lines, then every text of the message in order.

Of alternatives, the plain text, unless it is only a stub for the HTML. A message that is attached
as a message is read in its place, with its own fields. Other attachments are named in a line of
the header; they are members of the message as files are of an archive, which
``index.loaders.containers.members`` finds.
"""

from __future__ import annotations

from index.loaders.mail.loading import load
from index.loaders.mail.parsing import attachments, parse_message

__all__ = ["attachments", "load", "parse_message"]
