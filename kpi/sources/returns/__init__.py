"""A council's own return: read safely, understood as typed, checked, and typed."""
