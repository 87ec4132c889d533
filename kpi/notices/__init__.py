"""Notices of a new report: the Atom feed, and the e-mail that goes round with a quarter.

May import: guidance, wording, store and the layers below. Read first: report_digest, then
digest_message and sent_notices; for the feed feed_entries.
"""
