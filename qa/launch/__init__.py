"""What both command lines share: opening a folder, options for limits, errors in one line."""
