"""DfE's Explore Education Statistics files: reader, checks, standard, pupil weights.

Read first: reader.
"""
