"""The store's contents as types: tables, definitions, periods set aside, areas, symbols, snapshot.

May import: the ground (formatting, visible_text, errors, settings, resources) and periods. Read
first: snapshot, schemas, definitions/indicator.
"""
