"""The files that pages offer, each made once however many people request it.

May import: everything but the commands. Read first: page_files.
"""
