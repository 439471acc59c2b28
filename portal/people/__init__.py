"""Somebody who works with the system, found by name."""
