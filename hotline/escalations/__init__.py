"""Escalation: what a clock sets off before, at and after its breach (R2)."""
