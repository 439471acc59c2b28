"""Annotations (حاشیه): what members note on a bundle's papers, and where it stands on each later revision (R12)."""
