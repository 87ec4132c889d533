"""Importers, one per publisher: each reads text, checks it and then converts it to types.

May import: file_readers, store and the layers below. Read first: lait.
"""
