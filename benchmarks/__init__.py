"""Speed compared with baselines measured in the same run; `python -m benchmarks`."""
