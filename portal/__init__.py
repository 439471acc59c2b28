"""Web pages of the council and the office: a client of the schema, with no privilege of its own."""
