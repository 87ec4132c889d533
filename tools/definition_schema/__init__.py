"""The JSON Schema of definition files, and the table of their keys in the documentation.

Read first: schema.
"""
