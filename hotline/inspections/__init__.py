"""Inspections: the centre's inspectors step in until a matter is truly resolved (R3)."""
