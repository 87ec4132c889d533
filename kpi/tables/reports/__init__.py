"""Tables about a whole report, beside its summary."""
