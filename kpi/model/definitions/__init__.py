"""What one indicator is: its type, the reading of its file, and the rules a file is held to.

Read first: indicator.
"""
