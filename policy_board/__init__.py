"""What the council makes of messages: dossiers, bundles, agenda, minutes, resolutions."""
