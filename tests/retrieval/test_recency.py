"""Without a year in the question, the newest answers; on an earlier day, what was not yet so does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from retrieval.assistant import Assistant


def notice(year: int, places: int) -> str:
    return (
        f"云溪县{year}年护林员招聘公告\n云溪县林业局计划招聘护林员{places}名，工资按月发放。\n报名在县林业局进行。\n"
        f"云溪县林业局\n{year}年3月2日\n"
    )


def test_the_newest_answers(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=notice(2019, 12), b=notice(2021, 15), c=notice(2023, 18))
    assert assistant.answer("云溪县林业局招聘护林员多少名？", as_of=date(2024, 1, 1)).text.startswith("18名")


def test_on_an_earlier_day_what_was_told_by_then_answers(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(a=notice(2019, 12), b=notice(2021, 15), c=notice(2023, 18))
    assert assistant.answer("云溪县林业局招聘护林员多少名？", as_of=date(2022, 1, 1)).text.startswith("15名")


def test_nothing_told_of_later_years_answers_an_earlier_day(assistant_over: Callable[..., Assistant]) -> None:
    assistant = assistant_over(c=notice(2023, 18))
    assert assistant.answer("云溪县林业局招聘护林员多少名？", as_of=date(2020, 1, 1)).outcome == "refused"
    assert assistant.answer("云溪县林业局招聘护林员多少名？", as_of=date(2023, 6, 1)).outcome == "answered"
