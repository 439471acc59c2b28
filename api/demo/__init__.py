"""Demo data: a believable year of a city's hotline, the same for the same seed and date. Never for production."""
