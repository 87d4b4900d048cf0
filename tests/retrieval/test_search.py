"""Search: filters before the best are taken, documents named by number, the right place first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from retrieval.assistant import Assistant
from retrieval.index import Entry
from retrieval.models import Filters
from retrieval.place_fit import narrowest
from retrieval.places import places_in

NOTICES = {
    "a2021": "青溪县人民政府关于供水价格的通知\n青政发〔2021〕5号\n各乡镇人民政府：\n居民生活用水价格为每立方米2.1元。\n青溪县人民政府\n2021年3月1日\n",
    "b2022": "青溪县人民政府关于供水价格的通知\n青政发〔2022〕8号\n各乡镇人民政府：\n居民生活用水价格为每立方米2.4元。\n青溪县人民政府\n2022年3月1日\n",
    "c2022": "白沙县水务局关于供水价格的公告\n居民生活用水价格为每立方米3.3元。\n白沙县水务局\n2022年5月6日\n",
    "d": "青溪县关于办理不动产登记的说明\n不动产登记费每件80元。\n",
}


@pytest.fixture
def waters(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(**NOTICES)


def titles(assistant: Assistant, filters: Filters) -> set[str]:
    return {hit.document.source for hit in assistant.search("居民生活用水价格", filters=filters)}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(year=2021), {"a2021.txt"}),
        (Filters(year=2022), {"b2022.txt", "c2022.txt"}),
        (Filters(issuer="白沙县"), {"c2022.txt"}),
        (Filters(doc_no="青政发〔2022〕8号"), {"b2022.txt"}),
        (Filters(year=2022, issuer="青溪县人民政府"), {"b2022.txt"}),
        (Filters(status=("废止",)), set()),
        (Filters(issuer="%"), set()),
    ],
)
def test_filters_hold_before_the_best_are_taken(waters: Assistant, filters: Filters, expected: set[str]) -> None:
    assert titles(waters, filters) == expected


def test_a_document_filter_holds_for_answers(waters: Assistant) -> None:
    (document_id,) = waters.records.matching(source="a2021.txt")
    answer = waters.answer("居民生活用水价格是多少元", filters=Filters(document_ids=(document_id,)))
    assert "2.1元" in answer.text


@pytest.mark.parametrize(
    "number", ["青政发〔2021〕5号", "青政发[2021]5号", "青政发（2021）第5号", "青政发【2021】 5 号"]
)
def test_a_number_finds_its_document_in_any_brackets(waters: Assistant, number: str) -> None:
    assert {hit.document.source for hit in waters.search(f"{number}的用水价格")} == {"a2021.txt"}
    assert "2.1元" in waters.answer(f"{number}规定的居民生活用水价格是多少元").text


def test_an_unknown_number_is_refused_by_name(waters: Assistant) -> None:
    answer = waters.answer("青政发〔2019〕77号讲了什么")
    assert answer.outcome == "refused"
    assert "青政发〔2019〕77号" in answer.text


def test_another_place_is_refused(waters: Assistant) -> None:
    answer = waters.answer("济南市居民生活用水价格是多少元")
    assert answer.reason == "wrong_place"
    assert "济南市" in answer.text


def test_of_two_as_good_the_newer_answers(waters: Assistant) -> None:
    assert "2.4元" in waters.answer("青溪县居民生活用水价格是多少元").text


def test_every_score_is_higher_for_the_better(waters: Assistant) -> None:
    scores = [hit.score for hit in waters.search("不动产登记费")]
    assert scores == sorted(scores, reverse=True)
    assert waters.search("不动产登记费")[0].document.source == "d.txt"


def test_a_question_while_the_first_document_is_written_is_answered_as_empty(
    assistant_over: Callable[..., Assistant],
) -> None:
    assistant = assistant_over()
    vector = np.full(assistant.library.embedder.dimension, 0.05, np.float32)
    assistant.library.index.add([Entry("a:1:0", "a", vector, "居民生活用水价格")])
    answer = assistant.answer("居民生活用水价格是多少元")
    assert (answer.outcome, answer.nearest.titles) == ("refused", ())


def test_of_nested_places_the_narrowest_counts() -> None:
    assert [place.name for place in narrowest(places_in("四川省金堂县"))] == ["金堂县"]
    assert [place.name for place in narrowest(places_in("北京市和上海市"))] == ["北京市", "上海市"]


def test_a_document_of_this_city_is_of_the_offices_own_place(assistant_over: Callable[..., Assistant]) -> None:
    text = "关于调整供暖时间的通知\n本市今年供暖自11月10日开始。\n"
    unknown = assistant_over(a=text)
    assert unknown.answer("济南市供暖从几月几日开始？").outcome == "refused"
    unknown.settings.place = "山东省济南市"
    assert unknown.answer("济南市供暖从几月几日开始？").text.startswith("11月10日")
    assert unknown.answer("青岛市供暖从几月几日开始？").reason == "wrong_place"
