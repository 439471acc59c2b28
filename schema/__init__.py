"""The GraphQL schema, one file per noun, and the reader that turns an operation into one SQL statement."""

from schema import enums as enums  # Gives the domain's enums their GraphQL names before any type uses them.
