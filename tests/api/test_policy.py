"""Policy and calendar over the wire: read by all, changed by the administrator."""

from datetime import timedelta

import httpx

from hotline.kit import database
from hotline.kit.viewer import Role
from tests import world
from tests.api.serving import ask, bearer, codes
from tests.drafts import row

ADOPT = """mutation ($input: AdoptPolicyInput!) {
    adoptPolicy(input: $input) {
        policy {
            number note ladder { percent tell inspect review climb }
            targets { category { code } firstActionMinutes workingHours }
        }
        problems { code path }
    }
}"""
DECLARE = """mutation ($input: DeclareHolidayInput!) {
    declareHoliday(input: $input) { holiday { day nameFa } problems { code } }
}"""
WITHDRAW = "mutation ($input: WithdrawHolidayInput!) { withdrawHoliday(input: $input) { problems { code } } }"
WEEK = "mutation ($input: SetWorkingWeekInput!) { setWorkingWeek(input: $input) { problems { code path } } }"
MAY = "{ viewer { canEditCalendar { allowed code } canAdoptPolicy { allowed code } } }"


async def day(ahead: int) -> str:
    return ((await database.now()) + timedelta(days=ahead)).date().isoformat()


async def test_an_administrator_adopts_the_next_version_of_the_policy(http: httpx.AsyncClient) -> None:
    administrator = await bearer(Role.ADMINISTRATOR)
    given = {
        "note": "برای توفان",
        "targets": [{"categoryCode": "open-manhole", "firstActionMinutes": 30}],
        "ladder": [{"percent": 100, "tell": "MANAGER", "inspect": True}],
    }
    payload = (await ask(http, ADOPT, {"input": given}, headers=administrator)).json()["data"]["adoptPolicy"]
    assert payload["problems"] == []
    policy = payload["policy"]
    assert (policy["number"], policy["note"]) == (2, "برای توفان")
    assert policy["ladder"] == [
        {"percent": 100, "tell": "MANAGER", "inspect": True, "review": False, "climb": 10},
    ]
    targets = {target["category"]["code"]: target["firstActionMinutes"] for target in policy["targets"]}
    assert (targets["open-manhole"], targets["litter"]) == (30, 120)
    wrong = {"note": "x", "targets": [{"categoryCode": "open-manhole", "resolutionMinutes": 0}]}
    refused = (await ask(http, ADOPT, {"input": wrong}, headers=administrator)).json()["data"]["adoptPolicy"]
    assert refused == {"policy": None, "problems": [{"code": "TARGET_WRONG", "path": ["targets", "0"]}]}
    listed = await ask(http, "{ policies { number validFrom } }")
    assert [version["number"] for version in listed.json()["data"]["policies"]] == [2, 1]


async def test_an_administrator_edits_the_calendar_and_everyone_reads_it(http: httpx.AsyncClient) -> None:
    administrator, ahead = await bearer(Role.ADMINISTRATOR), await day(40)
    holiday = {"day": ahead, "nameFa": "تعطیلی عمومی", "nameEn": "Public holiday"}
    made = (await ask(http, DECLARE, {"input": holiday}, headers=administrator)).json()["data"]["declareHoliday"]
    assert made == {"holiday": {"day": ahead, "nameFa": "تعطیلی عمومی"}, "problems": []}
    asked = await ask(http, "query ($year: Int) { holidays(year: $year) { day } }", {"year": int(ahead[:4])})
    assert asked.json()["data"]["holidays"] == [{"day": ahead}]
    hours = [{"weekday": 5, "opens": "07:00", "closes": "13:30"}]
    week = {"validFrom": ahead, "hours": hours}
    assert (await ask(http, WEEK, {"input": week}, headers=administrator)).json()["data"]["setWorkingWeek"] == {
        "problems": []
    }
    listed = await ask(http, "{ workingDays { validFrom weekday opens closes } }")
    assert listed.json()["data"]["workingDays"] == [{"validFrom": ahead, **hours[0]}]
    gone = await ask(http, WITHDRAW, {"input": {"day": ahead}}, headers=administrator)
    assert gone.json()["data"]["withdrawHoliday"] == {"problems": []}
    for document, wrong, code in (
        (DECLARE, holiday | {"day": await day(0)}, "DAY_BEGUN"),
        (WITHDRAW, {"day": ahead}, "NO_HOLIDAY"),
        (WEEK, week | {"hours": [hours[0] | {"opens": "half past seven"}]}, "HOURS_WRONG"),
        (WEEK, week | {"hours": []}, "NEVER_OPEN"),
    ):
        answer = (await ask(http, document, {"input": wrong}, headers=administrator)).json()["data"]
        (payload,) = answer.values()
        assert [problem["code"] for problem in payload["problems"]] == [code]


async def test_only_an_administrator_may_and_is_told_so(http: httpx.AsyncClient) -> None:
    yes, no = {"allowed": True, "code": None}, {"allowed": False, "code": "FORBIDDEN"}
    for role, may in ((Role.ADMINISTRATOR, yes), (Role.HEAD_OF_OFFICE, no), (Role.COUNCILLOR, no)):
        asked = (await ask(http, MAY, headers=await bearer(role))).json()["data"]["viewer"]
        assert asked == {"canEditCalendar": may, "canAdoptPolicy": may}
    operator = await bearer(Role.OPERATOR)
    refused = await ask(http, ADOPT, {"input": {"note": "x", "targets": []}}, headers=operator)
    assert refused.json()["data"]["adoptPolicy"]["problems"][0]["code"] == "FORBIDDEN"
    assert (await row("SELECT count(*) AS n FROM policy_version"))["n"] == 1


async def test_how_the_city_presses_its_own_staff_is_theirs(http: httpx.AsyncClient) -> None:
    asked = "{ policies { ladder { percent tell inspect review } } }"
    assert codes(await ask(http, asked)) == ["FORBIDDEN_FIELD"]
    (policy,) = (await ask(http, asked, headers=await bearer(Role.MANAGER))).json()["data"]["policies"]
    as_usual = {"tell": None, "inspect": False, "review": False}
    assert policy["ladder"] == [
        as_usual | {name: said for name, said in rung.items() if name != "climb"} for rung in world.LADDER
    ]
