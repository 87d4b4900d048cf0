"""The chat for everyone: what axe finds, the keyboard alone, large enough targets, one announcement for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe_playwright_python = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from playwright.sync_api import Page, expect  # noqa: E402

from tests.web.asking import DESKTOP, LAND, PHONE, ask, assert_clean  # noqa: E402

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site

pytestmark = pytest.mark.browser
SEVERE = (
    "() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations"
    ".filter(v => ['serious', 'critical'].includes(v.impact)).map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))"
)
LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("zh", {"locale": "zh-CN", "color_scheme": "light", **DESKTOP}),
    ("en dark", {"locale": "en-US", "color_scheme": "dark", **DESKTOP}),
    ("zh dark phone", {"locale": "zh-CN", "color_scheme": "dark", **PHONE}),
    ("en phone", {"locale": "en-US", "color_scheme": "light", **PHONE}),
]


def severe(page: Page) -> Any:
    """What axe finds to be serious or worse."""
    page.evaluate((Path(str(axe_playwright_python.__file__)).parent / "axe.min.js").read_text(encoding="utf-8"))
    return page.evaluate(SEVERE)


@pytest.mark.parametrize(("name", "look"), LOOKS, ids=[name for name, _ in LOOKS])
def test_no_serious_fault_is_found(site: Site, open_page: Open, name: str, look: dict[str, Any]) -> None:
    page, watched = open_page(site.base, bypass_csp=True, **look)  # axe needs what our policy forbids
    expect(page.locator(".pq-example:visible").first).to_be_visible()
    assert severe(page) == [], "empty"
    ask(page, LAND)
    expect(page.locator("#pq-more .pq-example:visible").first).to_be_visible(timeout=60_000)
    assert severe(page) == [], "answered"
    page.locator(".pq-source").first.click()
    expect(page.frame_locator("#pq-panel-frame").locator("#cite")).to_be_visible()
    assert severe(page) == [], "with the source"
    page.keyboard.press("Escape")
    page.locator("#pq-filter").click()
    page.locator(".pq-pick:visible").first.click()
    page.locator("#pq-document").fill("加压")
    expect(page.locator("#pq-document-list [role=option]").first).to_be_visible()
    assert severe(page) == [], "filters"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    ask(page, "2018年出让土地多少亩")
    assert severe(page) == [], "refused"
    if "phone" in name:
        page.locator("#pq-side-open").tap()
        assert severe(page) == [], "history"
        page.keyboard.press("Escape")
    link = page.locator(".pq-share").first.get_attribute("value")
    source = page.locator(".pq-source").first.get_attribute("href")
    for address in (link, source, f"{source}&panel=1", "/documents"):
        page.goto(f"{site.base}{address}")
        assert severe(page) == [], address
    assert watched.foreign == []


def test_everything_is_done_by_keyboard(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    expect(page.locator("#pq-box textarea")).to_be_focused()
    page.keyboard.type(LAND)
    page.keyboard.press("Enter")
    expect(page.locator(".pq-answered")).to_be_visible(timeout=60_000)
    expect(page.locator("#pq-more .pq-example:visible").first).to_be_visible(timeout=60_000)
    reached: list[tuple[str, bool]] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; const seen = e.matches(':focus-visible') &&"
            " (getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none'"
            " || e.matches('#pq-box textarea, #pq-keep'));"
            " return [e.id || e.className.split(' ').findLast(c => c.startsWith('pq-')) || e.localName, seen] }"
        )
        if reached or found[0] == "pq-side-open":
            reached.append(tuple(found))
        if reached and found[0] == "pq-again":
            break
    names = [name for name, _ in reached]
    order = ["pq-side-open", "pq-new", "pq-find", "pq-open", "pq-rename", "pq-delete", "pq-keep", "pq-clear"]
    order += ["pq-source", "pq-copy", "pq-share", "pq-print", "pq-example", "pq-filter", "pq-again"]
    positions = [names.index(name) for name in order]
    assert positions == sorted(positions), names
    assert [name for name, seen in reached if not seen and name not in {"body", "a", "textarea"}] == []
    assert_clean(watched)


def test_fingers_find_their_targets(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **PHONE)
    ask(page, LAND)
    expect(page.locator("#pq-more .pq-example:visible").first).to_be_visible(timeout=60_000)
    small = (
        "names => [...document.querySelectorAll(names)].filter(e => e.checkVisibility({visibilityProperty: true}))"
        ".map(e => [e.id || e.className, e.getBoundingClientRect()])"
        ".filter(([, r]) => r.height && (r.height < 43.5 || r.width < 43.5)).map(([n, r]) => [n, r.width, r.height])"
    )
    names = "button:not(#pq-log .icon-button), select, input:not([type=checkbox]), .pq-source, .pq-nav a, .pq-brand"
    assert page.evaluate(small, names) == []
    page.locator("#pq-filter").tap()
    expect(page.locator("#pq-filter-box")).to_be_visible()
    assert page.evaluate(small, names) == []
    page.locator("#pq-filter-done").tap()
    page.locator("#pq-side-open").tap()
    assert page.evaluate(small, names) == []
    page.locator("#pq-side-close").tap()
    page.locator(".pq-source").first.tap()
    assert page.evaluate(small, names) == []
    assert_clean(watched)


def test_an_answer_is_announced_once(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **DESKTOP)
    page.evaluate(
        "() => { window.said = []; new MutationObserver(list => list.forEach(m => {"
        " const live = m.target.parentElement?.closest('[aria-live], [role=status], [role=log]') ?? m.target;"
        " if (live.ariaLive !== 'off' && m.target.textContent.trim()) { window.said.push(live.id + ':' + m.target.textContent); } }))"
        ".observe(document.body, {subtree: true, childList: true, characterData: true}) }"
    )
    ask(page, LAND)
    expect(page.locator("#pq-said")).to_contain_text("回答：3150亩")
    expect(page.locator("#pq-said")).to_contain_text("共 2 处出处")
    log = page.get_by_role("log", name="问答记录")
    expect(log).to_have_attribute("aria-live", "off")
    said = [one for one in page.evaluate("window.said") if one.startswith("pq-said:")]
    assert len(said) == 1
    assert_clean(watched)
