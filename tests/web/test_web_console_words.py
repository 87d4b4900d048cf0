"""The console's page for sensitive words in a real browser: added, changed, taken in, tried, sent out and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import Locator, Page, expect

from retrieval.assistant import Assistant
from retrieval.sensitive import Word
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP, PHONE
    from tests.web.conftest import TOKEN, Open, Site, running
    from tests.web.office import enter
    from tests.web.test_web_chat_a11y import severe
else:
    from asking import DESKTOP, PHONE  # pytest puts this folder on the path
    from conftest import TOKEN, Open, Site, running
    from office import enter
    from test_web_chat_a11y import severe

pytestmark = pytest.mark.browser
LISTED = "# 注\n禁词\n乙词,打码\n。。。\n丙词,删除\n甲词\n"


@pytest.fixture
def office(assistant_over: Callable[..., Assistant]) -> Iterator[Site]:
    """A server with one notice and no words yet."""
    assistant = assistant_over(notice="关于奖励办法的通知\n每户奖励三百元。\n")
    with running(create_app(assistant, None, TOKEN)) as base:
        yield Site(base, assistant)


def opened(office: Site, open_page: Open, look: dict[str, object]) -> tuple[Page, Locator]:
    """The page, and its panel; on a phone the tab is in the menu of those that find no room."""
    page = enter(office, open_page, "待办", **look)
    more = page.get_by_role("button", name="More tabs")
    if more.is_visible():
        more.click()
    page.get_by_role("tab", name="敏感词").or_(page.get_by_role("button", name="敏感词")).filter(visible=True).click()
    panel = page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.get_by_role("link", name="导出全部（CSV）")).to_be_visible()
    return page, panel


def deeds(office: Site) -> list[tuple[str, str]]:
    return [(deed.action, deed.target) for deed in reversed(office.assistant.records.audit.page(50)[0])][1:]


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_word_is_added_tried_changed_and_removed(office: Site, open_page: Open, look: dict[str, object]) -> None:
    kept, secret = office.assistant.records.words, Word("秘密", "block")
    page, panel = opened(office, open_page, look)
    panel.get_by_label("加一个词").fill("。。")
    panel.get_by_role("button", name="加入", exact=True).click()
    expect(panel.get_by_text("要有文字或数字。")).to_be_visible()
    panel.get_by_label("加一个词").fill(" 秘密 ")
    panel.get_by_role("button", name="加入", exact=True).click()
    expect(panel.get_by_text("已加入。")).to_be_visible()
    line = panel.get_by_label("秘密 · 拦截")
    expect(line).to_be_visible()
    expect(panel.get_by_label("加一个词")).to_have_value("")
    assert kept.listed() == [secret]

    panel.get_by_label("文字", exact=True).fill("这是秘 密吗")
    panel.get_by_role("button", name="试", exact=True).click()
    expect(panel.get_by_text("这样的问题会被拒答")).to_be_visible()
    expect(panel.locator("mark.pq-word-block")).to_have_text("秘 密")
    expect(panel.get_by_role("row", name="秘密 拦截 第 3–5 字 秘 密")).to_be_visible()
    expect(panel.get_by_text("这是＊ ＊吗")).to_be_visible()
    assert severe(page) == [], "tried"

    line.check()
    panel.get_by_role("button", name="改为打码").click()
    expect(panel.get_by_label("秘密 · 打码")).to_be_checked()
    expect(panel.get_by_role("button", name="改为拦截")).to_be_visible()
    assert kept.listed() == [Word("秘密", "mask")]
    panel.get_by_role("button", name="试", exact=True).click()
    expect(panel.get_by_text("这样的问题照常回答")).to_be_visible()

    panel.get_by_role("button", name="删除", exact=True).click()
    expect(panel.get_by_text("确定删除“秘密”吗")).to_be_visible()
    assert severe(page) == [], "asked once more"
    panel.get_by_role("button", name="取消").filter(visible=True).click()
    expect(panel.get_by_text("确定删除“秘密”吗")).to_be_hidden()
    assert kept.listed() == [Word("秘密", "mask")]
    panel.get_by_role("button", name="删除", exact=True).click()
    panel.get_by_role("button", name="确定删除", exact=True).filter(visible=True).click()
    expect(panel.get_by_text("没有符合条件的词。")).to_be_visible()
    assert kept.listed() == []
    assert deeds(office) == [(f"word_{done}", secret.id) for done in ("added", "changed", "removed")]


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_list_comes_in_with_a_word_on_each_bad_line_and_goes_out(
    office: Site, open_page: Open, tmp_path: Path, look: dict[str, object]
) -> None:
    kept = office.assistant.records.words
    kept.add([Word("旧词", "mask"), Word("甲词", "mask"), Word("乙词", "mask")])
    (tmp_path / "词表.txt").write_bytes(LISTED.encode("gb18030"))
    page, panel = opened(office, open_page, look)
    panel.locator("input[type=file]").set_input_files(tmp_path / "词表.txt")
    expect(panel.get_by_text("词表").first).to_be_visible()
    panel.get_by_role("button", name="导入词表").click()
    expect(panel.get_by_text("新增 1，修改 1，不变 1，删除 0。")).to_be_visible()
    expect(panel.get_by_role("listitem").filter(has_text="第 4 行")).to_contain_text("要有文字或数字")
    expect(panel.get_by_role("listitem").filter(has_text="第 5 行")).to_contain_text("丙词,删除")
    expect(panel.get_by_label("禁词 · 拦截")).to_be_visible()
    assert severe(page) == [], "taken in"

    with page.expect_download() as download:
        panel.get_by_role("link", name="导出全部（CSV）").click()
    out = tmp_path / "out.csv"
    download.value.save_as(out)
    before = kept.listed()
    kept.add([Word("多余", "block")])
    panel.locator("input[type=file]").set_input_files(out)
    expect(panel.get_by_text("out").first).to_be_visible()
    panel.get_by_label("整体替换").check()
    panel.get_by_role("button", name="导入词表").click()
    expect(panel.get_by_text("新增 0，修改 0，不变 4，删除 1。")).to_be_visible()
    assert kept.listed() == before
    assert deeds(office) == [("words_imported", "1+1"), ("words_exported", "4"), ("words_replaced", "0+0+1")]


def test_many_words_are_paged_and_found(office: Site, open_page: Open) -> None:
    office.assistant.records.words.add([Word(f"词{n:02}", "block" if n % 2 else "mask") for n in range(45)])
    _, panel = opened(office, open_page, DESKTOP)
    words = panel.get_by_role("radio", name="词").and_(panel.locator(".pq-list input"))
    expect(words).to_have_count(20)
    for count in (20, 5):
        panel.get_by_role("button", name="下一页").click()
        expect(words).to_have_count(count)
        expect(panel.get_by_label("词00 · 打码")).to_be_hidden()
    expect(panel.get_by_role("button", name="下一页")).to_be_hidden()
    panel.get_by_role("button", name="回到第一页").click()
    expect(panel.get_by_label("词00 · 打码")).to_be_visible()
    panel.get_by_label("查找").fill("词-4")
    panel.get_by_label("查找").press("Enter")
    expect(panel.get_by_text("共 5 个")).to_be_visible()
    expect(words).to_have_count(5)


def test_the_list_goes_out_to_operators_alone(office: Site) -> None:
    office.assistant.records.words.add([Word("秘密", "block")])
    reply = httpx.get(f"{office.base}/admin/words.csv", headers={"Authorization": f"Bearer {TOKEN}"})
    assert reply.status_code == 401
    assert "秘密" not in reply.text
