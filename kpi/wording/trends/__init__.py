"""Words of trends: what ten quarters, a rolling year and an XmR chart say, and how it is found."""
