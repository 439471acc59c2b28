"""Importing messages from a file of another system (docs/importing.md)."""
