"""Solutions (راهکار): what could be done, by whom, at what cost, and to what effect; and who stands behind it."""
