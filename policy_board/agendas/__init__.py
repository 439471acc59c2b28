"""Agendas of the board's meetings (دستور کار): items, the order two secretaries build at once, and its history."""
