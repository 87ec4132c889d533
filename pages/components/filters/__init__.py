"""The lines of filters: what each page lets a reader choose, kept in its address."""
