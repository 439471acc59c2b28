"""Messages: what a citizen reports, kept apart from who reports it."""
