from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.ids import InvalidId, global_id, new_id, parse_global_id

PREFIXES = st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True)


def test_ids_sort_as_they_were_made_and_are_never_given_twice() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert sorted(map(str, made)) == list(map(str, made))


def test_ids_are_uuids_of_version_seven() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, uuid4().variant)


@given(PREFIXES, st.uuids())
def test_a_global_id_leads_back_to_its_type_and_row(prefix: str, id_: UUID) -> None:
    assert parse_global_id(global_id(prefix, id_)) == (prefix, id_)


@given(st.text())
def test_text_is_refused_as_an_id(text: str) -> None:
    with pytest.raises(InvalidId):
        parse_global_id(text)


ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    "text",
    [
        str(ID),
        f"_{ID}",
        f"msg{ID}",
        f"msg_{ID.hex}",
        f"msg_{{{ID}}}",
        f"msg_{str(ID).upper()}",
        f"msg_urn:uuid:{ID}",
        f"msg_{ID} ",
        f"m5g_{ID}",
        f"abcdefghi_{ID}",
        f"msg_{str(ID)[:-1]}",
    ],
)
def test_an_id_written_any_other_way_is_refused(text: str) -> None:
    with pytest.raises(InvalidId):
        parse_global_id(text)
