"""Snapshots on disk or in object storage: read, write, history, the live one, those still served.

May import: disclosure, indicators and what lies below. Knows nothing of returns. Read first:
snapshots, then writer.
"""
