"""When the city works: opening hours by weekday, and holidays, all of it data."""
