"""The source beside the answer, by pointer, by keyboard, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from tests.web.asking import DESKTOP, LAND, PHONE, ask, assert_clean

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site

pytestmark = pytest.mark.browser


def test_a_citation_shows_its_sentence_beside_the_answer(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    ask(page, LAND)
    mark = page.locator(".pq-mark a").first
    mark.click()
    panel, inside = page.locator("#pq-panel"), page.frame_locator("#pq-panel-frame")
    expect(panel).to_be_visible()
    expect(inside.locator("#cite")).to_be_in_viewport()
    expect(inside.locator("#cite")).to_contain_text("3150亩")
    expect(inside.locator(".pq-top")).to_have_count(0)
    expect(page.locator("#pq-panel-title")).to_contain_text("加压奋进强力突破")
    left, right = page.locator("#pq-log").bounding_box(), panel.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"] + 1, "beside, not over the answer"
    assert len(page.context.pages) == 1
    target = page.locator("#pq-panel-tab").get_attribute("href") or ""
    assert "cite=" in target
    assert "panel" not in target
    with page.context.expect_page() as opened:
        page.locator("#pq-panel-tab").click()
    expect(opened.value.locator(".pq-top")).to_be_visible()
    page.locator(".pq-source").nth(1).click()
    expect(inside.locator("#cite")).to_contain_text("在总结2019年工作时")
    page.go_back()  # the panel leaves no steps behind
    assert not page.url.startswith(site.base)
    assert watched.foreign == []


def test_escape_closes_and_gives_the_focus_back(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    ask(page, LAND)
    source = page.locator(".pq-source").first
    source.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pq-panel-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pq-panel")).to_be_hidden()
    expect(source).to_be_focused()
    page.keyboard.press("Enter")
    inside = page.frame_locator("#pq-panel-frame")
    inside.locator("#cite").click()
    page.keyboard.press("Escape")  # pressed within the frame
    expect(page.locator("#pq-panel")).to_be_hidden()
    expect(source).to_be_focused()
    source.click()
    page.locator("#pq-panel-close").click()
    expect(page.locator("#pq-panel")).to_be_hidden()
    assert_clean(watched)


def test_on_a_phone_it_is_a_sheet_over_the_page(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **PHONE)
    ask(page, LAND)
    page.locator(".pq-source").first.tap()
    panel = page.get_by_role("dialog", name="原文")
    expect(panel).to_be_visible()
    place = panel.bounding_box()
    assert place
    assert (place["x"], place["width"]) == (0, 390)
    assert 0 < place["y"] < 200
    assert page.evaluate("document.querySelector('gradio-app').inert")
    expect(page.frame_locator("#pq-panel-frame").locator("#cite")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.touchscreen.tap(195, 40)  # beside the sheet
    expect(panel).to_be_hidden()
    assert not page.evaluate("document.querySelector('gradio-app').inert")
    assert_clean(watched)


def test_the_page_of_an_original_is_shown_and_turned_in_the_panel(shelf: Site, open_page: Open) -> None:
    (document,) = (d for d in shelf.assistant.records.page(50)[0] if d.format == "pdf")
    text = shelf.assistant.records.document(document.id).text
    start = text.index("120 yuan")
    address = f"{shelf.base}/documents/{document.id}?cite={start}-{start + 8}&panel=1"
    page, watched = open_page(address, viewport={"width": 500, "height": 700})
    expect(page.locator(".sheet img")).to_be_visible()
    expect(page.locator("#cite")).to_be_attached()
    assert page.locator(".pq-top, .crumb").count() == 0
    page.locator("a[rel=next]").click()
    expect(page.locator(".pq-top")).to_have_count(0)
    assert "panel=1" in page.url
    page.locator(".sheet-bar input[type=number]").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet-bar input[type=number]")).to_have_value("1")
    assert "panel=1" in page.url
    page.locator(".tabs a").last.click()
    expect(page.locator("#text")).to_be_visible()
    assert page.locator(".pq-top").count() == 0
    assert_clean(watched)


def test_only_our_own_pages_may_hold_the_viewer(site: Site) -> None:
    (document,) = site.assistant.records.page(1)[0]
    for address in (f"/documents/{document.id}?panel=1", "/"):
        policy = httpx.get(site.base + address).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
