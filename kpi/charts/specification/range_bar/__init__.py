"""The range bar as data: its marks, boxes and rail, and where its labels stand."""
