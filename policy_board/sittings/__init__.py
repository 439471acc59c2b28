"""Meetings in session: who is present, what is discussed and decided, and what is carried on (صحن جلسه)."""
