"""Notes: in the margin of a bundle's papers, in a list of one's own, and those whose words were struck out."""
