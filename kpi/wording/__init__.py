"""Every sentence, by subject: rows in, text out.

May import: everything below; nothing that draws or writes files. Read first: headline.
"""
