"""Target status in words: its name, the rule behind it, and how many indicators have each.

Read first: status_words.
"""
