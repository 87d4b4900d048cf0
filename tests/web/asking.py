"""What tests of the chat page do on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.web.conftest import Watched

LAND = "2019年出让土地多少亩"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def ask(page: Page, question: str) -> None:
    """Ask and wait for the end of the answer."""
    before = page.locator(".bot-row").count()
    page.locator("#pq-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".bot-row")).to_have_count(before + 1, timeout=60_000)
    expect(page.locator("#pq-box .submit-button")).to_be_visible(timeout=60_000)


def until(page: Page, condition: str) -> None:
    """Wait for an expression to be true; Playwright's own way needs what the pages forbid."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def kept(page: Page, turns: int | None = None) -> list[dict[str, Any]]:
    """The conversations that the browser keeps, once the latest has so many `turns`."""
    if turns is not None:
        read = "try { return JSON.parse(localStorage.getItem('policyqa-conversations'))?.[0]?.turns.length } catch {}"
        until(page, f"(() => {{ {read} }})() === {turns}")
    found: list[dict[str, Any]] = page.evaluate("JSON.parse(localStorage.getItem('policyqa-conversations') ?? '[]')")
    return found


def clipboard(page: Page) -> str:
    """What was copied last."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def assert_clean(watched: Watched) -> None:
    """Nothing came from another host, and nothing failed."""
    assert watched.foreign == []
    assert watched.errors == []
