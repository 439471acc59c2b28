"""The citizen's feedback, on record in under 24 hours (R5)."""
