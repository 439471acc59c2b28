"""Clocks: subject x obligation x cycle, judged by the database's time."""
