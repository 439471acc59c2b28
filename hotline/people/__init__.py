"""Persons, their roles, sign-in sessions, tokens, and the record of who read personal data."""
