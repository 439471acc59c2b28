"""Persisted documents: the GraphQL documents that clients were built with."""
