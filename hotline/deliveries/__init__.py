"""Deliveries: what leaves through a gateway, how often it was tried, what came back."""
