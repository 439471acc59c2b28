"""A timeline in parts."""

from portal.message.timeline import parts


def kinds(*some: str) -> list[list[str]]:
    return [[entry["kind"] for entry in part] for part in parts({"kind": kind} for kind in some)]


def test_what_happened_stands_alone_however_often() -> None:
    assert kinds("REGISTERED", "NOTE", "NOTE", "NOTE", "JOINED", "JOINED") == [
        *(["REGISTERED"], ["NOTE"], ["NOTE"], ["NOTE"]),
        *(["JOINED"], ["JOINED"]),
    ]


def test_messages_that_join_in_a_row_are_one_part_in_their_order() -> None:
    assert kinds("JOINED", "JOINED", "JOINED", "ACTION", "JOINED") == [["JOINED"] * 3, ["ACTION"], ["JOINED"]]
    joined = [{"kind": "JOINED", "otherCode": number} for number in range(4)]
    assert list(parts(joined)) == [joined]
