"""English questions over Chinese documents: their wording in Chinese, and the answers on the samples."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import pytest

from ingest.pipeline import ingest
from retrieval.articles import hanzi
from retrieval.assistant import Assistant
from retrieval.english import chinese_of, is_english
from retrieval.glossary import regions_romanised, romanised
from retrieval.models import Turn
from retrieval.settings import ROOT, load_settings
from retrieval.understand import understand

DAY = date(2026, 1, 1)
ANSWERED = [
    ("How many mu of land were sold in 2019?", "3150亩"),
    ("How many parcels of land were sold in 2019?", "97宗"),
    ("How much land revenue was achieved in 2019?", "30亿元"),
    ("How many batches were approved by the provincial government in 2019?", "22批次"),
    ("What was the area of new afforestation in the bureau's 2019 work?", "6620亩"),
    ("How many provincial forest villages were created in 2019?", "6个"),
    ("Who is the director of the natural resources bureau?", "张世东"),
    ("How many mu of land supply is planned for 2020?", "5000亩"),
    ("What is the subsidy per mu for early rice?", "120元"),
    ("How much is the subsidy per mu for double-season late rice?", "150元"),
    ("When does the application for the rice subsidy close?", "6月30日"),
    ("When does the declaration start?", "5月1日"),
    ("How long is the public notice period?", "7天"),
    ("When did the rice planting subsidy measures take effect?", "2024年4月1日"),
    ("How much is the old-age allowance each month for people aged 80 to 89?", "100元"),
    ("How do I apply for the elderly allowance?", "居民身份证"),
    ("How many kilometers of rural roads were newly built in 2024?", "128公里"),
    ("How many dangerous bridges were renovated in 2024?", "9座"),
    ("How many kilometers of rural roads are planned in 2025?", "150公里"),
    ("What was the bus network coverage rate in 2024?", "91.3%"),
    ("What was the satisfaction rate in 2024?", "95.6%"),
    ("What was the area of wetland protection in 2023?", "43.8"),
    ("What was the new afforestation area in 2022?", "12.5"),
    ("How many new energy buses were replaced in 2024?", "86辆"),
    ("How many bus routes were newly added in 2024?", "7条"),
    ("When will the passenger hub be built?", "2025年6月"),
]
REFUSED = [
    "How many mu of land were sold in 2018?",
    "How many mu of land were sold in Qingdao in 2019?",
    "What was the bus network coverage rate in 2021?",
    "How many hectares of forest were planted in Xi'an from 2018 to 2020?",
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None) -> Iterator[Assistant]:
    """An assistant over all samples; tests only read it."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copytree(ROOT / "samples", folder / "samples")
    made = Assistant.from_settings(load_settings(data=folder / "data"))
    ingest([folder / "samples"], made.library, base=folder)
    yield made
    made.close()


@pytest.mark.parametrize(("question", "expected"), ANSWERED)
def test_an_english_question_is_answered_from_a_chinese_document(
    samples: Assistant, question: str, expected: str
) -> None:
    answer = samples.answer(question, as_of=DAY)
    assert answer.outcome == "answered"
    assert expected in answer.text
    assert answer.citations


@pytest.mark.parametrize("question", REFUSED)
def test_another_year_and_another_place_are_refused_in_english_too(samples: Assistant, question: str) -> None:
    assert samples.answer(question, as_of=DAY).outcome == "refused"


def test_the_wording_keeps_years_places_and_articles() -> None:
    query = understand("How many mu of land were sold in Xi'an from 2018 to 2020?", (), DAY)
    assert query.years == (2018, 2019, 2020)
    assert [place.name for place in query.places] == ["西安市"]
    assert query.kind == "quantity"
    assert query.asks[0].measures == "area"
    assert query.language == "en"
    assert query.original.startswith("How many")
    assert understand("What does Article 42 of the notice require?", (), DAY).articles == ("第四十二条",)
    assert understand("What was the GDP last year?", (), DAY).years == (2025,)
    assert [p.name for p in understand("Where is the Lixia District tax bureau?", (), DAY).places] == ["历下区"]


@pytest.mark.parametrize(
    ("question", "worded"),
    [
        ("What is the interest rate of the housing provident fund loan?", "住房公积金贷款利率是多少"),
        ("How do I apply for the subsidy?", "如何申请补贴"),
        ("Who can receive the subsidy?", "哪些人可以领取补贴"),
        ("When does the application close?", "申请什么时候截止"),
        ("What are the conditions for the subsidy?", "补贴条件有哪些"),
        ("Is the notice still valid?", "通知有效吗"),
    ],
)
def test_the_words_stand_in_chinese_order(question: str, worded: str) -> None:
    assert chinese_of(question) == worded


def test_a_word_that_is_not_known_stays_and_is_not_left_out() -> None:
    assert "Gotham" in chinese_of("How much is the subsidy in Gotham?")
    assert "zeppelin" in chinese_of("How many zeppelins were built in 2019?")


def test_names_of_the_documents_are_known_by_their_pinyin() -> None:
    names = romanised(["云溪市"])
    assert chinese_of("How much is the subsidy in Yunxi City?", names) == "云溪市补贴多少"
    assert chinese_of("How much is the subsidy in Yunxi?", names) == "云溪市补贴多少"


def test_a_pinyin_that_two_names_share_is_not_guessed_at() -> None:
    assert romanised(["甲一市", "甲衣市"]) == {"jiayishi": None}


def test_places_of_documents_are_spelled_anew_only_where_they_changed() -> None:
    first = regions_romanised(("云溪市",))
    assert regions_romanised(("云溪市",)) is first
    assert regions_romanised(("云溪市", "石河市")) == {"yunxishi": "云溪市", "shiheshi": "石河市"}


def test_english_follow_ups() -> None:
    turns = [Turn(question="How many mu of land were sold in Jinan in 2019?")]
    assert understand("What about 2018?", turns, DAY).years == (2018,)
    asked = understand("And in Qingdao?", turns, DAY)
    assert [p.name for p in asked.places] == ["青岛市"]
    assert asked.years == (2019,)


@pytest.mark.parametrize("question", ["2019年GDP是多少", "WTO是什么", "如何申请ETC", "WPS AI怎么用", "土地 land 多少"])
def test_chinese_questions_with_latin_words_stay_as_they_are(question: str) -> None:
    assert not is_english(question)
    assert chinese_of(question) == question


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (42, "四十二"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1042, "一千零四十二"),
    ],
)
def test_numbers_of_articles_in_chinese(number: int, written: str) -> None:
    assert hanzi(number) == written
