from api import permissions
from hotline.kit.viewer import Role


def test_the_page_is_current() -> None:
    assert permissions.PAGE.read_text("utf-8") == permissions.page(), "run: python -m api.permissions"


def test_the_page_has_each_table_once() -> None:
    tables = [access.table for access in permissions.accesses()]
    assert len(tables) == len(set(tables)) == permissions.page().count("\n## `")
    assert {"message", "reporter", "follow_up", "file", "person"} <= set(tables)


def test_every_role_has_a_name_on_the_page() -> None:
    assert set(permissions._TITLES) == set(Role)
