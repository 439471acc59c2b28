"""Districts, the tree of units, request types and the policies that set targets."""
