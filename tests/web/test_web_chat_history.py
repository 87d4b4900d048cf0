"""Conversations that a browser keeps: opened again, gone on with, found, renamed, deleted, or not kept at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect

from retrieval.models import Answer
from tests.web.asking import DESKTOP, LAND, PHONE, ask, assert_clean, kept
from tests.web.conftest import stand_in_server
from web.remembered import Remembered, memo, read_back

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site

pytestmark = pytest.mark.browser


def test_a_conversation_is_opened_again_and_gone_on_with(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **DESKTOP)
    ask(page, "甲")
    ask(page, "乙")
    assert [turn["answer"]["question"] for turn in kept(page, 2)[0]["turns"]] == ["甲", "乙"]
    page.reload()
    expect(page.locator(".pq-hero")).to_be_visible()
    expect(page.locator(".pq-open")).to_have_text(["甲"])
    page.locator(".pq-open").click()
    expect(page.locator(".pq-question")).to_have_text(["甲", "乙"], timeout=30_000)
    expect(page.locator(".pq-hero")).to_be_hidden()
    expect(page.locator(".pq-open")).to_have_attribute("aria-current", "true")
    ask(page, "丙")
    assert [turn.question for turn in stand_in_site.assistant.asked[-1]["history"]] == ["甲", "乙"]
    assert stand_in_site.assistant.asked[-1]["history"][0].answers[0].startswith("定稿")
    assert [len(one["turns"]) for one in kept(page, 3)] == [3], "it went on in the same conversation"
    page.locator("#pq-new").click()
    expect(page.locator(".pq-hero")).to_be_visible()
    ask(page, "丁")
    assert stand_in_site.assistant.asked[-1]["history"] == []
    expect(page.locator(".pq-open")).to_have_text(["丁", "甲"])
    assert watched.foreign == []


def test_sources_of_a_kept_answer_still_open(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    ask(page, LAND)
    kept(page, 1)
    page.reload()
    page.locator(".pq-open").click()
    expect(page.locator(".pq-answered .pq-text")).to_contain_text("3150亩", timeout=30_000)
    page.locator(".pq-source").first.click()
    expect(page.frame_locator("#pq-panel-frame").locator("#cite")).to_contain_text("3150亩")
    assert watched.foreign == []


def test_conversations_are_found_renamed_and_deleted(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **DESKTOP)
    for question in ("低保标准", "高龄津贴"):
        ask(page, question)
        page.locator("#pq-new").click()
        expect(page.locator(".pq-hero")).to_be_visible()
    titles = page.locator(".pq-open")
    expect(titles).to_have_text(["高龄津贴", "低保标准"])
    page.locator("#pq-find").fill("低保 定稿")  # in what was asked and in what was answered
    expect(titles).to_have_text(["低保标准"])
    page.locator("#pq-find").fill("没有的")
    expect(page.locator("#pq-none")).to_have_text("没有符合的对话。")
    page.locator("#pq-find").fill("")
    page.get_by_role("button", name="重命名：低保标准").click()
    page.keyboard.type("王大爷问的")
    page.keyboard.press("Enter")
    expect(titles).to_have_text(["高龄津贴", "王大爷问的"])
    page.get_by_role("button", name="重命名：高龄津贴").click()
    page.keyboard.type("不要")
    page.keyboard.press("Escape")
    expect(titles).to_have_text(["高龄津贴", "王大爷问的"])
    page.get_by_role("button", name="删除：王大爷问的").click()
    expect(titles).to_have_text(["高龄津贴"])
    page.get_by_role("button", name="撤销").click()
    expect(titles).to_have_text(["高龄津贴", "王大爷问的"])
    page.get_by_role("button", name="删除：高龄津贴").click()
    assert [one["title"] for one in kept(page)] == ["王大爷问的"]
    page.get_by_role("button", name="全部清除").click()
    page.get_by_role("button", name="取消").click()
    assert len(kept(page)) == 1
    page.get_by_role("button", name="全部清除").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#pq-none")).to_have_text("还没有对话。")
    assert kept(page) == []
    assert_clean(watched)


def test_nothing_is_left_where_a_person_switches_it_off(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **DESKTOP)
    ask(page, "甲")
    kept(page, 1)
    page.get_by_role("switch", name="在这个浏览器保留").uncheck()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#pq-none")).to_be_visible()
    ask(page, "乙")
    expect(page.locator(".pq-open")).to_have_text(["乙"])  # as long as the page is open
    assert kept(page) == []
    assert "乙" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    page.reload()
    expect(page.get_by_role("switch", name="在这个浏览器保留")).not_to_be_checked()
    expect(page.locator(".pq-open")).to_have_count(0)
    page.get_by_role("switch", name="在这个浏览器保留").check()
    ask(page, "丙")
    assert [one["title"] for one in kept(page, 1)] == ["丙"]
    assert watched.foreign == []


def test_nothing_is_kept_where_the_setting_is_off(tmp_path: Path, open_page: Open) -> None:
    with stand_in_server(tmp_path, history="off") as site:
        page, watched = open_page(site.base, **DESKTOP)
        ask(page, "甲")
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert page.locator("#pq-side, #pq-side-open").count() == 0
        page.locator("#pq-again").click()
        expect(page.locator(".pq-hero")).to_be_visible()
        assert_clean(watched)


def test_what_a_browser_lost_or_mixed_up_does_no_harm(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **DESKTOP)
    page.evaluate("localStorage.setItem('policyqa-conversations', '{broken')")
    page.reload()
    expect(page.locator("#pq-none")).to_be_visible()
    ask(page, "甲")
    kept(page, 1)
    page.evaluate(
        "() => { const key = 'policyqa-conversations'; const list = JSON.parse(localStorage.getItem(key));"
        " list.push({id: 'x', title: '坏的', at: 1, turns: [{id: 'y', answer: {text: 3}}]}, null, {id: 4});"
        " localStorage.setItem(key, JSON.stringify(list)) }"
    )
    page.reload()
    expect(page.locator(".pq-open")).to_have_text(["甲", "坏的"])
    page.get_by_role("button", name="坏的", exact=True).click()
    expect(page.locator(".pq-hero")).to_be_visible()
    ask(page, "乙")
    assert "定稿" in page.locator(".bot-row").last.inner_text()
    assert watched.foreign == []


def test_older_conversations_go_where_the_browser_has_no_room(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base, **DESKTOP)
    ask(page, "甲")
    kept(page, 1)
    page.evaluate(
        "() => { const key = 'policyqa-conversations'; const [one] = JSON.parse(localStorage.getItem(key));"
        " const old = Array.from({length: 9}, (_, n) => ({...one, id: 'old' + n, title: '旧' + n + '占'.repeat(50000)}));"
        " localStorage.setItem(key, JSON.stringify([one, ...old]));"
        " let rest = 5_300_000; while (rest > 1000) { try { localStorage.setItem('else', 'x'.repeat(rest)); break; }"
        " catch { rest -= 1000; } } }"
    )
    ask(page, "乙")
    expect(page.locator("#pq-toast")).to_contain_text("较早的对话已不保留")
    found = kept(page)
    assert 1 <= len(found) < 10
    assert [turn["answer"]["question"] for turn in found[0]["turns"]] == ["甲", "乙"]


def test_on_a_phone_history_lies_over_the_chat(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base, **PHONE)
    ask(page, "甲")
    kept(page, 1)
    expect(page.locator("#pq-side")).to_be_hidden()
    page.get_by_role("button", name="历史对话").tap()
    expect(page.locator("#pq-side")).to_be_visible()
    assert page.evaluate("document.querySelector('gradio-app').inert")
    page.keyboard.press("Escape")
    expect(page.locator("#pq-side")).to_be_hidden()
    assert page.evaluate("[document.activeElement.id, document.querySelector('gradio-app').inert]") == [
        "pq-side-open",
        False,
    ]
    page.locator("#pq-side-open").tap()
    page.locator(".pq-open").tap()
    expect(page.locator("#pq-side")).to_be_hidden()
    assert_clean(watched)


def test_what_comes_back_is_checked() -> None:
    turn = Remembered("ans-1", Answer(question="问", text="答", outcome="answered", usage={"tries": 1}))
    (again,) = read_back(f'{{"turns": [{memo(turn)}], "at": 1}}')
    assert (again.id, again.answer.question, again.answer.usage) == ("ans-1", "问", {})
    for broken in ("", "{}", "[]", '{"turns": 3}', '{"turns": [{"id": "x", "answer": {}}]}', "x" * 1_000_000):
        assert read_back(broken) == []


def test_the_frame_tells_whether_history_is_kept(stand_in_site: Site) -> None:
    assert 'id="pq-side"' in httpx.get(stand_in_site.base).text
