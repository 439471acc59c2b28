"""The meeting in session, as the secretary holds it and everybody else sees it."""
