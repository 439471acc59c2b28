"""Challenge dossiers (پرونده چالش): what goes wrong, its evidence, and what the members are asked about it."""
