"""The console's pages for keys and for embedding, in a real browser: a key is made, seen once, used, and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import Page, expect

from retrieval.bots import BotDraft

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP, PHONE, clipboard
    from tests.web.conftest import TOKEN, Open, Site
    from tests.web.office import enter
    from tests.web.test_web_chat_a11y import severe
else:
    from asking import DESKTOP, PHONE, clipboard  # pytest puts this folder on the path
    from conftest import TOKEN, Open, Site
    from office import enter
    from test_web_chat_a11y import severe

pytestmark = pytest.mark.browser
LOOKS = pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
PORTAL = "https://www.x.gov.cn"
COPYING = {"permissions": ["clipboard-read", "clipboard-write"]}


def asked(site: Site, secret: str, origin: str = "") -> int:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    headers |= {"Origin": origin} if origin else {}
    return httpx.post(f"{site.base}/v1/answers", json={"question": "问"}, headers=headers).status_code


def fill(page: Page, name: str, **fields: str) -> None:
    """The form for a new key, filled in and sent."""
    panel = page.get_by_role("tabpanel").filter(visible=True)
    panel.get_by_label("名称").fill(name)
    for label, value in fields.items():
        panel.get_by_label(label).fill(value)
    panel.get_by_role("button", name="新建", exact=True).click()


@LOOKS
def test_a_key_is_made_shown_once_and_revoked(office: Site, open_page: Open, look: dict[str, Any]) -> None:
    page = enter(office, open_page, "密钥", **look, **COPYING)
    panel = page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.get_by_text("还没有建过密钥")).to_be_visible()
    assert severe(page) == [], "no key"
    assert asked(office, "") == 200

    fill(page, "门户后台", 有效天数="30", 可见的组="财务，人事")
    secret = str(panel.locator(".pq-line code").text_content())
    assert secret.startswith("sk_")
    expect(panel.get_by_text("只显示这一次")).to_be_visible()
    expect(panel.get_by_text("接口要密钥")).to_be_visible()
    assert severe(page) == [], "a new key"
    panel.get_by_role("button", name="复制").click()
    expect(page.locator("#pq-toast")).to_have_text("已复制")
    assert clipboard(page) == secret
    assert (asked(office, ""), asked(office, secret)) == (401, 200)
    [key] = office.assistant.records.keys.listed()
    assert (key.name, key.scopes, key.groups, key.kind) == ("门户后台", ("ask",), ("人事", "财务"), "secret")
    assert key.expires_at is not None
    assert (key.expires_at - key.made_at).days == 30

    panel.get_by_role("button", name="已保存，不再显示").click()
    expect(panel.locator(".pq-line")).to_have_count(0)
    panel.get_by_label("门户后台 · 有效").check()
    expect(panel.locator(".pq-facts")).to_contain_text(secret[:8])
    assert severe(page) == [], "chosen"
    panel.get_by_role("button", name="撤销", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("不能恢复")
    assert severe(page) == [], "asked once more"
    assert asked(office, secret) == 200
    panel.get_by_role("button", name="确定撤销").click()
    expect(panel.get_by_text("已撤销。")).to_be_visible()
    expect(panel.get_by_role("button", name="撤销", exact=True)).to_be_hidden()
    assert asked(office, secret) == asked(office, "") == 401
    assert secret[8:] not in page.content()
    audit = office.assistant.records.audit.page(50)[0]
    assert [(deed.action, deed.target) for deed in audit][:2] == [("key_revoked", key.id), ("key_created", key.id)]
    assert not any(secret in str(deed) for deed in audit)


def test_a_key_for_web_pages_needs_origins_and_what_is_wrong_is_told(office: Site, open_page: Open) -> None:
    page = enter(office, open_page, "密钥")
    panel = page.get_by_role("tabpanel").filter(visible=True)
    panel.get_by_label("网页用（pk_）").check()
    expect(panel.get_by_label("ask：提问")).to_be_hidden()
    fill(page, "首页")
    expect(page.get_by_text("网页用的密钥要写来源")).to_be_visible()
    assert severe(page) == [], "with a warning"
    fill(page, "首页", 网页的来源="https://www.x.gov.cn/path")
    expect(page.get_by_text("不是网页的来源")).to_be_visible()
    assert office.assistant.records.keys.listed() == []
    fill(page, "首页", 网页的来源="https://www.x.gov.cn\nhttps://*.y.gov.cn")
    secret = str(panel.locator(".pq-line code").text_content())
    assert (asked(office, secret, PORTAL), asked(office, secret, "https://other.example")) == (200, 403)
    page.get_by_role("tab", name="嵌入", exact=True).click()
    page.get_by_role("tab", name="密钥", exact=True).click()
    expect(page.get_by_label("首页 · 有效 · 网页用")).to_be_visible()
    expect(page.locator(".pq-line").filter(visible=True)).to_have_count(0)


@LOOKS
def test_the_lines_for_a_site_are_made_copied_and_seen(office: Site, open_page: Open, look: dict[str, Any]) -> None:
    key, secret = office.assistant.records.keys.create("首页", origins=[PORTAL])
    page = enter(office, open_page, "嵌入", **look, **COPYING)
    panel = page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.get_by_text(f"只有这些来源的网页能用：{PORTAL}")).to_be_visible()
    code = panel.locator(".pq-line code")
    expect(code.first).to_contain_text('data-bot="pk_…"')
    widget = panel.frame_locator("iframe.pq-preview-frame")
    expect(widget.get_by_role("textbox", name="您的问题")).to_be_visible()
    assert severe(page) == [], "chosen by its name"

    panel.get_by_label("或粘贴密钥").fill(secret)
    panel.get_by_label("主色").fill("#0b6b3a")
    expect(code).to_have_count(5)
    expect(code.nth(0)).to_contain_text('crossorigin="anonymous"')
    panel.get_by_role("button", name="复制").first.click()
    expect(page.locator("#pq-toast")).to_have_text("已复制")
    tag = clipboard(page)
    assert f'src="{office.base}/widget/v1/policyqa.js" data-bot="{secret}"' in tag
    assert 'integrity="sha384-' in tag
    assert f"{office.base}/embed?bot={secret}&amp;accent=0b6b3a" in str(code.nth(2).text_content())
    assert "--policyqa-accent: #0b6b3a" in str(code.nth(4).text_content())
    field = widget.get_by_role("textbox", name="您的问题")
    field.fill("预览里问")
    field.press("Enter")
    expect(widget.locator(".card")).to_contain_text("没有")
    [kept] = office.assistant.records.answers.page(10)[0]
    assert (kept.question, kept.caller) == ("预览里问", "首页")
    expect(widget.locator(".bar")).to_have_css("background-color", "rgb(11, 107, 58)")
    assert severe(page) == [], "with a preview"

    panel.get_by_label("或粘贴密钥").fill("sk_secret")
    expect(panel.get_by_text("sk_ 密钥不能放进网页")).to_be_visible()
    expect(panel.locator("iframe")).to_have_count(0)
    assert "sk_secret" not in " ".join(code.all_text_contents())
    panel.get_by_label("主色").fill("green")
    expect(panel.get_by_text("主色应是")).to_be_visible()
    office.assistant.records.keys.revoke(key.id)
    panel.get_by_label("或粘贴密钥").fill(secret)
    expect(panel.get_by_text("不是现在有效的公开密钥")).to_be_visible()


def test_the_lines_for_a_bot_need_nothing_pasted(office: Site, open_page: Open) -> None:
    bots = office.assistant.records.bots
    draft = BotDraft(name="停车助手", language="en", accent="#0b6b3a", position="left", origins=(PORTAL,))
    bot, home = bots.create(draft), bots.create(BotDraft(name="公园助手"))
    page = enter(office, open_page, "嵌入")
    panel = page.get_by_role("tabpanel").filter(visible=True)
    panel.get_by_label("机器人或公开密钥").click()
    page.get_by_role("option", name=f"机器人：停车助手 · {PORTAL}").click()
    code = panel.locator(".pq-line code")
    expect(code.first).to_contain_text(f'data-bot="{bot.key}" defer')
    expect(code.nth(2)).to_contain_text(f'/embed?bot={bot.key}" title="停车助手"')
    expect(panel.get_by_text("改机器人就跟着变")).to_be_visible()
    expect(panel.get_by_text(f"只有这些来源的网页能用：{PORTAL}")).to_be_visible()
    widget = panel.frame_locator("iframe.pq-preview-frame")
    expect(widget.locator(".name")).to_have_text("停车助手")
    expect(widget.locator(".bar")).to_have_css("background-color", "rgb(11, 107, 58)")
    field = widget.get_by_role("textbox", name="Your question")
    field.fill("预览里问")
    field.press("Enter")
    expect(widget.locator(".card")).to_be_visible()
    assert [kept.caller for kept in office.assistant.records.answers.page(10)[0]] == ["停车助手"]
    assert severe(page) == []

    panel.get_by_label("或粘贴密钥").fill(home.key)
    expect(code.first).to_contain_text(f'data-bot="{home.key}"')
    expect(panel.get_by_text("只能用在本服务自己的 /embed 页")).to_be_visible()


def test_the_preview_is_for_operators_and_lends_them_no_other_key(office: Site) -> None:
    keys = office.assistant.records.keys
    public, _ = keys.create("首页", origins=[PORTAL])
    secret, _ = keys.create("后台")
    address = f"{office.base}/admin/preview"
    own = {"Origin": office.base}
    with httpx.Client(headers=own) as client:
        assert client.get(address, params={"key": public.id}).status_code == 401
        assert client.post(f"{address}/token", params={"key": public.id}).status_code == 401
        client.post(f"{office.base}/admin/sign-in", data={"key": TOKEN})
        page = client.get(address, params={"key": public.id, "lang": "en", "theme": "dark", "accent": "ffee00"})
        assert page.status_code == 200
        assert 'data-lang="en" data-theme="dark"' in page.text
        assert "--policyqa-on-accent: #000000" in page.text
        assert client.get(address, params={"accent": "red;}"}).status_code == 422
        for other in (secret.id, "", "key-none"):
            assert "<script" not in client.get(address, params={"key": other}).text
            assert client.post(f"{address}/token", params={"key": other}).status_code == 401
        told = client.post(f"{address}/token", params={"key": public.id})
        assert told.status_code == 201
        assert asked(office, told.json()["token"], office.base) == 200
        assert asked(office, told.json()["token"], PORTAL) == 403
        foreign = client.post(f"{address}/token", params={"key": public.id}, headers={"Origin": PORTAL})
        assert foreign.status_code == 403
        keys.revoke(public.id)
        assert asked(office, told.json()["token"], office.base) == 401
