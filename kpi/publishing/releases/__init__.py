"""New releases of publishers: looked at beside what is live, taken in, and their changes logged.

Imports what `kpi.publishing` does. Read `refresh` first.
"""
