"""The custody ledger (R7): who held a message, from its first instant to its last."""
