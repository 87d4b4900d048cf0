"""A claim with one thing changed falls, and what truly follows stands: over sentences of many kinds, whoever wrote it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.claims import Claim, Draft
from retrieval.evidence import Statement
from retrieval.models import Chunk, Hit, PolicyDocument
from retrieval.sentences import sentences
from retrieval.verify import verify
from tests.retrieval import mutants, paraphrases
from tests.retrieval.mutants import Case

CASES = (*mutants.CASES, *paraphrases.CASES)
RIGHT = [(case, claim) for case in CASES for claim in (case.source, *case.right)]
WRONG = [(case, kind, claim) for case in CASES for kind, claim in case.wrong]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d(?=[年、〕])")
UNITS = ("亩", "公顷", "元", "吨", "公里", "人", "户", "座", "宗", "个月", "小时", "个百分点")
UNIT = re.compile(r"(?<=\d)(万?)(亩|公顷|元|吨|公里|人|户|座|宗|个工作日|小时|%|所|处|条)")


def statements(text: str) -> list[Statement]:
    """The sentences of a notice of 2 March 2021, as evidence."""
    document = PolicyDocument(id="d", source="s", title="青石市情况通报", text=text, issued_on=date(2021, 3, 2))
    hit = Hit(Chunk("d:1", "d", 0, 0, len(text), text), document, 1.0)
    return [Statement(hit, span, 1.0, 1.0, 0.0, (), "named") for span in sentences(text)]


def stands(claim: str, source: str, *, sourced: bool) -> bool:
    evidence = statements(source)
    sources = tuple((s, s.span) for s in evidence) if sourced else ()
    made = verify(Draft((Claim(claim, sources),)), evidence)
    assert len(made.claims) + len(made.dropped) == 1
    assert all(dropped.reason for dropped in made.dropped)
    return bool(made.claims)


def test_there_are_sentences_enough() -> None:
    assert len(mutants.CASES) >= 60
    assert sum(len(case.wrong) for case in paraphrases.CASES) >= 60
    assert {"number", "unit", "year", "denial", "subject", "condition", "plan"} <= {kind for _, kind, _ in WRONG}


@pytest.mark.parametrize("sourced", [True, False])
@pytest.mark.parametrize(("case", "claim"), RIGHT)
def test_what_follows_stands(case: Case, claim: str, sourced: bool) -> None:
    assert stands(claim, case.source, sourced=sourced)


@pytest.mark.parametrize("sourced", [True, False])
@pytest.mark.parametrize(("case", "kind", "claim"), WRONG)
def test_what_is_changed_falls(case: Case, kind: str, claim: str, sourced: bool) -> None:
    assert not stands(claim, case.source, sourced=sourced), kind


@settings(deadline=None, max_examples=300)
@given(case=st.sampled_from(CASES), data=st.data())
def test_no_number_can_be_changed(case: Case, data: st.DataObject) -> None:
    claim = data.draw(st.sampled_from((case.source, *case.right)))
    found = list(NUMBER.finditer(claim))
    if not found:
        return
    at = data.draw(st.sampled_from(found))
    other = data.draw(st.integers(1, 99999).map(str).filter(lambda n: n not in claim and n not in case.source))
    changed = claim[: at.start()] + other + claim[at.end() :]
    assert not stands(changed, case.source, sourced=data.draw(st.booleans()))


@settings(deadline=None, max_examples=150)
@given(case=st.sampled_from([c for c in CASES if YEAR.search(c.source)]), data=st.data())
def test_no_year_can_be_changed(case: Case, data: st.DataObject) -> None:
    claim = data.draw(st.sampled_from([c for c in (case.source, *case.right) if YEAR.search(c)]))
    at = data.draw(st.sampled_from(list(YEAR.finditer(claim))))
    other = data.draw(st.integers(1990, 2030).map(str).filter(lambda y: y not in case.source))
    changed = claim[: at.start()] + other + claim[at.end() :]
    assert not stands(changed, case.source, sourced=data.draw(st.booleans()))


@settings(deadline=None, max_examples=200)
@given(case=st.sampled_from([c for c in CASES if UNIT.search(c.source)]), data=st.data())
def test_no_unit_can_be_changed(case: Case, data: st.DataObject) -> None:
    claim = data.draw(st.sampled_from([c for c in (case.source, *case.right) if UNIT.search(c)]))
    at = data.draw(st.sampled_from(list(UNIT.finditer(claim))))
    other = data.draw(st.sampled_from([unit for unit in UNITS if unit != at[2]]))
    changed = claim[: at.start(2)] + other + claim[at.end(2) :]
    assert not stands(changed, case.source, sourced=data.draw(st.booleans()))


@settings(deadline=None, max_examples=100)
@given(case=st.sampled_from(CASES), other=st.sampled_from(CASES), data=st.data())
def test_what_another_notice_says_falls(case: Case, other: Case, data: st.DataObject) -> None:
    if case is other:
        return
    claim = data.draw(st.sampled_from((case.source, *case.right)))
    assert not stands(claim, other.source, sourced=data.draw(st.booleans()))
