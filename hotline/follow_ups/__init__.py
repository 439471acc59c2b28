"""The append-only timeline: every change of a message is a follow-up."""
