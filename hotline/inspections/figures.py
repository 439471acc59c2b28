"""How the inspectors are charged."""

from typing import Final

# One row for each who holds the role and may sign in.
INSPECTORS: Final = """
SELECT person.id AS person_id, person.name,
       (SELECT count(*) FROM inspection
        WHERE inspection.inspector_id = person.id AND inspection.state = 'OPEN')::int AS charges
FROM person
WHERE person.active AND EXISTS (
    SELECT FROM person_role WHERE person_role.person_id = person.id AND person_role.role = 'INSPECTOR'
)
"""
