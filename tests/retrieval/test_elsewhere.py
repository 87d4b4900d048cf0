"""A text that tells of several places: what it says of another one answers no question about the asked one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.assistant import Assistant
from retrieval.models import PolicyDocument
from retrieval.place_fit import elsewhere
from retrieval.places import asked_places
from tests.conftest import assistant_of

REVIEW = (
    "各地推进老旧小区加装电梯见闻\n今年以来，各地加快老旧小区加装电梯。\n"
    "宁波通过统一代办手续加快老旧小区加装电梯，一个窗口受理申请。丽水则对老旧小区加装电梯给予每台15万元补贴，由街道协调邻里意见。"
    "温州组织设计单位上门测绘，加快老旧小区加装电梯。\n"
)


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over the one text; tests only read it."""
    made = assistant_of(tmp_path_factory.mktemp("elsewhere"), {"review": REVIEW})
    yield made
    made.close()


@pytest.mark.parametrize(
    ("asked", "others"), [("丽水市", ("宁波", "温州")), ("宁波市", ("丽水", "温州")), ("温州市", ("宁波", "丽水"))]
)
def test_an_answer_tells_of_the_asked_place_alone(review: Assistant, asked: str, others: tuple[str, str]) -> None:
    answer = review.answer(f"{asked}如何推进老旧小区加装电梯？")
    assert answer.outcome == "answered", answer.text
    assert asked[:2] in answer.text
    assert not any(place in answer.text for place in others)


def test_asked_of_no_place_it_tells_of_any(review: Assistant) -> None:
    answer = review.answer("如何推进老旧小区加装电梯？")
    assert answer.outcome == "answered", answer.text
    assert "宁波" in answer.text


@pytest.mark.parametrize(
    ("said", "question", "is_elsewhere"),
    [
        ("宁波通过统一代办加快加装电梯。", "丽水市如何加装电梯？", True),
        ("而宁波市则统一代办。", "丽水市如何加装电梯？", True),
        ("一、宁波统一代办。", "丽水市如何加装电梯？", True),
        ("丽水对加装电梯给予补贴。", "丽水市如何加装电梯？", False),
        ("宁波和丽水都统一代办。", "丽水市如何加装电梯？", False),
        ("宁波籍业主可以委托代办。", "丽水市如何加装电梯？", False),
        ("浙江统一代办。", "丽水市如何加装电梯？", False),
        ("丽水对加装电梯给予补贴。", "浙江省如何加装电梯？", False),
        ("对加装电梯给予补贴，宁波先行。", "丽水市如何加装电梯？", False),
        ("宁波统一代办。", "如何加装电梯？", False),
    ],
)
def test_the_subject_of_a_sentence_is_told(said: str, question: str, is_elsewhere: bool) -> None:
    document = PolicyDocument(id="d", source="d", title="各地见闻", text=said)
    assert elsewhere(said, document, asked_places(question)) is is_elsewhere


def test_a_text_about_the_asked_place_may_tell_of_others() -> None:
    document = PolicyDocument(id="d", source="d", title="丽水市加装电梯办法", text="宁波先行。")
    assert not elsewhere("宁波先行。", document, asked_places("丽水市如何加装电梯？"))
