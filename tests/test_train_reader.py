"""How the reader's examples are made, as far as that needs nothing but the project."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.reader import Passage, Reader
from retrieval.reread import unyeared
from tools.train_reader.build import Builder
from tools.train_reader.contrasts import contrasts
from tools.train_reader.contrasts import groups as contrasted
from tools.train_reader.examples import Paragraph, Question, answer_span, nearest_sentence, without
from tools.train_reader.mined import labelled, shown
from tools.train_reader.negatives import Neighbours
from tools.train_reader.sets import Set
from tools.train_reader.unanswerable import nouns, other_matter, other_place, other_year
from tools.train_reader.written import CONTRASTS, NOTICES, OFFICIAL_QUESTIONS, notices, papers

LAND = Paragraph(
    "a", "济南市2019年工作", "2019年，济南市出让土地97宗，面积3150亩。全市收储土地12宗。工作经费由财政承担。"
)
SEA = Paragraph("b", "海洋工作", "青岛市修复岸线5公里。海洋牧场新增两处，出让海域使用权3宗。经费由区财政承担。")
ASKED = Question("q", "2019年济南市出让土地面积多少？", ("a",), ("3150亩",))


def test_the_answer_is_found_in_the_sentence_that_is_asked_about() -> None:
    twice = Paragraph("c", "", f"经费97万元。{SEA.text * 2}{LAND.text}")

    found = answer_span(Question("q", "出让土地多少宗", ("c",), ("97",)), twice)

    assert found is not None
    assert twice.text[found.start - 4 : found.end + 1] == "出让土地97宗"


def test_a_text_without_its_answer_keeps_the_rest() -> None:
    found = answer_span(ASKED, LAND)
    assert found is not None
    longer = LAND.text + SEA.text * 2

    assert without(longer, found, ASKED.answers) == longer.replace("2019年，济南市出让土地97宗，面积3150亩。", "")
    assert without(longer + "共3150亩。", found, ASKED.answers) is None


def test_the_window_of_a_question_without_a_known_place_is_the_likest_sentence() -> None:
    assert nearest_sentence("收储土地多少宗", LAND.text).of(LAND.text) == "全市收储土地12宗。"


def test_questions_made_unanswerable_ask_for_what_the_passage_lacks() -> None:
    chance = random.Random(1)

    year = other_year(ASKED.text, LAND.text, chance)
    place = other_place(ASKED.text, LAND.text, chance)
    matter = other_matter(ASKED.text, LAND.text, nouns(["海洋牧场新增几处", "护照办理期限多长"]), chance)

    assert year
    assert "2019" not in year
    assert year.endswith("年济南市出让土地面积多少？")
    assert place
    assert "济南" not in place
    assert "2019年" in place
    assert matter
    assert matter != ASKED.text
    assert other_year("出让土地多少", LAND.text, chance) is None
    assert other_place("出让土地多少", LAND.text, chance) is None


def test_examples_point_at_their_answer_and_near_passages_lack_it(tmp_path: Path) -> None:
    given = Set("drcd", {"a": LAND, "b": SEA}, (ASKED,), ())
    builder = Builder(given, Neighbours("drcd", given.paragraphs, tmp_path), ["海域"], random.Random(3))

    examples = [e for _ in range(20) for group in builder.groups(given.learned) for e in group]

    right = [e for e in examples if e.span]
    assert right
    assert all(e.passage[slice(*e.span)] == "3150亩" for e in right if e.span)
    wrong = [e for e in examples if e.relevant is False]
    assert wrong
    assert all("3150亩" not in e.passage for e in wrong)
    assert all(e.answerable is False for e in examples if e.group.endswith("-made"))


NOTICE = Paragraph(
    "n",
    "临洮县农机补贴通知",
    "拖拉机每台补贴3000元，最多两台。申请由乡镇受理。\n经费由县财政列支，超出部分由省里调剂，逾期不再安排。",
)


@pytest.mark.parametrize(
    ("question", "answers", "known"),
    [
        (
            "临洮县买拖拉机补多少",
            ("3000元",),
            [("拖拉机每台补贴3000元，最多两台。", True), ("申请由乡镇受理。", False), (SEA.text, False)],
        ),
        ("买拖拉机补多少", ("3000元",), [("拖拉机每台补贴3000元，最多两台。", True), (SEA.text, None)]),
        (
            "临洮补贴的钱谁出",
            ("经费由县财政列支，超出部分由省里调剂",),
            [("经费由县财政列支", None), ("申请由乡镇受理。", False)],
        ),
        ("临洮县买收割机补多少", (), [("拖拉机每台补贴3000元，最多两台。", False), (SEA.text, False)]),
    ],
)
def test_of_the_passages_shown_only_what_is_sure_is_learned(
    question: str, answers: tuple[str, ...], known: list[tuple[str, bool | None]]
) -> None:
    asked = Question("q", question, ("n",), answers)
    passages = [Passage("", text) for text, _ in known]

    examples = labelled(asked, NOTICE, passages)

    assert [(e.passage, e.answerable) for e in examples] == [pair for pair in known if pair[1] is not None]
    for example in examples:
        assert (example.span is not None) == bool(example.answerable)
        assert not example.span or example.passage[slice(*example.span)] in answers


def test_the_product_is_asked_for_the_passages_that_it_would_read(tmp_path: Path) -> None:
    given = notices()
    asked = [q for q in given.held_out if q.answers][:3]

    found = shown(asked, NOTICES, tmp_path / "data")

    assert set(found) == {q.id for q in asked}
    own = [given.paragraphs[q.gold[0]] for q in asked]
    told = [any(p.text in one.text for p in found[q.id]) for q, one in zip(asked, own, strict=True)]
    assert sum(told) >= 2  # search finds the document of most


@pytest.mark.parametrize("written", [notices, papers])
def test_our_own_questions_hold_together(written: Callable[[], Set]) -> None:
    given = written()
    learned, held_out = ({q.gold[0] for q in part} for part in (given.learned, given.held_out))

    assert learned
    assert held_out
    assert not learned & held_out
    assert learned | held_out == set(given.paragraphs)
    for question in (*given.learned, *given.held_out):
        text = given.paragraphs[question.gold[0]].text
        assert all(answer in text for answer in question.answers)
        assert (question.kind == "span") == bool(question.answers)


def test_answers_in_official_documents_are_places() -> None:
    rows = [json.loads(line) for line in OFFICIAL_QUESTIONS.open(encoding="utf-8")]
    assert len({row["question"] for row in rows}) == len(rows)
    assert all(0 <= start < end for row in rows for start, end in row["answers"])


def test_what_ships_can_be_trained_on_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file → weights → the file: it judges as before, but for what 8 bits round anew."""
    pytest.importorskip("onnx", reason="tools/train_reader/requirements.txt is not installed")
    pytest.importorskip("onnxscript", reason="tools/train_reader/requirements.txt is not installed")
    from tools.train_reader import export, shipped

    shipped.write(tmp_path / "from")
    arguments = [
        "export",
        str(tmp_path / "from" / "reader.pt"),
        str(tmp_path / "to"),
        "--base",
        str(tmp_path / "from/base"),
    ]
    monkeypatch.setattr("sys.argv", [*arguments, "--release", "9"])
    export.main()

    passages = [Passage(p.title, p.text) for p in (LAND, SEA)]
    before = Reader().judge(ASKED.text, passages)
    after = Reader(tmp_path / "to").judge(ASKED.text, passages)
    for one, other in zip(before, after, strict=True):
        assert one.relevance == pytest.approx(other.relevance, abs=0.5)
        assert one.answerable == pytest.approx(other.answerable, abs=0.5)
    assert '"version": "9"' in (tmp_path / "to" / "reader.json").read_text()


@pytest.mark.usefixtures("_shared_embedder")
def test_a_pair_shows_one_passage_with_two_questions(tmp_path: Path) -> None:
    given = notices()
    few = contrasts(given, 0.02, 5)

    made = contrasted(given, NOTICES, tmp_path, 5, 0.02)

    assert few
    assert len(made) == 2 * len(few)
    for asked, near in zip(made[::2], made[1::2], strict=True):
        assert asked[0].passage == near[0].passage
        assert asked[0].span is not None
        assert (asked[0].answerable, near[0].answerable, near[0].relevant) == (True, False, None)
        assert not any(example.answerable for example in (*asked[1:], *near))


def test_no_pair_is_about_a_document_held_out() -> None:
    rows = [json.loads(line) for line in CONTRASTS.open(encoding="utf-8")]
    out = {question.gold[0] for given in (notices(), papers()) for question in given.held_out}

    assert rows
    assert not out & {row["doc"] for row in rows}


def test_a_year_that_a_passage_lacks_is_not_asked_of_it() -> None:
    passage = Passage("2019年工作", "出让土地3150亩。")

    assert unyeared("2018年出让土地多少亩", passage) == "出让土地多少亩"
    assert unyeared("2019年出让土地多少亩", passage) == "2019年出让土地多少亩"
    assert unyeared("2018年5月出让土地多少亩", passage) == "2018年5月出让土地多少亩"
