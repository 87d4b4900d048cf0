"""The page of figures and failures: complete in itself, escaped, in both languages, its links and choices at work."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import chromium, pages_of
from tests.quality.compare import WATCHED
from tests.quality.failures import CAUSES
from tests.quality.measure import Measured, Mode, save
from tests.quality.report import main, read_words, render, run_of
from tests.quality.sets import half_of

MADE = datetime(2026, 1, 2, 3, 4)


def measured(mode: Mode = "extract", right: int = 3) -> Measured:
    rows: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for i in range(20):
        rows.append(
            {
                "id": str(i),
                "question": f"第{i}艘渡船<b>补贴</b>多少？",
                "answers": ["每艘一千元"],
                "gold_doc_ids": ["d"],
                "type": "ab"[i % 2],
            }
        )
        told = "每艘一千元" if i % right == 0 else "渡口每年检查两次"
        cited = {"document_id": "d", "quote": told, "title": "办法", "answer_start": 0, "answer_end": 9, "score": 0.7}
        results.append(
            {
                "answer": told, "outcome": "answered", "reason": None, "retrieved": ["d", "x"], "citations": [cited], "ms": 2.0,
                "mode": mode, "understood": "渡船补贴多少？", "unsupported": [{"text": "每艘两千元", "reason": "number"}],
                "timings": {"search": 1.5}, "warnings": ["请核对"], "choices": [], "uncarried": [], "not_verbatim": [],
            }
        )  # fmt: skip
    return Measured("ncp", mode, rows, results, Counter({"a rule": 4}))


def page(most: int = 60) -> str:
    words = read_words()
    both = [measured(), measured("llm", 2)]
    return render([run_of("main_run", both[:1], words, most), run_of("llm_run", both, words, most)], words, MADE)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    made = page()
    assert not re.search(r"https?://|<script|<link(?! rel=\"icon\" href=\"data:)|@import|url\(", made)


def test_what_questions_say_is_escaped() -> None:
    made = page()
    assert "<b>补贴" not in made
    assert "&lt;b&gt;补贴" in made


def test_a_failure_shows_all_that_tells_why() -> None:
    made = page()
    for part in (
        "每艘一千元",
        "渡口每年检查两次",
        "办法",
        "每艘两千元",
        "number",
        "请核对",
        "search 1.5",
        "渡船补贴多少？",
        "a rule",
    ):
        assert part in made


def test_every_link_leads_to_a_place_on_the_page() -> None:
    made = page()
    targets = re.findall(r'href="#([^"]+)"', made)
    assert len(targets) == 3
    assert all(made.count(f'id="{target}"') == 1 for target in targets)


def test_figures_stand_side_by_side_by_mode_and_half() -> None:
    words = read_words()
    (table,) = run_of("llm_run", [measured(), measured("llm", 2)], words).tables
    assert [(c.half, c.mode) for c in table.columns] == [
        ("tune", "extract"), ("tune", "llm"), ("report", "extract"), ("report", "llm"),
    ]  # fmt: skip
    own = measured().of("report").figures()
    assert table.columns[2].values == own


def test_goals_are_held_against_the_reported_half() -> None:
    some = measured()
    goals = {goal.figure: goal for goal in run_of("main_run", [some], read_words()).goals}
    found = some.halves()["report"]
    assert goals["answered_right"].value == found["answered_right"]
    assert goals["answered_right"].reached is (found["answered_right"] >= 0.75)
    assert goals["wrongly_refused"].reached
    assert "wrong_year_refused" not in goals


def test_kinds_of_questions_have_tables_of_their_own() -> None:
    assert [t.kind for t in run_of("main_run", [measured()], read_words()).kinds] == ["a", "b"]


def test_failures_beyond_the_most_are_counted_not_shown() -> None:
    some = measured()
    (group,) = run_of("main_run", [some], read_words(), 2).parts[0].groups
    failed = [row for i, row in enumerate(some.rows) if i % 3]
    assert (len(group.shown), group.count, group.left_out) == (2, len(failed), len(failed) - 2)
    assert group.halves == Counter(half_of(row) for row in failed)


def test_every_cause_and_figure_has_words_in_both_languages() -> None:
    words = read_words()
    assert set(CAUSES) <= set(words["causes"])
    assert set(WATCHED) | set(measured().figures()) <= set(words["figures"])
    assert all(
        len(pair) == 2 and all(pair)
        for group in ("words", "figures", "causes", "sets")
        for pair in words[group].values()
    )


def test_the_page_is_written_from_saved_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from", str(tmp_path)]) == 1
    save(measured(), tmp_path)
    assert main(["--from", str(tmp_path), "--out", str(tmp_path / "deep" / "page.html")]) == 0
    assert "渡口每年检查两次" in (tmp_path / "deep" / "page.html").read_text(encoding="utf-8")
    capsys.readouterr()


@pytest.mark.browser
def test_links_open_groups_and_choices_filter_without_scripts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    with chromium(tmp_path / "net.json") as browser, pages_of(browser) as opened:
        shown, _ = opened((tmp_path / "page.html").as_uri(), viewport={"width": 390, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        shown.locator("nav a").first.click()
        assert shown.locator("details:has(> .anchor:target)").first.get_attribute("open") is not None
        before = shown.locator("details.of-tune:visible").count()
        assert before
        shown.check("#report")
        assert shown.locator("details.of-tune:visible").count() == 0
        shown.check("#en")
        assert shown.locator("h1 .en").is_visible()
        assert not shown.locator("h1 .zh").is_visible()
