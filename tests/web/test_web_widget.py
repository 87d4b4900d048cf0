"""The widget in a real Chromium: in hostile pages, with hostile answers, by keyboard, with an input method."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.web.conftest import Site, running, stand_in_server
from tests.web.payloads import PAYLOADS
from tests.web.portals import HOSTILE, QUOTE, answer, citation, frames, poisoned, portal_page, stream_of
from web.embed import Script

if TYPE_CHECKING:
    from tests.web.conftest import Open, Watched

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


@dataclass(frozen=True)
class Portal:
    """Another site, whose pages hold the widget of `site`."""

    base: str
    site: Site


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    app = FastAPI()
    server: list[str] = []

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204)

    @app.get("/{name}")
    def page(name: str) -> HTMLResponse:
        html, headers = portal_page(name, server[0], Script.read().integrity)
        return HTMLResponse(html, headers=headers)

    with running(app) as outside, stand_in_server(tmp_path_factory.mktemp("widget"), widget_origins=outside) as site:
        server.append(site.base)
        yield Portal(outside, site)


@dataclass
class Shown:
    """A page of the other site with the widget in it."""

    page: Page
    watched: Watched
    sent: list[dict[str, Any]]  # the questions and opinions that the server got

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def field(self) -> Locator:
        return self.page.locator(".field textarea")

    @property
    def card(self) -> Locator:
        return self.page.locator(".card").last

    def ask(self, question: str = "2019年出让土地多少亩") -> None:
        """Opens the panel where it is closed, types and sends."""
        if self.launcher.is_visible():
            self.launcher.click()
        cards = self.page.locator(".card")
        before = cards.count()
        self.field.fill(question)
        self.field.press("Enter")
        expect(cards).to_have_count(before + 1)
        expect(self.page.locator(".send.stop")).to_be_hidden()


Show = Callable[..., Shown]


@pytest.fixture
def show(portal: Portal, open_page: Open) -> Show:
    """Opens a page of the other site; the server's answers are `body` where one is given."""

    def show_one(
        name: str = "plain", body: str | None = None, status: int = 200, also: str = "", **options: Any
    ) -> Shown:
        servers = (portal.site.base, *filter(None, [also]))
        page, watched = open_page(f"{portal.base}/{name}", also=servers, **{"reduced_motion": "reduce", **options})
        shown = Shown(page, watched, [])

        def fulfil(route: Route) -> None:
            given = json.loads(route.request.post_data or "{}")
            shown.sent.append({"path": route.request.url.removeprefix(portal.site.base), **given})
            kind = "text/event-stream" if status == 200 else "application/problem+json"
            headers = {"Access-Control-Allow-Origin": portal.base, "Access-Control-Expose-Headers": "Retry-After"}
            headers |= {"Retry-After": "7"} if status == 429 else {}
            route.fulfill(status=status, body=body, content_type=kind, headers=headers)

        if body is not None:
            page.route("**/v1/answers", fulfil)
        return shown

    return show_one


def assert_clean(shown: Shown, portal: Portal) -> None:
    assert shown.watched.foreign == []
    assert shown.watched.errors == []


# Every element of the widget with its place and what people see of it.
LOOK = """() => [...document.querySelector('policy-bot').shadowRoot.querySelectorAll('.root, .root *')].map(e => {
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return [e.tagName + '.' + e.getAttribute('class'), r.x, r.y, r.width, r.height, s.color, s.backgroundColor, s.fontSize,
    s.fontFamily, s.lineHeight, s.direction, s.textAlign, s.display, s.letterSpacing, s.textTransform].join(' ');
})"""
ON_TOP = """() => { const b = document.querySelector('policy-bot'), l = b.shadowRoot.querySelector('.launcher');
  const r = l.getBoundingClientRect(); return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === b; }"""


@pytest.fixture(scope="module")
def looks() -> dict[str, Any]:
    """How the widget looks in a page without any style, as first seen."""
    return {}


@pytest.mark.parametrize("name", ["plain", *HOSTILE])
def test_a_hostile_page_changes_nothing_of_it(name: str, show: Show, portal: Portal, looks: dict[str, Any]) -> None:
    shown = show(name, stream_of(answer()))
    expect(shown.launcher).to_be_visible()
    closed = shown.page.evaluate(LOOK)
    covered = name == "old"  # without a top layer the last of the highest wins
    assert covered or shown.page.evaluate(ON_TOP)
    shown.ask()
    shown.page.mouse.move(5, 5)  # what is pointed at changes its colour
    seen = [*closed, *shown.page.evaluate(LOOK)]
    plain = looks.setdefault("plain", seen)
    assert [pair for pair in zip(seen, plain, strict=True) if pair[0] != pair[1]] == []
    assert shown.page.locator("policy-bot").count() == 1
    assert shown.card.locator(".value").inner_text().startswith("3150亩")
    assert_clean(shown, portal)


def test_it_leaves_the_page_alone(show: Show) -> None:
    shown = show("plain")
    before = shown.page.evaluate("() => [getComputedStyle(document.body).cssText, document.body.children.length]")
    names = shown.page.evaluate(
        "() => { const f = document.createElement('iframe'); document.body.append(f);"
        " const own = new Set(Object.getOwnPropertyNames(f.contentWindow)); f.remove();"
        " return Object.getOwnPropertyNames(window).filter(n => !own.has(n) && !/^\\d+$/.test(n)) }"
    )
    assert [name for name in names if "playwright" not in name.lower()] == ["PolicyBot"]
    shown.page.evaluate("PolicyBot.destroy()")
    after = shown.page.evaluate("() => [getComputedStyle(document.body).cssText, document.body.children.length]")
    assert after == [before[0], before[1] - 1]
    expect(shown.page.locator("policy-bot")).to_have_count(0)


def bare(text: str) -> str:
    """Without blanks and what does not print."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


def test_no_payload_runs_wherever_it_stands(show: Show, portal: Portal) -> None:
    shown = show("plain", "")
    shown.page.unroute("**/v1/answers")
    waiting: list[str] = []
    shown.page.route(
        "**/v1/answers",
        lambda route: route.fulfill(
            body=stream_of(poisoned(waiting[-1])),
            content_type="text/event-stream",
            headers={"Access-Control-Allow-Origin": portal.base},
        ),
    )
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    shown.page.on("dialog", refuse)
    for payload in PAYLOADS:
        waiting.append(payload)
        assert shown.page.evaluate("text => PolicyBot.ask(text).then(answer => answer && answer.text)", payload)
    root = "document.querySelector('policy-bot').shadowRoot"
    shown.page.evaluate(f"() => {root}.querySelectorAll('details').forEach(d => d.open = true)")
    shown.page.evaluate(f"() => {root}.querySelectorAll('.mark').forEach(mark => mark.click())")
    shown.page.wait_for_timeout(500)
    assert shown.page.evaluate("() => [typeof pwned, location.pathname]") == ["undefined", "/plain"]
    assert said == []
    texts = shown.page.locator(".question").all_text_contents()
    assert [bare(text.removeprefix("您问：")) for text in texts] == [bare(text) for text in PAYLOADS]
    links = shown.page.evaluate(f"() => [...{root}.querySelectorAll('a')].map(a => [a.href, a.rel, a.target])")
    assert all(href.startswith(portal.site.base + "/") and rel == "noopener" for href, rel, _ in links)
    tags = shown.page.evaluate(f"() => [...new Set([...{root}.querySelectorAll('.log *')].map(e => e.localName))]")
    assert not {"script", "img", "iframe", "object", "embed", "link", "base", "style", "video", "input"} & set(tags)
    assert_clean(shown, portal)


def test_an_answer_across_sites_with_its_sources(show: Show, portal: Portal) -> None:
    """Nothing is forced here: the stand-in's own answer comes from the server across origins."""
    shown = show("strict")
    shown.ask("<b>问</b>")
    assert portal.site.assistant.asked[-1]["question"] == "<b>问</b>"
    expect(shown.card.locator(".source")).to_have_count(1)
    shown.ask("再问")
    history = portal.site.assistant.asked[-1]["history"]
    assert [turn.question for turn in history] == ["<b>问</b>"]
    shown.card.get_by_role("button", name="有帮助", exact=True).click()
    expect(shown.card.get_by_text("谢谢您的反馈")).to_be_visible()
    kept = portal.site.assistant.records.feedback.page(1, None, None)[0][0]
    assert (kept.rating, kept.question) == ("up", "再问")
    with shown.page.expect_popup() as popup:
        shown.card.get_by_role("link", name="查看原文").click()
    expect(popup.value.locator("h1")).to_be_visible()
    assert popup.value.url.startswith(f"{portal.site.base}/documents/evil")
    assert_clean(shown, portal)


def test_a_mark_opens_its_sentence(show: Show) -> None:
    second = citation(
        n=2, title="另一份文件", status="废止", quote="另一句。", url="javascript:alert(1)", also=["某网站"]
    )
    shown = show("plain", stream_of(answer(citations=[citation(), second], warnings=["文件已废止。"])))
    shown.page.evaluate("window.seen = []; addEventListener('policybot:citation', e => seen.push(e.detail.n))")
    shown.ask()
    rows = shown.card.locator(".source")
    expect(rows.nth(0).locator(".quote")).to_be_hidden()  # the text shows that sentence already
    expect(rows.nth(0).get_by_role("link", name="查看原文")).to_be_visible()
    shown.card.locator(".quoted .mark").first.click()
    expect(rows.nth(0).locator("summary")).to_be_focused()
    expect(rows.nth(0)).to_contain_text("济自然资〔2020〕3号")
    expect(rows.nth(0)).to_contain_text("第 2 页")
    expect(rows.nth(0).locator(".quote")).to_have_text(QUOTE)
    expect(rows.nth(0).locator(".badge")).to_have_text("有效")
    shown.card.get_by_role("button", name="出处 2：《另一份文件》").first.click()
    expect(rows.nth(1).locator("summary")).to_be_focused()
    expect(rows.nth(1).locator(".quote")).to_have_text("另一句。")
    expect(rows.nth(1)).to_contain_text("不能作为办理依据")
    expect(rows.nth(1).locator("a")).to_have_count(0)
    expect(shown.card.get_by_role("note")).to_contain_text("文件已废止。")
    assert shown.page.evaluate("seen") == [1, 2]


MARKED = [
    ("3150亩", "面积3150亩,不是13150亩", "2019年面积", ["3150亩"]),
    ("不低于60%", "比例不低于60%。比例低于50%的不补", "比例", ["不低于60%"]),
    ("2019年比2018年多350亩", "2019年3150亩，比2018年多350亩", "多多少", ["2019年", "比2018年多350亩"]),
    ("张三", "由张三负责，张三丰协助", "谁负责", ["张三", "张三"]),
    ("某数", "申报自5月1日开始", "5月1日怎么申报", ["申报", "5月1日"]),
    ("", "补贴由农业部门发放", "谁发放补贴", ["补贴", "发放"]),
    ("", "Subsidies of the city are paid in 2024", "When are subsidies paid: 2024?", ["paid", "2024"]),
]


def test_the_words_that_answer_are_marked_in_their_sentence(show: Show) -> None:
    shown = show("plain")
    waiting: list[str] = []
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}
    shown.page.route("**/v1/answers", lambda route: route.fulfill(body=waiting[-1], headers=headers))
    for value, quote, question, words in MARKED:
        text = f"{value}\n{quote}" if value else quote
        whole = answer(text=text, question=question, citations=[citation(quote=quote, answer_end=len(text))])
        waiting.append(stream_of(whole))
        shown.ask(question)
        assert shown.card.locator(".quoted mark").all_text_contents() == words, quote
        expect(shown.card.locator(".quote")).to_have_text(quote)
        assert shown.card.locator(".quote mark").all_text_contents() == words


def test_a_refusal_names_what_is_known_and_offers_it(show: Show) -> None:
    nearest = {"years": [2019, 2020], "places": ["甲市"], "titles": ["某通知"], "passages": [citation()]}
    refused = answer(question="2018年出让多少", outcome="refused", reason="wrong_year", citations=[], nearest=nearest)
    shown = show("plain", stream_of(refused | {"text": "没有找到2018年的这项内容。", "mode": "extract"}))
    shown.ask("2018年出让多少")
    expect(shown.card.locator(".heading")).to_have_text("现有文件中没有这一年的内容")
    expect(shown.card.locator(".known")).to_contain_text("2020年")
    expect(shown.card.locator(".known")).to_contain_text("某通知")
    expect(shown.card).to_contain_text("甲市")
    expect(shown.card).to_contain_text("相近的原文（供核对，不作为回答）")
    expect(shown.card.locator(".label")).to_have_text("自动检索的结果，非人工智能生成")
    shown.card.get_by_role("button", name="2019年出让多少").click()
    expect(shown.page.locator(".question").last).to_contain_text("2019年出让多少")
    assert [sent["question"] for sent in shown.sent] == ["2018年出让多少", "2019年出让多少"]
    assert shown.sent[1]["history"][0]["question"] == "2018年出让多少"


def test_what_may_be_meant_is_asked_with_one_press(show: Show) -> None:
    choices = ["甲市2019年出让多少", "乙市2019年出让多少"]
    shown = show("plain", stream_of(answer(outcome="clarify", choices=choices, citations=[], text="请问哪个市？")))
    shown.ask()
    expect(shown.card.locator(".heading")).to_have_text("请补充一点信息")
    shown.card.get_by_role("button", name=choices[1]).press("Enter")
    expect(shown.page.locator(".question").last).to_contain_text(choices[1])


def test_copied_text_has_its_sources_and_says_how_it_came_about(show: Show, portal: Portal) -> None:
    for mode, label in (("extract", "原文摘录，非人工智能生成"), ("llm", "内容由人工智能生成，请核对原文")):
        shown = show("plain", stream_of(answer(mode=mode)), permissions=["clipboard-read", "clipboard-write"])
        shown.ask()
        expect(shown.card.locator(".label")).to_have_text(label)
        shown.card.get_by_role("button", name="复制回答和出处").click()
        expect(shown.card.get_by_text("已复制")).to_be_visible()
        copied = shown.page.evaluate("navigator.clipboard.readText()")
        for part in ("3150亩", "《工作部署会》济自然资〔2020〕3号", f"“{QUOTE}”", label):
            assert part in copied
        assert f"{portal.site.base}/documents/void?cite=0-7" in copied
        shown.card.locator(".value").click(click_count=3)
        shown.page.keyboard.press("Control+C")
        chosen = shown.page.evaluate("navigator.clipboard.readText()")
        assert chosen.startswith("3150亩")
        assert label in chosen
        shown.page.unroute("**/v1/answers")  # what is answered next does not change how this came about
        shown.ask("又问")
        shown.page.locator(".card .value").first.click(click_count=3)
        shown.page.keyboard.press("Control+C")
        assert shown.page.evaluate("navigator.clipboard.readText()") == chosen
        shown.page.locator(".question").last.click(click_count=3)
        shown.page.keyboard.press("Control+C")
        assert "原文摘录" in shown.page.evaluate("navigator.clipboard.readText()")


def test_thumbs_only_where_they_are_of_use(show: Show, portal: Portal) -> None:
    shown = show("plain", stream_of({**answer(), "id": None}))
    shown.ask()
    expect(shown.card.locator(".thumbs")).to_have_count(0)
    shown = show("plain", stream_of(answer()))
    shown.page.route("**/v1/feedback", lambda route: route.fulfill(status=404, body="{}"))
    shown.ask()
    shown.card.get_by_role("button", name="有帮助", exact=True).click()
    expect(shown.card.locator(".thumbs button")).to_have_count(0)
    shown = show("plain")
    shown.ask("评价")
    shown.card.get_by_role("button", name="没有帮助").click()
    expect(shown.card.locator(".wrong textarea")).to_be_focused()
    shown.page.keyboard.type("问的是面积")
    shown.card.get_by_role("button", name="提交").click()
    expect(shown.card.get_by_text("谢谢您的反馈")).to_be_visible()
    kept = portal.site.assistant.records.feedback.page(1, None, None)[0][0]
    assert (kept.rating, kept.comment) == ("down", "问的是面积")


FAILURES = [
    (
        200,
        frames(("error", {"detail": "大模型没有回答。", "hint": "请稍后再试。", "code": "model"})),
        "大模型没有回答。",
    ),
    (200, frames(("delta", {"text": "初稿"})), "连接不上服务"),
    (200, frames(("delta", {"text": "初稿"}), ("retract", {}), ("error", {})), "服务出了问题"),
    (429, "{}", "请 7 秒后再试"),
    (401, json.dumps({"detail": "需要密钥。", "hint": "见说明。", "code": "unauthorized"}), "需要密钥。"),
    (500, "<html>", "服务出了问题"),
]


@pytest.mark.parametrize(("status", "body", "words"), FAILURES)
def test_a_failure_is_told_and_can_be_tried_again(status: int, body: str, words: str, show: Show) -> None:
    shown = show("plain", body, status)
    shown.page.evaluate("window.seen = []; addEventListener('policybot:error', e => seen.push(e.detail.message))")
    shown.ask()
    expect(shown.card).to_contain_text("没有完成这次回答")
    expect(shown.card).to_contain_text(words)
    expect(shown.card).not_to_contain_text("初稿")
    assert words in shown.page.evaluate("seen")[0]
    shown.card.get_by_role("button", name="再试一次").click()
    expect(shown.page.locator(".failure")).to_have_count(1)
    expect(shown.page.locator(".question")).to_have_count(1)


def test_a_secret_key_in_a_page_is_not_sent(show: Show) -> None:
    shown = show("secret", stream_of(answer()))
    shown.ask()
    expect(shown.card).to_contain_text("sk_ 密钥")
    assert shown.sent == []


def test_an_answer_can_be_stopped(show: Show, portal: Portal) -> None:
    stand_in = portal.site.assistant
    stand_in.closed.clear()
    shown = show("plain")
    shown.launcher.click()
    shown.field.fill("endless")
    shown.field.press("Enter")
    expect(shown.page.locator(".draft")).to_contain_text("字字字")
    shown.page.get_by_role("button", name="停止").click()
    expect(shown.page.get_by_text("已停止。没有核对完的内容没有保留。").first).to_be_visible()
    expect(shown.page.locator(".draft")).to_have_count(0)
    assert stand_in.closed.wait(10), "the server went on"
    expect(shown.page.get_by_role("button", name="发送")).to_be_visible()
    shown.page.get_by_role("button", name="清空对话").click()
    expect(shown.page.locator(".hello")).to_be_visible()


def test_enter_of_an_input_method_sends_nothing(show: Show) -> None:
    shown = show("plain", stream_of(answer()))
    shown.launcher.click()
    shown.field.click()
    keys = shown.page.context.new_cdp_session(shown.page)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keys.send("Input.imeSetComposition", {"text": "zheng'ce", "selectionStart": 8, "selectionEnd": 8})
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter, "windowsVirtualKeyCode": 229})
    keys.send("Input.insertText", {"text": "政策"})
    expect(shown.field).to_have_value("政策")
    # Safari tells the end of the composition first, then the Enter that ended it.
    shown.field.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    # A browser that flags no key as composing.
    shown.field.evaluate(
        "e => { e.dispatchEvent(new CompositionEvent('compositionstart'));"
        " e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 13, bubbles: true}));"
        " e.dispatchEvent(new CompositionEvent('compositionend')); }"
    )
    shown.field.press("Shift+Enter")
    expect(shown.field).to_have_value("政策\n")
    assert shown.sent == []
    shown.field.press("Enter")
    expect(shown.card).to_be_visible()
    assert [sent["question"] for sent in shown.sent] == ["政策"]


def focused(page: Page) -> str:
    script = "() => { const e = document.querySelector('policy-bot').shadowRoot.activeElement; return e ? e.className || e.localName : '' }"
    return str(page.evaluate(script))


def test_all_of_it_by_keyboard(show: Show) -> None:
    shown = show("plain", stream_of(answer()))
    page = shown.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "launcher"
    page.keyboard.press("Enter")
    expect(shown.field).to_be_focused()
    dialog = page.get_by_role("dialog", name="政策问答")
    expect(dialog).to_be_visible()
    page.keyboard.type("问")
    page.keyboard.press("Enter")
    expect(shown.card).to_be_visible()
    expect(page.locator("[aria-live]")).to_contain_text("3150亩")
    expect(page.locator("[aria-live]")).to_contain_text("共 1 处出处")
    walked = []
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        walked.append(focused(page))
    reached = {"tool", "summary", "mark", "log", "bar-tool"}
    assert reached <= set(walked)
    shown.card.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "summary"
    page.keyboard.press("Tab")
    assert focused(page) == "view"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert focused(page) == "launcher"
    page.evaluate("document.querySelector('main a').focus(); PolicyBot.open()")
    expect(shown.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="通知公告")).to_be_focused()


def test_on_a_phone(show: Show, portal: Portal) -> None:
    shown = show("plain", stream_of(answer()), **PHONE)
    page = shown.page
    before = shown.launcher.bounding_box()
    assert before is not None
    assert before["height"] >= 44
    shown.ask()
    box = page.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 800}
    expect(page.locator(".panel")).to_have_attribute("aria-modal", "true")
    assert float(shown.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 16
    small = page.evaluate(
        "() => [...document.querySelector('policy-bot').shadowRoot.querySelectorAll('button, summary, a')]"
        ".filter(e => e.getClientRects().length && !e.matches('.mark')).map(e => [e.className, e.getBoundingClientRect()])"
        ".filter(([n, r]) => r.height < 44 || r.width < 40).map(([n]) => n)"
    )
    assert small == []
    assert page.evaluate("document.querySelector('policy-bot').shadowRoot.querySelector('.log').scrollWidth") <= 390
    names = set()
    for _ in range(24):  # the focus stays inside
        page.keyboard.press("Tab")
        names.add(focused(page))
    assert "" not in names
    assert {"bar-tool", "summary", "mark"} <= names
    assert_clean(shown, portal)


AXE = "() => axe.run('policy-bot', {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))"


def test_no_fault_of_accessibility_is_found(show: Show) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from pathlib import Path

    code = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    second = citation(n=2, status="废止", answer_end=0)
    whole = answer(citations=[citation(), second], warnings=["提醒"], understood="理解", mode="llm")
    for name, options in (("dark", {"color_scheme": "dark"}), ("plain", PHONE), ("english", {})):
        shown = show(name, stream_of(whole), **options)
        shown.page.evaluate(code)
        assert shown.page.evaluate(AXE) == []
        shown.ask()
        shown.card.get_by_role("button", name="没有帮助").or_(
            shown.card.get_by_role("button", name="Not helpful")
        ).click()
        assert shown.page.evaluate(AXE) == [], name


def test_dark_only_where_the_page_can_be_dark(show: Show) -> None:
    def surface(name: str, **options: Any) -> str:
        shown = show(name, **options)
        shown.launcher.click()
        return str(shown.page.locator(".panel").evaluate("e => getComputedStyle(e).backgroundColor"))

    assert surface("plain", color_scheme="dark") == "rgb(255, 255, 255)"
    assert surface("dark", color_scheme="dark") == "rgb(21, 28, 39)"
    assert surface("dark", color_scheme="light") == "rgb(255, 255, 255)"
    assert surface("left") == "rgb(21, 28, 39)"


def test_attributes_and_variables_of_the_page(show: Show) -> None:
    shown = show("left")
    box = shown.launcher.bounding_box()
    assert box is not None
    assert box["x"] == 24
    expect(shown.launcher).to_have_text("自然资源问答")
    shown = show("asking", stream_of(answer()))
    expect(shown.page.locator(".hello h2")).to_have_text("请问您要办什么事？")
    shown.page.get_by_role("button", name="乙的第二个问题").click()
    expect(shown.card).to_be_visible()
    assert shown.sent[0]["question"] == "乙的第二个问题"
    shown.page.evaluate("document.documentElement.style.setProperty('--policyqa-accent', 'rgb(120, 20, 20)')")
    bar = shown.page.locator(".bar").evaluate("e => getComputedStyle(e).backgroundColor")
    assert bar == "rgb(120, 20, 20)"


def test_several_in_one_page(show: Show) -> None:
    shown = show("several", stream_of(answer()))
    page = shown.page
    expect(page.locator("policy-bot")).to_have_count(2)
    expect(page.locator(".launcher")).to_have_count(0)
    expect(page.get_by_role("region", name="Policy Q&A")).to_be_visible()
    page.evaluate(
        "window.seen = []; for (const name of ['question', 'answer']) addEventListener('policybot:' + name,"
        " e => seen.push([name, e.target.id, e.detail.question]))"
    )
    got = page.evaluate("document.getElementById('b').ask('which').then(a => a.text)")
    assert got.startswith("3150亩")
    expect(page.locator("#b .card")).to_be_visible()
    expect(page.locator("#a .card")).to_have_count(0)
    page.evaluate("PolicyBot.ask('问甲')")
    expect(page.locator("#a .card")).to_be_visible()
    assert [each[:2] for each in page.evaluate("seen")] == [
        ["question", "b"],
        ["answer", "b"],
        ["question", "a"],
        ["answer", "a"],
    ]
    assert [sent["language"] for sent in shown.sent] == ["en", "zh"]
    page.evaluate("document.getElementById('a').destroy()")
    expect(page.locator("policy-bot")).to_have_count(1)


def test_opening_and_closing_are_told(show: Show) -> None:
    shown = show("plain")
    shown.page.evaluate(
        "window.seen = []; for (const name of ['open', 'close']) addEventListener('policybot:' + name, e => seen.push(name))"
    )
    shown.page.evaluate("PolicyBot.open(); PolicyBot.open(); PolicyBot.close(); PolicyBot.close()")
    assert shown.page.evaluate("seen") == ["open", "close"]


def test_the_page_for_frames(portal: Portal, open_page: Open) -> None:
    site = portal.site
    page, watched = open_page(f"{portal.base}/plain", also=(site.base,))
    page.evaluate(
        "src => { const f = document.createElement('iframe'); f.src = src; f.width = 400; f.height = 600;"
        " f.sandbox = 'allow-scripts allow-same-origin allow-forms allow-popups'; document.querySelector('main').append(f) }",
        f"{site.base}/embed",
    )
    frame = page.frame_locator("iframe")
    field = frame.get_by_role("textbox", name="您的问题")
    expect(frame.get_by_role("button", name="retract")).to_be_visible()  # an example of the server
    field.fill("框架里问")
    field.press("Enter")
    expect(frame.locator(".card .source")).to_have_count(1)
    assert site.assistant.asked[-1]["question"] == "框架里问"
    assert watched.errors == []


def test_the_page_of_the_tags_works(portal: Portal, open_page: Open) -> None:
    page, watched = open_page(f"{portal.site.base}/widget")
    expect(page.locator("pre").first).to_contain_text("/widget/v1/policyqa.js")
    expect(page.locator(".launcher")).to_be_visible()
    expect(page.frame_locator("iframe.preview").locator(".hello")).to_be_visible()
    assert (watched.errors, watched.foreign) == ([], [])


def test_with_a_key_and_with_tokens_of_the_portal(
    tmp_path_factory: pytest.TempPathFactory, portal: Portal, show: Show
) -> None:
    with stand_in_server(tmp_path_factory.mktemp("keyed")) as keyed:
        public = keyed.assistant.records.keys.create("portal", origins=[portal.base])[1]
        secret = keyed.assistant.records.keys.create("backend", scopes=("ask",))[1]
        shown = show("plain", also=keyed.base)
        add = (
            "given => { PolicyBot.destroy(); const b = document.createElement('policy-bot');"
            " Object.assign(b.dataset, given); document.querySelector('main').append(b); }"
        )
        for given in ({"server": keyed.base, "bot": public}, {"server": keyed.base, "tokenEndpoint": "/token"}):
            asked = len(keyed.assistant.asked)

            def give(route: Route) -> None:
                told = httpx.post(
                    f"{keyed.base}/v1/sessions",
                    json={"origin": portal.base},
                    headers={"Authorization": f"Bearer {secret}"},
                )
                route.fulfill(json=told.json())

            shown.page.route("**/token", give)
            shown.page.evaluate(add, given)
            shown.field.fill("有钥匙")
            shown.field.press("Enter")
            expect(shown.card.locator(".source")).to_have_count(1)
            assert len(keyed.assistant.asked) == asked + 1
        shown.page.evaluate(add, {"server": keyed.base})
        shown.field.fill("没有钥匙")
        shown.field.press("Enter")
        expect(shown.page.locator(".failure")).to_be_visible()


def test_a_lost_network_is_told_in_words(show: Show) -> None:
    shown = show("plain")
    shown.page.route("**/v1/answers", lambda route: route.abort())
    shown.ask()
    expect(shown.card).to_contain_text("连接不上服务")
