"""Resolutions: what the board decided, with someone answering for it, and what came of it."""
