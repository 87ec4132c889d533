"""What changed since the last report, in words: a sentence a change, and five columns of them."""
