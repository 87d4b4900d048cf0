"""The console's page for bots in a real browser: made, changed, given another key, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import Page, expect

from retrieval.bots import BotDraft

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP, PHONE, clipboard
    from tests.web.conftest import Open, Site
    from tests.web.office import enter
    from tests.web.test_web_chat_a11y import severe
else:
    from asking import DESKTOP, PHONE, clipboard  # pytest puts this folder on the path
    from conftest import Open, Site
    from office import enter
    from test_web_chat_a11y import severe

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).filter(visible=True).click()


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_serious_fault_is_found(office: Site, open_page: Open, look: dict[str, object]) -> None:
    office.assistant.records.bots.create(BotDraft(name="停车助手", origins=("https://www.x.gov.cn",)))
    dead = office.assistant.records.bots.create(BotDraft(name="公园助手"))
    office.assistant.records.keys.revoke(dead.key_id)
    page = enter(office, open_page, "机器人", **look)
    panel = page.get_by_role("tabpanel").filter(visible=True)
    panel.get_by_label("停车助手").check()
    widget = panel.frame_locator("iframe.pq-preview-frame")
    expect(widget.locator(".name")).to_have_text("停车助手")
    for code in panel.locator(".pq-line code").all():
        assert code.evaluate("code => code.scrollWidth <= code.clientWidth"), "a line goes beyond its box"
    assert severe(page) == [], "chosen"
    press(page, "修改")
    expect(panel.get_by_role("heading", name="修改《停车助手》")).to_be_visible()
    assert severe(page) == [], "the form"
    press(page, "删除")
    expect(panel.get_by_text("不能恢复")).to_be_visible()
    assert severe(page) == [], "asked once more"
    panel.get_by_label("公园助手 · 知道 0 份文件 · 密钥已撤销").check()
    expect(panel.get_by_text("被单独撤销了")).to_be_visible()
    assert severe(page) == [], "with a key that is revoked"


def test_a_bot_is_made_changed_renewed_and_removed(office: Site, open_page: Open) -> None:
    bots = office.assistant.records.bots
    page = enter(office, open_page, "机器人", permissions=["clipboard-read", "clipboard-write"])
    panel = page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.get_by_text("还没有机器人。")).to_be_visible()
    press(page, "新建机器人")
    expect(panel.get_by_label("名称")).to_be_visible()
    press(page, "保存")
    expect(page.get_by_text("请写名称。")).to_be_visible()
    panel.get_by_label("名称").fill('<停车> "助手"')
    panel.get_by_label("可以点的问题").fill("停车怎么收费\n\n公园几点开门")
    panel.get_by_label("主色").fill("#ffff00")
    press(page, "保存")
    expect(page.get_by_text("太浅")).to_be_visible()
    panel.get_by_label("主色").fill("#0b6b3a")
    panel.get_by_label("目录或网站").fill("https://x.gov.cn/zc/")
    panel.get_by_label("可以用它的网页").fill("https://www.x.gov.cn")
    press(page, "保存")
    line = panel.get_by_label('<停车> "助手"')
    expect(line).to_be_visible()
    [bot] = bots.listed()
    assert (bot.draft.questions, bot.draft.accent) == (("停车怎么收费", "公园几点开门"), "#0b6b3a")
    assert (bot.sources.folders, bot.draft.origins) == (("https://x.gov.cn/zc",), ("https://www.x.gov.cn",))

    line.check()
    code = panel.locator(".pq-line code")
    tag = f'<script src="{office.base}/widget/v1/policyqa.js" data-bot="{bot.key}" defer></script>'
    expect(code.first).to_have_text(tag)
    expect(code.nth(1)).to_contain_text(
        f'<iframe src="{office.base}/embed?bot={bot.key}" title="&lt;停车&gt; &#34;助手&#34;"'
    )
    panel.get_by_role("button", name="复制").first.click()
    expect(page.locator("#pq-toast")).to_have_text("已复制")
    assert clipboard(page) == tag
    widget = panel.frame_locator("iframe.pq-preview-frame")
    expect(widget.locator(".name")).to_have_text('<停车> "助手"')
    expect(widget.locator(".hello .chip")).to_have_text(["停车怎么收费", "公园几点开门"])
    expect(widget.locator(".bar")).to_have_css("background-color", "rgb(11, 107, 58)")

    press(page, "修改")
    expect(panel.get_by_label("名称")).to_have_value('<停车> "助手"')
    expect(panel.get_by_label("可以点的问题")).to_have_value("停车怎么收费\n公园几点开门")
    panel.get_by_label("名称").fill("停车助手")
    press(page, "保存")
    expect(panel.get_by_label("停车助手")).to_be_visible()
    assert bots.find(bot.id).name == "停车助手"
    expect(widget.locator(".name")).to_have_text("停车助手")
    assert bots.find(bot.id).draft.questions == bot.draft.questions

    panel.get_by_label("停车助手").check()
    press(page, "更换密钥")
    expect(panel.get_by_text("马上失效")).to_be_visible()
    press(page, "确定更换")
    expect(code.first).not_to_have_text(tag)
    expect(code.first).to_contain_text(bots.find(bot.id).key)
    who = {"Authorization": f"Bearer {bot.key}", "Origin": "https://www.x.gov.cn"}
    assert httpx.get(f"{office.base}/v1/bots/me", headers=who).status_code == 401

    press(page, "删除")
    expect(panel.get_by_text("不能恢复")).to_be_visible()
    assert bots.listed() != []
    press(page, "确定删除")
    expect(panel.get_by_text("还没有机器人。")).to_be_visible()
    assert bots.listed() == []
    done = [deed.action for deed in office.assistant.records.audit.page(9)[0]]
    assert done == ["bot_removed", "bot_renewed", "bot_changed", "bot_made", "signed_in"]
