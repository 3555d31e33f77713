"""What of a Markdown text is markup: for what people read, and never for what is quoted."""
