"""The GraphQL schema, one file per noun, and the reader that turns an operation into one SQL statement."""
