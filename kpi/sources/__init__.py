"""Importers, one per publisher: each reads text, checks it and then converts it to types.

May import: files, store and the layers below. Read first: lait.
"""
