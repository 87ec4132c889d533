"""Every sentence of pages, files and paper, by subject: from rows to text.

May import: the layers below; nothing that draws or writes files. Read first: headline.
"""
