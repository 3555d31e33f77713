"""What the page does when something is typed, clicked or dropped."""
