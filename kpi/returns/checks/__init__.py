"""The checks of a return, one function each, registered with name and severity.

Read first: registry; every imports them all.
"""
