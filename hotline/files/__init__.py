"""Files: sealed originals, re-encoded copies, released by the office."""
