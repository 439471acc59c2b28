import pytest

from hotline.kit.refusals import Forbidden, NotFound
from hotline.kit.text import UncleanText
from policy_board.dossiers import questions, rules
from tests import dossiers, world
from tests.drafts import row, rows

pytestmark = pytest.mark.usefixtures("db")


async def test_the_first_answer_brings_the_dossier_under_discussion() -> None:
    id_ = await dossiers.ready()
    question = await questions.ask(id_, by=world.office_analyst(), text="کدام نقاط را **شما** دیده‌اید؟")
    await questions.answer(question, by=world.councillor(), text="سه‌راه سیمین")
    await questions.answer(question, by=dossiers.another_councillor(), text="پل غدیر")
    assert (await dossiers.look(id_))["state"] == "UNDER_DISCUSSION"
    answers = await rows("SELECT text, by_id FROM dossier_answer ORDER BY at, id")
    assert [answer["text"] for answer in answers] == ["سه‌راه سیمین", "پل غدیر"]


async def test_a_withdrawn_question_is_answered_no_more_and_keeps_its_answers() -> None:
    id_ = await dossiers.ready()
    question = await questions.ask(id_, by=world.office_analyst(), text="کدام نقاط؟")
    await questions.answer(question, by=world.councillor(), text="سه‌راه سیمین")
    await questions.withdraw(question, by=world.head_of_office())
    before = await dossiers.stored()
    with pytest.raises(rules.QuestionWithdrawn):
        await questions.answer(question, by=world.councillor(), text="پل غدیر")
    with pytest.raises(rules.QuestionWithdrawn):
        await questions.withdraw(question, by=world.head_of_office())
    assert await dossiers.stored() == before
    assert (await row("SELECT count(*) AS n FROM dossier_answer"))["n"] == 1


async def test_only_the_office_asks_and_only_members_answer_what_they_may_see() -> None:
    id_ = await dossiers.evident()
    question = await questions.ask(id_, by=world.office_analyst(), text="کدام نقاط؟")
    before = await dossiers.stored()
    with pytest.raises(NotFound):
        await questions.answer(question, by=world.councillor(), text="سه‌راه سیمین")
    with pytest.raises(Forbidden):
        await questions.answer(question, by=world.office_analyst(), text="سه‌راه سیمین")
    with pytest.raises(UncleanText):
        await questions.ask(id_, by=world.office_analyst(), text="کدام\u202e؟")
    assert await dossiers.stored() == before
