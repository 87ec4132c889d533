"""Writes the parts of documents that are made from the code, or checks that they are current."""
