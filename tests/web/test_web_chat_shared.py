"""One answer by itself: its page, what became of its sources, copied, printed, and its label everywhere."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import expect
from pypdf import PdfReader

from ingest.pipeline import ingest
from tests.conftest import assistant_of
from tests.web.asking import DESKTOP, LAND, PHONE, ask, assert_clean, clipboard, until
from tests.web.conftest import running, stand_in_server
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site

pytestmark = pytest.mark.browser
QUOTED = "由程序按规则逐字摘录原文，没有大模型撰写，非人工智能生成"
COPIES = {"permissions": ["clipboard-read", "clipboard-write"]}
RULE = "云州市停车收费办法\n云政发〔2021〕7号\n第一条 小型车每小时收费5元。\n云州市人民政府\n2021年2月3日\n"


def test_the_link_to_an_answer_shows_it_with_its_sources(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP, **COPIES)
    ask(page, LAND)
    page.get_by_role("button", name="分享链接").click()
    expect(page.locator("#pq-toast")).to_contain_text("链接已复制")
    link = clipboard(page)
    assert len(link.rpartition("/a/ans-")[2]) == 24, "96 bits"
    other, seen = open_page(link, **COPIES)
    expect(other.get_by_role("heading", level=1)).to_contain_text(LAND)
    expect(other.locator(".s-lead")).to_contain_text("3150亩")
    expect(other.locator(".s-day")).to_contain_text("的回答")
    expect(other.locator(".s-label")).to_have_text(QUOTED)
    expect(other.locator(".s-check")).to_contain_text("所引的句子今天仍在现行文本中")
    expect(other.locator(".s-sources blockquote").first).to_contain_text("3150亩")
    other.locator("#s-link").click()
    expect(other.locator("#s-said")).to_have_text("链接已复制")
    assert clipboard(other) == link
    other.locator("#s-copy").click()
    expect(other.locator("#s-said")).to_contain_text("已复制")
    assert QUOTED in clipboard(other)
    other.get_by_role("link", name="查看原文").first.click()
    expect(other.locator("#cite")).to_contain_text("3150亩")
    assert_clean(watched)
    assert_clean(seen)


def test_nobody_is_led_to_an_answer_and_none_can_be_guessed(site: Site) -> None:
    answer_id = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}).json()["id"]
    reply = httpx.get(f"{site.base}/a/{answer_id}")
    assert reply.headers["x-robots-tag"] == "noindex, nofollow"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex, nofollow">' in reply.text
    assert "Disallow: /a/" in httpx.get(f"{site.base}/robots.txt").text
    missing = httpx.get(f"{site.base}/a/ans-000000000000000000000000", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert "没有这个回答" in missing.text


@pytest.mark.usefixtures("_shared_embedder")
def test_what_changed_since_is_told(tmp_path: Path, open_page: Open) -> None:
    assistant = assistant_of(tmp_path, {"停车": RULE})
    try:
        with running(create_app(assistant)) as base:
            given = httpx.post(f"{base}/v1/answers", json={"question": "云州市小型车每小时收费多少元"}).json()
            assert given["outcome"] == "answered"
            address = f"{base}/a/{given['id']}"
            (document,) = assistant.records.page(5)[0]
            page, _ = open_page(address)
            expect(page.locator(".s-fate")).to_contain_text("原句仍在现行文本中")

            # Moved by a line before it: the sentence still stands, and is shown where it stands now.
            (tmp_path / "停车.txt").write_text("（2022年1月）\n" + RULE, encoding="utf-8")
            ingest([tmp_path / "停车.txt"], assistant.library, base=tmp_path)
            page.reload()
            expect(page.locator(".s-fate")).to_contain_text("原句仍在现行文本中")
            page.get_by_role("link", name="查看原文").click()
            expect(page.locator("#cite")).to_contain_text("每小时收费5元")

            # Abolished.
            assistant.library.edit(document.id, {"status": "废止", "status_reason": "被新办法废止"})
            page.goto(address)
            expect(page.locator(".s-check")).to_contain_text("所引的文件有变化")
            expect(page.locator(".s-sources")).to_contain_text("效力现为“已废止”")
            expect(page.locator(".s-sources")).to_contain_text("被新办法废止")

            # Said otherwise now: the text of that time is shown.
            (tmp_path / "停车.txt").write_text(RULE.replace("5元", "8元"), encoding="utf-8")
            ingest([tmp_path / "停车.txt"], assistant.library, base=tmp_path)
            page.reload()
            expect(page.locator(".s-fate").first).to_contain_text("现行文本中没有这一句")
            page.get_by_role("link", name="查看当时的文本").click()
            expect(page.locator("#cite")).to_contain_text("每小时收费5元")
            expect(page.locator(".old")).to_be_visible()

            assistant.library.remove(document.id)
            page.goto(address)
            expect(page.locator(".s-fate").first).to_have_text("文件已移除")
            expect(page.locator("blockquote")).to_contain_text("5元")
    finally:
        assistant.close()


def test_where_no_texts_are_kept_there_is_nothing_to_share(tmp_path: Path, open_page: Open) -> None:
    with stand_in_server(tmp_path, log="off") as site:
        page, watched = open_page(site.base, **DESKTOP, **COPIES)
        ask(page, "甲")
        expect(page.get_by_role("button", name="分享链接")).to_have_count(0)
        page.get_by_role("button", name="复制").click()
        expect(page.locator("#pq-toast")).to_contain_text("已复制")
        assert "/a/" not in clipboard(page)
        answer_id = httpx.post(f"{site.base}/v1/answers", json={"question": "乙"}).json()["id"]
        assert httpx.get(f"{site.base}/a/{answer_id}").status_code == 404
        assert_clean(watched)


def test_what_is_copied_has_its_sources_and_its_label(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP, **COPIES)
    ask(page, LAND)
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#pq-toast")).to_have_text("已复制，含出处和标识")
    lines = clipboard(page).replace("\r", "").split("\n")
    assert lines[:2] == [f"问：{LAND}", "答：3150亩"]
    assert lines[lines.index("出处") + 1].startswith("[1] 《加压奋进强力突破")
    assert lines[lines.index("出处") + 2].startswith("“一是实现出让土地97宗")
    assert lines[lines.index("出处") + 3].startswith(f"{site.base}/documents/")
    assert f"标识：{QUOTED}" in lines
    assert lines[-1].startswith(f"{site.base}/a/ans-")
    assert_clean(watched)


def test_copying_works_where_the_browser_has_no_clipboard_for_pages(site: Site, open_page: Open) -> None:
    page, _ = open_page(site.base, **DESKTOP)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.addEventListener('copy', () => (window.copied = document.activeElement.value))")
    ask(page, LAND)
    page.get_by_role("button", name="复制").click()
    assert QUOTED in page.evaluate("window.copied")


def printed(page: Any) -> str:
    """What stands on paper, without blanks; fonts write some characters as their radicals."""
    page.emulate_media(media="print")
    read = "".join(part.extract_text() for part in PdfReader(io.BytesIO(page.pdf())).pages)
    return plain(read)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_paper_has_all_that_is_needed_to_check_the_answer(site: Site, open_page: Open) -> None:
    answer_id = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}).json()["id"]
    page, watched = open_page(f"{site.base}/a/{answer_id}")
    paper = printed(page)
    for part in (
        LAND,
        "3150亩",
        "一是实现出让土地97宗",
        "2020-03-02",
        QUOTED,
        "打印日期：",
        f"{site.base}/a/{answer_id}",
    ):
        assert plain(part) in paper, part
    assert paper.count(f"{site.base}/documents/") >= 1, "the address of the source can be read"
    assert not any(part in paper for part in ("文件列表", "接口说明", "复制链接", "提一个问题"))
    assert_clean(watched)


def test_the_conversation_prints_without_what_is_to_be_clicked(site: Site, open_page: Open) -> None:
    page, _ = open_page(site.base, **DESKTOP)
    ask(page, LAND)
    ask(page, "2018年出让土地多少亩")
    paper = printed(page)
    for part in (LAND, "3150亩", "一是实现出让土地97宗", QUOTED, "2018年出让土地多少亩", "自动检索的结果"):
        assert plain(part) in paper, part
    assert not any(part in paper for part in ("文件列表", "历史对话", "筛选", "发送", "查看原文", "分享链接"))


def test_the_button_prints_the_page_of_the_answer(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    page.add_init_script("window.print = () => (top.printed = location.pathname)")
    page.reload()
    ask(page, LAND)
    page.get_by_role("button", name="打印").click()
    until(page, "window.printed?.startsWith('/a/ans-')")
    assert watched.foreign == []


def test_every_reply_of_the_api_is_labelled(site: Site) -> None:
    quoted = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}).json()
    assert quoted["label"] == {"text": QUOTED, "generated": False}
    refused = httpx.post(f"{site.base}/v1/answers", json={"question": "2018年出让土地多少亩", "language": "en"}).json()
    assert refused["label"]["text"].startswith("Result of an automatic search")
    body = {"model": "policyqa", "messages": [{"role": "user", "content": LAND}], "filters": {"year": 2020}}
    context = httpx.post(f"{site.base}/v1/chat/completions", json=body).json()["choices"][0]["message"]["context"]
    assert context["label"] == {"text": QUOTED, "generated": False}
    assert context["filters"]["year"] == 2020


def test_on_a_phone_the_page_of_an_answer_fits(site: Site, open_page: Open) -> None:
    answer_id = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}).json()["id"]
    page, watched = open_page(f"{site.base}/a/{answer_id}", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert_clean(watched)
