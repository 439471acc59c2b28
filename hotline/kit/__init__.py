"""Mechanisms every noun uses: database, clock, viewer, refusals, text, dates, numbering, ids, jobs, events."""
