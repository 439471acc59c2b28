"""The rules of our own hold, and bite."""

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.unsafe import clocks_of_the_process, sources, sql_put_together, texts_run, unescaped

ROOT = Path(__file__).parent.parent.parent
# What a template puts out as it is: made by policy_board/prose.py, which knows no HTML but its own; styles of ours.
MADE_BY_PROSE = {
    *("block", "block.html", "part.html", "question.html", "answer.html", "solution.whatHtml"),
    *("dossier.latest.statementHtml", "section.bodyHtml", "looks[0]", "looks[loop.index]"),
}
OURS = {"style"}


def test_statements_are_put_together_of_constants_and_of_access_alone() -> None:
    found = {
        (str(path.relative_to(ROOT)), *one) for path in sources(ROOT) for one in sql_put_together(path.read_text())
    }
    assert found == set()


def test_time_is_the_databases() -> None:
    found = {
        (str(path.relative_to(ROOT)), *one)
        for path in sources(ROOT)
        for one in clocks_of_the_process(path.read_text())
    }
    assert found == set()


def test_no_text_is_run_by_python_a_shell_or_the_template_engine() -> None:
    assert _found(texts_run) == []
    for line in ("eval(x)", "os.system(x)", "run(x, shell=True)", "page.from_string(x)", "pickle.loads(x)"):
        assert len(list(texts_run(line))) == 1, line
    assert list(texts_run("re.compile(x); orjson.loads(x); create_subprocess_exec(*x)")) == []


def test_templates_put_out_as_it_is_only_what_is_html_of_our_making() -> None:
    found = {text for path in (ROOT / "portal").rglob("*.html") for text in unescaped(path.read_text("utf-8"))}
    assert found == MADE_BY_PROSE | OURS


def test_the_rules_bite() -> None:
    put = "async def f(name):\n    {}\n    await c.fetch({}, 1)\n"
    for text in ('f"SELECT {name}"', '"SELECT " + name', '"SELECT {}".format(name)', '"SELECT %s" % name'):
        assert [found for _, found in sql_put_together(put.format("pass", text))] == ["name"]
        assert list(sql_put_together(put.format("# sql: why", text))) == []
        assert list(sql_put_together(put.format("name, values = access.where(A, by, t)", text))) == []
    assert list(sql_put_together(put.format("pass", 'f"SELECT {_COLUMNS}"'))) == []
    assert list(clocks_of_the_process("at = datetime.now(UTC)")) == [(1, "datetime.now(UTC)")]
    assert list(clocks_of_the_process("at = datetime.now(UTC)  # clock: why")) == []
    assert unescaped("{{ person.name | safe }}{{ person.name }}") == {"person.name"}


def _found(rule: Callable[[str], Iterable[tuple[int, str]]]) -> list[str]:
    texts = {path: path.read_text("utf-8") for path in sources(ROOT)}
    return [f"{path.relative_to(ROOT)}:{line} {text}" for path in texts for line, text in rule(texts[path])]
