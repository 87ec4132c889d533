"""Snapshots on disk or in object storage: reading, writing, history, the live one, those served.

May import: disclosure, indicators and the layers below. Knows nothing of returns. Read first:
snapshots, then writer.
"""
