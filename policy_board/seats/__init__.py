"""Who the members of the 137 policy board are, and how many of them must be present (عضویت و حد نصاب)."""
