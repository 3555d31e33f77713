"""The questions the page offers to begin with, made from the documents."""
