"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2): what the public may know of messages.

A client of the schema: it asks as the public does and posts as the frontend whose key it was given.
"""
