"""The command about notices: the e-mail that goes round with a new report.

Imports what `kpi.cli` does. Read `digest`.
"""
