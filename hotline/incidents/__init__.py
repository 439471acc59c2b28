"""Incidents: many callers, one matter. The message that leads one, and those merged into it."""
