"""The widget of a bot in a real Chromium: it looks and asks as its bot says, where the page does not say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from playwright.sync_api import Locator, Page, Route, expect

from retrieval.bots import Bot, BotDraft
from retrieval.sight import Sources

if TYPE_CHECKING:
    from tests.browsing import Watched
    from tests.web.conftest import Open, Site, running, stand_in_server
    from tests.web.test_web_bots import MARKS, open_town
else:
    from conftest import Open, Site, running, stand_in_server  # pytest puts this folder on the path
    from test_web_bots import MARKS, open_town

pytestmark = pytest.mark.browser
GREEN = "rgb(11, 107, 58)"
LOOKS = "**/v1/bots/me"
# The widget waits for three seconds, which a busy machine may need for less.
PATIENT = "const later = setTimeout; window.setTimeout = (run, ms) => later(run, ms === 3000 ? 300_000 : ms);"


@dataclass
class Portal:
    """Another site, each of whose pages holds the widget of `bot` with further attributes."""

    base: str
    site: Site
    bot: Bot
    more: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    app = FastAPI()
    made: list[Portal] = []

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204)

    @app.get("/")
    def page() -> HTMLResponse:
        portal = made[0]
        more = " ".join(f'{name}="{value}"' for name, value in portal.more.items())
        tag = (
            f'<script src="{portal.site.base}/widget/v1/policyqa.js" data-bot="{portal.bot.key}" {more} defer></script>'
        )
        return HTMLResponse(
            f'<!doctype html><html lang="zh-CN"><title>门户</title>{tag}<body><h1>门户</h1></body></html>'
        )

    with running(app) as outside, stand_in_server(tmp_path_factory.mktemp("bots")) as site:
        draft = BotDraft(
            name="停车助手",
            greeting="停车的事可以问我。",
            questions=("停车怎么收费", "公园几点开门"),
            language="en",
            theme="dark",
            accent="#0b6b3a",
            position="left",
            origins=(outside,),
        )
        made.append(Portal(outside, site, site.assistant.records.bots.create(draft)))
        yield made[0]


@pytest.fixture(autouse=True)
def _as_the_bot_says(portal: Portal) -> None:
    portal.more.clear()


def opened(page: Page) -> Locator:
    page.locator(".launcher").click()
    expect(page.locator(".panel")).to_be_visible()
    return page.locator(".root")


def test_the_widget_is_what_its_bot_says(portal: Portal, open_page: Open) -> None:
    page, watched = open_page(portal.base, also=(portal.site.base,))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    root = opened(page)
    expect(page.locator(".name")).to_have_text("停车助手")
    expect(page.locator(".hello h2")).to_have_text("停车的事可以问我。")
    expect(page.locator(".hello .chip")).to_have_text(["停车怎么收费", "公园几点开门"])
    expect(page.locator(".field textarea")).to_have_attribute("placeholder", "Type your question")
    expect(root).to_have_class("root floating left dark")
    expect(page.locator(".bar")).to_have_css("background-color", GREEN)
    page.locator(".hello .chip").first.click()
    expect(page.locator(".card")).to_be_visible()
    assert len([url for url in asked if url.endswith("/v1/bots/me")]) == 1
    assert watched.errors == []


def test_what_the_tag_and_the_page_say_stands_above(portal: Portal, open_page: Open) -> None:
    portal.more |= {
        "data-name": "门户问答", "data-hello": "您好", "data-questions": "一问", "data-lang": "zh",
        "data-theme": "light", "data-position": "right",
    }  # fmt: skip
    page, _ = open_page(portal.base, also=(portal.site.base,))
    page.evaluate("document.documentElement.style.setProperty('--policyqa-accent', 'rgb(90, 0, 90)')")
    root = opened(page)
    expect(page.locator(".name")).to_have_text("门户问答")
    expect(page.locator(".hello h2")).to_have_text("您好")
    expect(page.locator(".hello .chip")).to_have_text(["一问"])
    expect(page.locator(".field textarea")).to_have_attribute("placeholder", "请输入您的问题")
    expect(root).to_have_class("root floating right")
    expect(page.locator(".bar")).to_have_css("background-color", "rgb(90, 0, 90)")


@pytest.mark.parametrize("how", ["abort", "problem", "nonsense", "silence"])
def test_the_widget_works_where_its_bot_cannot_be_asked_for(portal: Portal, open_page: Open, how: str) -> None:
    portal.more["data-name"] = "门户问答"
    page, _ = open_page(portal.site.base + "/robots.txt", also=(portal.base,))

    def answered(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": portal.base}
        if how == "abort":
            route.abort()
        elif how == "problem":
            body = '{"type": "/problems/not_found", "title": "x", "status": 404, "code": "not_found", "detail": "x"}'
            route.fulfill(status=404, headers=headers, body=body, content_type="application/problem+json")
        elif how == "nonsense":
            route.fulfill(headers=headers, body='{"questions": 7}', content_type="application/json")

    page.route(LOOKS, answered)
    page.goto(portal.base)
    opened(page)
    expect(page.locator(".name")).to_have_text("门户问答")
    page.locator(".field textarea").fill("停车怎么收费")
    page.locator(".field textarea").press("Enter")
    expect(page.locator(".card")).to_be_visible()


def unanswered(portal: Portal, open_page: Open) -> tuple[Page, Watched, list[Route]]:
    """The portal's page, its bot's look asked for and held back."""
    page, watched = open_page(portal.site.base + "/robots.txt", also=(portal.base,))
    held: list[Route] = []
    page.route(LOOKS, lambda route: held.append(route))
    page.add_init_script(PATIENT)
    page.goto(portal.base)
    return page, watched, held


def test_what_is_called_before_the_bot_is_known_is_done_afterwards(portal: Portal, open_page: Open) -> None:
    page, _, held = unanswered(portal, open_page)
    page.wait_for_function("window.PolicyBot && document.querySelector('policy-bot')")
    page.evaluate("PolicyBot.open(); void PolicyBot.ask('停车').then((answer) => (window.told = answer.id))")
    expect(page.locator(".root")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".panel")).to_be_visible()
    page.wait_for_function("window.told")
    expect(page.locator(".name")).to_have_text("停车助手")


def test_a_widget_that_is_taken_off_and_put_back_asks_once(portal: Portal, open_page: Open) -> None:
    page, watched, held = unanswered(portal, open_page)
    page.wait_for_function("document.querySelector('policy-bot')")
    page.evaluate("const bot = document.querySelector('policy-bot'); bot.remove(); document.body.append(bot)")
    held[0].continue_()
    expect(page.locator(".launcher")).to_have_text("停车助手")
    assert len(held) == 1
    assert watched.errors == []


def test_links_to_documents_name_the_bot(portal: Portal, open_page: Open) -> None:
    page, _ = open_page(portal.base, also=(portal.site.base,))
    opened(page)
    page.locator(".hello .chip").first.click()
    link = page.locator("a.view").first
    expect(link).to_be_attached()
    address = link.get_attribute("href") or ""
    assert address.startswith(portal.site.base + "/documents/")
    assert f"bot={portal.bot.key}" in address


def test_the_page_for_frames_is_what_the_bot_says(portal: Portal, open_page: Open) -> None:
    page, watched = open_page(f"{portal.site.base}/embed?bot={portal.bot.key}")
    expect(page.locator(".name")).to_have_text("停车助手")
    expect(page.locator(".hello h2")).to_have_text("停车的事可以问我。")
    expect(page.locator(".hello .chip")).to_have_text(["停车怎么收费", "公园几点开门"])
    expect(page.locator(".field textarea")).to_have_attribute("placeholder", "Type your question")
    expect(page.locator(".bar")).to_have_css("background-color", GREEN)
    page.locator(".hello .chip").first.click()
    expect(page.locator(".card")).to_be_visible()
    assert watched.errors == []


@pytest.mark.usefixtures("_shared_embedder")
def test_two_bots_on_one_page_answer_each_from_its_own(tmp_path: Path, open_page: Open) -> None:
    app = FastAPI()
    tags: list[str] = []

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(
            f'<!doctype html><html lang="zh-CN"><title>门户</title><link rel="icon" href="data:,"><body>{"".join(tags)}</body></html>'
        )

    knows = {"parks": Sources(issuers=("园林局",)), "money": Sources(issuers=("财政局",))}
    asked = {"parks": "2022年全市新建口袋公园多少个", "money": "2023年青鸾工程安排资金多少万元"}
    with running(app) as outside, open_town(tmp_path) as town:
        tags.append(f'<script src="{town.base}/widget/v1/policyqa.js" data-launcher="off" defer></script>')
        for name, sources in knows.items():
            draft = BotDraft(name=f"{name} 助手", questions=tuple(asked.values()), sources=sources, origins=(outside,))
            key = town.assistant.records.bots.create(draft).key
            tags.append(f'<policy-bot id="{name}" data-bot="{key}"></policy-bot>')
        shown, watched = open_page(outside, also=(town.base,))
        for name in knows:
            bot = shown.locator(f"#{name}")
            expect(bot.locator(".name")).to_have_text(f"{name} 助手")
            for topic, question in asked.items():
                bot.get_by_role("button", name="清空对话").click()
                bot.get_by_role("button", name=question).click()
                expect(bot.locator(".card.answered" if topic == name else ".card.refused")).to_be_visible()
                told = bot.locator(".card").inner_text() + " ".join(
                    bot.locator(".card a").evaluate_all("all => all.map((a) => a.href)")
                )
                others = {mark for other in MARKS.keys() - {name} for mark in MARKS[other]}
                allowed = "《云溪市园林局关于加强公园管理的通知》（云园发〔2022〕3号）" if name == "money" else ""
                assert [m for m in others if m in told and m not in question and m not in allowed] == []
        assert watched.errors == []
