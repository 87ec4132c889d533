"""Importers, one a publisher: each reads text first and types after checks."""
