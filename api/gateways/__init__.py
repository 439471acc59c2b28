"""Gateways: where something leaves us. Each knows one receiver's protocol, and nothing of our tables."""
