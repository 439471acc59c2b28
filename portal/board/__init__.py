"""Who sits on the policy board, and its quorum."""
