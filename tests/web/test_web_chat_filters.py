"""Filters as chips: chosen, sent, named in the answer, taken away again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

from prompts import load_prompts
from retrieval.models import Filters
from tests.web.asking import DESKTOP, PHONE, ask, assert_clean
from web.choices import in_words, read_filters

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site

pytestmark = pytest.mark.browser
RICE = "水稻种植补贴标准是多少元"


def seek(page: Page, kind: str, text: str) -> None:
    """Type a part of a name and take the first that fits, by keyboard."""
    page.locator(f"#pq-{kind}").fill(text)
    expect(page.locator(f"#pq-{kind}-list [role=option]").first).to_contain_text(text)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_filters_are_chosen_and_sent_with_the_question(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **DESKTOP)
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#pq-year")).to_be_focused()
    expect(page.locator("#pq-year option")).to_have_text(["全部", "2020年", "2012年"])
    page.locator("#pq-year").select_option("2012")
    page.get_by_role("button", name="有效", exact=True).click()
    page.get_by_role("button", name="已废止").click()
    page.get_by_role("button", name="有效", exact=True).first.click()
    seek(page, "document", "某某办法")
    seek(page, "document", "某某新办法")
    page.keyboard.press("Escape")
    expect(page.locator("#pq-filter-box")).to_be_hidden()
    expect(page.locator("#pq-filter")).to_be_focused()
    expect(page.locator(".pq-set")).to_have_text(["2012年×", "已废止×", "《某某办法》×", "《某某新办法》×"])
    ask(page, "甲")
    sent: Filters = stand_in_site.assistant.asked[-1]["filters"]
    assert sent == Filters(year=2012, status=("废止",), document_ids=("void", "newer"))
    page.get_by_role("button", name="去掉筛选：2012年").click()
    ask(page, "乙")
    assert stand_in_site.assistant.asked[-1]["filters"] == Filters(status=("废止",), document_ids=("void", "newer"))
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_role("button", name="全部去掉").click()
    page.get_by_role("button", name="完成").click()
    expect(page.locator(".pq-set")).to_have_count(0)
    ask(page, "丙")
    assert stand_in_site.assistant.asked[-1]["filters"] == Filters()
    assert_clean(watched)


def test_what_alone_was_searched_is_named_in_the_answer(towns: Site, open_page: Open) -> None:
    page, watched = open_page(towns.base, **DESKTOP)
    page.locator("#pq-filter").click()
    seek(page, "issuer", "平阴县财政局")
    page.locator("#pq-filter-done").click()
    ask(page, RICE)  # without the filter two documents disagree
    expect(page.locator(".pq-answered .pq-lead, .pq-answered .pq-text")).to_contain_text(["150元"])
    expect(page.locator(".pq-understood")).to_have_text(f"理解为：{RICE}（只查：平阴县财政局）")
    expect(page.locator(".pq-card")).to_have_count(1)
    assert_clean(watched)


def test_a_refusal_under_filters_offers_to_ask_without(towns: Site, open_page: Open) -> None:
    page, watched = open_page(towns.base, **PHONE)
    expect(page.locator("#pq-unfilter")).to_be_hidden()
    page.locator("#pq-filter").tap()
    seek(page, "document", "长清区民政局")
    page.locator("#pq-filter-done").tap()
    ask(page, RICE)
    expect(page.locator(".pq-refused")).to_be_visible()
    without = page.get_by_role("button", name="去掉筛选再问")
    expect(without).to_be_visible()
    without.tap()
    expect(page.locator(".pq-conflict .pq-text")).to_contain_text("120元", timeout=60_000)
    expect(page.locator(".pq-question")).to_have_text([RICE, RICE])
    expect(page.locator(".pq-set")).to_have_count(0)
    expect(without).to_be_hidden()
    assert_clean(watched)


def test_a_new_conversation_has_no_filters(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base, **DESKTOP)
    page.locator("#pq-filter").click()
    page.get_by_role("button", name="有效", exact=True).click()
    page.locator("#pq-filter-done").click()
    ask(page, "甲")
    page.locator("#pq-new").click()
    expect(page.locator(".pq-hero")).to_be_visible()
    expect(page.locator(".pq-set")).to_have_count(0)
    ask(page, "乙")
    assert stand_in_site.assistant.asked[-1]["filters"] == Filters()


def test_choices_are_those_of_the_documents(towns: Site) -> None:
    def data(path: str, **query: str) -> Any:
        return httpx.get(f"{towns.base}/choices{path}", params=query).json()

    assert data("") == {"years": [2021], "statuses": ["未知"]}
    assert sorted(one["value"] for one in data("/issuers", q="平阴")["data"]) == ["平阴县农业农村局", "平阴县财政局"]
    assert [one["text"] for one in data("/documents", q="水稻")["data"]] == ["平阴县农业农村局关于水稻补贴的通知"]
    assert data("/documents", q="没有") == {"data": []}
    assert httpx.get(f"{towns.base}/choices/documents", params={"q": "x" * 101}).status_code == 422


def test_filters_that_cannot_be_are_none(towns: Site) -> None:
    for text in ("", "{", "[]", '{"status": ["好"]}', '{"year": "x"}', '{"document_ids": 3}', " " * 30_000):
        assert read_filters(text) == Filters()
    many = read_filters(Filters(document_ids=tuple(map(str, range(100)))).model_dump_json())
    assert len(many.document_ids) == 20
    words = in_words(
        Filters(year=2021, issuer="某局", status=("有效",), document_ids=("gone",)),
        towns.assistant.records,
        load_prompts(),
        "zh",
    )
    assert words == ["2021年", "某局", "有效", "gone"]


def test_what_has_lapsed_is_not_in_force_for_a_filter(shelf: Site) -> None:
    ask_holds = "停车办法从什么时候起施行"
    day = date(2022, 1, 1)
    for status, on, found in (("有效", day, True), ("有效", None, False), ("失效", None, True), ("失效", day, False)):
        told = shelf.assistant.answer(ask_holds, filters=Filters(status=(status,)), as_of=on)
        assert (told.outcome == "answered") == found, (status, on, told.text)
