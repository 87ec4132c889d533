"""The number of indicators that a view shows, in words."""


def indicators_shown(shown: int, of: int) -> str:
    """Return `3 of 7 indicators shown`."""
    return f"{shown} of {of} {'indicator' if of == 1 else 'indicators'} shown"
