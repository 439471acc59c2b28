from portal.rendering import ENVIRONMENTS, named, translate, with_query

MESSAGE_URL = {"district": "3", "after": "xyz"}


def test_a_sentence_is_said_in_the_language_with_its_gaps_filled() -> None:
    assert translate("en", "{time} left", time="2 hours") == "2 hours left"
    assert translate("fa", "{time} left", time="۲ ساعت") == "۲ ساعت مانده"


def test_a_noun_is_called_by_its_name_in_the_language() -> None:
    district = {"nameFa": "منطقه ۳", "nameEn": "District 3"}
    assert named("fa", district) == "منطقه ۳"
    assert named("en", district) == "District 3"
    assert named("fa", {"titleFa": "چاله", "titleEn": "Pothole"}) == "چاله"
    assert named("en", None) == ""


def test_a_query_string_changes_one_field_and_drops_what_is_empty() -> None:
    assert with_query(MESSAGE_URL, after=None, before="abc") == "?district=3&before=abc"


def test_what_stands_in_a_query_string_stays_one_value() -> None:
    assert with_query({}, words="a&b=c#d e") == "?words=a%26b%3Dc%23d+e"


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert ENVIRONMENTS["fa"].from_string("{{ 12345 | count }} {{ 0.876 | percent }}").render() == "۱۲٬۳۴۵ ۸۸٪"
    assert ENVIRONMENTS["en"].from_string("{{ 12345 | count }} {{ 0.876 | percent }}").render() == "12,345 88%"


def test_what_people_wrote_is_escaped() -> None:
    for made in ENVIRONMENTS.values():
        assert made.from_string("{{ x }}").render(x="<script>") == "&lt;script&gt;"
        attribute = made.from_string('<p title="{{ x }}">').render(x="\" onclick='y'>&")
        assert attribute == '<p title="&#34; onclick=&#39;y&#39;&gt;&amp;">'
