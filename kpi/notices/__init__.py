"""Notices of a new report: the Atom feed, and the e-mail that goes round with a quarter.

May import: guidance, wording, store and the layers below. Read first: digest_content, then
digest_rendering and sent_notices; for the feed feed_entries.
"""
