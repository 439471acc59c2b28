import stat
from pathlib import Path

import pytest

from api.importing import refused
from api.importing.reading import Row
from hotline.kit.refusals import Refusals
from hotline.messages.drafts import UnknownCategory
from hotline.messages.settling import ClaimIsTheCitizens
from tests.api.importing.files import read

WRONG = Refusals([UnknownCategory("categoryCode")])


def test_a_row_is_told_with_its_number_column_code_and_both_sentences(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body", "category_code"], keep=0) as rows:
        rows.add(Row(7, ["چاله\nدر کوچه", "NOPE"]), Refusals([*WRONG.problems, ClaimIsTheCitizens()]))
    first, second = read(path)
    assert first == {
        "row": "7",
        "column": "category_code",
        "code": "UNKNOWN_CATEGORY",
        "fa": "چنین نوع درخواستی در کار نیست.",
        "en": "There is no such request type in use.",
        "body": "چاله\nدر کوچه",
        "category_code": "NOPE",
    }
    assert (second["row"], second["column"], second["code"]) == ("7", "", "CLAIM_IS_THE_CITIZENS")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+98", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200f=1", "\ufeff=1", "\u202b =1", "＝1"],
)
def test_no_cell_is_a_formula(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body"], keep=0) as rows:
        rows.add(Row(2, [cell]), WRONG)
    assert read(path)[0]["body"] == f"'{cell}"


def test_other_cells_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body"], keep=0) as rows:
        rows.add(Row(2, ["۱ = ۱، «باز»"]), WRONG)
        rows.add(Row(3, [""]), WRONG)
    assert [row["body"] for row in read(path)] == ["۱ = ۱، «باز»", ""]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body"], keep=0):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_refused_row_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    path.write_text("of an earlier run")
    with refused.opened(path, columns=["body"], keep=0):
        pass
    assert not path.exists()


def test_what_is_not_known_to_the_database_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body"], keep=0) as rows:
        rows.add(Row(2, ["a"]), WRONG)
        known = rows.size
        rows.add(Row(3, ["b"]), WRONG)
    with refused.opened(path, columns=["body"], keep=known) as rows:
        rows.add(Row(4, ["c"]), WRONG)
    assert [row["row"] for row in read(path)] == ["2", "4"]


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    with refused.opened(path, columns=["body"], keep=0) as rows:
        rows.add(Row(2, ["a"]), WRONG)
        with pytest.raises(refused.GoingOn), refused.opened(path, columns=["body"], keep=0):
            pass
    assert len(read(path)) == 1
