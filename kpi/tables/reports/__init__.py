"""Tables about a report, beside its summary: changes, releases, gaps, comparisons and signals."""
