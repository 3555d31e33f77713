"""Example questions that the page offers, made from the documents."""
