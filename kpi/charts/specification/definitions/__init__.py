"""What the pictures of the definitions page show: the release calendar, and targets over time."""
