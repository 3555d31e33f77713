"""Files in other files: members of archives, attachments of messages."""
