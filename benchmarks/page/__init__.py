"""The chat page measured in a browser and under many sessions."""
