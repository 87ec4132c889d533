"""What the store holds, as types: tables, definitions, periods set aside, areas in time, symbols,
the snapshot.

May import: the ground (formatting, sanitise, errors, settings, resources) and periods. Read first:
snapshot, schemas, definitions/indicator.
"""
