"""The reader: a validated GraphQL operation becomes one SQL statement whose JSON is the answer.

Read in this order: `declarations` (what a type says of its fields), `catalogue` (all of them, checked at
start-up), `documents` (parsing, limits, caches), `arguments` (values known now or bound later), `visibility`
(rows and masks), `compiling` and `connections` (selection to SQL), `plans` (what is kept), `reading` (the run).
"""
