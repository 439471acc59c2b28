"""Bundles: the reader for councillors, the editor for the office."""
