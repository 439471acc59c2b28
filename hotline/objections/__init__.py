"""Objections (اعتراض): a citizen contests an act, or that nothing was done (R8)."""
