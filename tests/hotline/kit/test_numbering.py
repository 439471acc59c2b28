import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.numbering import LARGEST, InvalidTrackingCode, parse_tracking_code, tracking_code
from hotline.kit.text import digits

YEARS = st.integers(1300, 1499)
SEQUENCES = st.integers(0, LARGEST)
# Where the digits of year, sequence and check stand, after "137/".
PLACES = (*range(4, 8), *range(9, 17))


@given(YEARS, SEQUENCES)
def test_a_code_leads_back_to_its_year_and_sequence(year: int, sequence: int) -> None:
    code = tracking_code(year, sequence)
    assert code.startswith(f"137/{year}/{sequence:07}")
    assert parse_tracking_code(code) == (year, sequence)


@given(YEARS, SEQUENCES, st.sampled_from(PLACES), st.integers(1, 9))
def test_every_wrong_digit_is_found(year: int, sequence: int, place: int, by: int) -> None:
    code = tracking_code(year, sequence)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with pytest.raises(InvalidTrackingCode):
        parse_tracking_code(wrong)


@given(YEARS, SEQUENCES, st.sampled_from(range(len(PLACES) - 1)))
def test_every_swap_of_two_neighbours_is_found(year: int, sequence: int, place: int) -> None:
    letters = list(tracking_code(year, sequence))
    one, other = PLACES[place], PLACES[place + 1]
    if letters[one] == letters[other]:
        return
    letters[one], letters[other] = letters[other], letters[one]
    with pytest.raises(InvalidTrackingCode):
        parse_tracking_code("".join(letters))


CODE = tracking_code(1405, 8421)


@pytest.mark.parametrize(
    "written",
    [
        digits(CODE, "fa"),
        CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        CODE.replace("/", ""),
        CODE.replace("/", " - "),
        CODE.removeprefix("137/"),
        CODE.removeprefix("137/").replace("/", ""),
        f"\u200f {CODE}\n",
        f"\u2068{CODE}\u2069",
    ],
)
def test_a_code_is_read_however_it_is_written(written: str) -> None:
    assert parse_tracking_code(written) == (1405, 8421)


@pytest.mark.parametrize(
    "text", ["", "137", CODE + "0", CODE[:-1], CODE.replace("1405", "1205"), CODE.replace("137/", "138/"), "کد من"]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidTrackingCode):
        parse_tracking_code(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        year, sequence = parse_tracking_code(text)
    except InvalidTrackingCode:
        return
    assert parse_tracking_code(tracking_code(year, sequence)) == (year, sequence)


@pytest.mark.parametrize(("year", "sequence"), [(1299, 1), (1500, 1), (1405, -1), (1405, LARGEST + 1)])
def test_no_code_is_made_beyond_its_digits(year: int, sequence: int) -> None:
    with pytest.raises(ValueError, match="no tracking code"):
        tracking_code(year, sequence)
