"""The store's contents as types: tables, definitions, periods set aside, areas, symbols, snapshot.

May import: the ground (formatting, sanitise, errors, settings, resources) and periods. Read first:
snapshot, schemas, definitions/indicator.
"""
