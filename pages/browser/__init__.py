"""Scripts that run in the visitor's browser, with their Python interface."""
