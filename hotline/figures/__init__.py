"""Daily figures by district and category, kept exact by deltas."""
