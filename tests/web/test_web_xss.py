"""Nothing that people or documents write runs in any page, and no page asks another host for anything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Dialog, Page, expect

from tests.web.conftest import TOKEN, Site, draw, list_files, running
from tests.web.payloads import KINDS, PAYLOADS
from tests.web.poison import WHOLE, Poisoned
from web.links import answer_url, document_url, edit_url
from web.server import create_app

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.conftest import Open, Watched

pytestmark = pytest.mark.browser
TYPED = 1900  # characters of one question
DANGEROUS = "script, iframe, img, object, embed, base, link, style, video, audio, form, svg, math, input, [style]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    poisoned = Poisoned(tmp_path_factory.mktemp("poison"))
    with running(create_app(cast("Assistant", poisoned), list_files, TOKEN, draw)) as base:
        yield Site(base, poisoned)
    poisoned.records.close()


def questions() -> Iterator[str]:
    """All payloads, as many to a question as it may hold."""
    held: list[str] = []
    for payload in PAYLOADS:
        if sum(map(len, held)) + len(held) + len(payload) > TYPED:
            yield " ".join(held)
            held = []
        held.append(re.sub(r"[\r\n\x00]", " ", payload))
    yield " ".join(held)


def ask(page: Page, question: str) -> None:
    before = page.locator(".bot-row").count()
    page.locator("#pq-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".bot-row")).to_have_count(before + 1, timeout=60_000)
    expect(page.locator("#pq-box .submit-button")).to_be_visible(timeout=60_000)


def assert_harmless(page: Page, watched: Watched) -> None:
    """Nothing ran in the page or its frames, nothing was fetched from elsewhere, and it is still the page it was."""
    page.wait_for_timeout(400)  # for what runs a moment later
    for frame in page.frames:
        assert frame.evaluate("() => typeof window.pwned") == "undefined", frame.url
    assert watched.foreign == []
    assert [error for error in watched.errors if "pwned" in error or "evil" in error] == []
    hrefs = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.protocol)")
    assert set(hrefs) <= {"http:", "https:"}
    assert (
        page.evaluate("() => document.querySelectorAll('body :is(base, meta[http-equiv], object, embed)').length") == 0
    )


def test_there_are_payloads_of_every_kind() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100
    assert min(len(kind) for kind in KINDS.values()) >= 9


def test_the_chat_shows_attacks_as_text(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base)
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    expect(page.locator(".pq-example").first).to_contain_text("<script>pwned=1</script>")
    for question in questions():
        ask(page, question)
    expect(page.locator("#pq-more .pq-example:visible")).to_have_count(3, timeout=30_000)
    shown = page.locator("#pq-log").inner_text()
    assert shown.count("<script>pwned=1</script>") > 20
    assert page.locator("#pq-log .message-content").locator(DANGEROUS).count() == 0
    ask(page, "clarify")
    expect(page.locator("#pq-choices .pq-example:visible")).to_have_count(6)
    page.locator(".pq-source").first.click()
    expect(page.frame_locator("#pq-panel-frame").locator("#cite")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#pq-filter").click()
    page.locator("#pq-document").fill("pwned")
    expect(page.locator("#pq-document-list [role=option]").first).to_be_visible(timeout=30_000)
    for kind in ("issuer", "document"):
        page.locator(f"#pq-{kind}").fill("<script")
        page.locator(f"#pq-{kind}-list [role=option]").first.click()
    expect(page.locator(".pq-set")).to_have_count(2)
    page.locator("#pq-filter-done").click()
    # What was kept is shown once more, and so is a list of conversations with every payload for a title.
    page.evaluate(
        "titles => { const key = 'policyqa-conversations'; const [one] = JSON.parse(localStorage.getItem(key));"
        " localStorage.setItem(key, JSON.stringify(titles.map((title, n) =>"
        " ({...one, id: String(n), title, turns: n ? [] : one.turns.slice(-1)})))) }",
        PAYLOADS[:90],
    )
    page.reload()
    expect(page.locator(".pq-open")).to_have_count(90)
    page.locator(".pq-open").first.click()
    expect(page.locator(".pq-clarify")).to_be_visible(timeout=30_000)
    assert page.locator("#pq-list").locator("script, iframe, img").count() == 0
    page.emulate_media(media="print")
    assert_harmless(page, watched)
    assert dialogs == []


def test_a_kept_conversation_cannot_bring_addresses_of_its_own(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base)
    ask(page, "甲")
    page.evaluate(
        "() => { const key = 'policyqa-conversations'; const list = JSON.parse(localStorage.getItem(key));"
        " for (const cited of list[0].turns[0].answer.citations) { cited.url = 'javascript:pwned=1'; }"
        " localStorage.setItem(key, JSON.stringify(list)) }"
    )
    page.reload()
    page.locator(".pq-open").first.click()
    expect(page.locator(".pq-source").first).to_be_visible(timeout=30_000)
    targets = page.evaluate("() => [...document.querySelectorAll('#pq-log a')].map(a => a.getAttribute('href'))")
    assert all(target.startswith("/documents/") for target in targets)
    page.locator(".pq-source").first.click()
    assert_harmless(page, watched)


def test_the_pages_show_attacks_as_text(site: Site, open_page: Open) -> None:
    reply = httpx.post(f"{site.base}/v1/answers", json={"question": " ".join(questions())[:990]}, timeout=60)
    shared = answer_url(reply.json()["id"])
    whole = document_url(WHOLE)
    addresses = [
        shared, whole, f"{whole}?cite=0-200&cite=400-600&panel=1", f"{whole}?cite=<script>pwned=1</script>&version=%22%3E",
        f"/documents?q={'%3Csvg%20onload=pwned=1%3E'}&issuer=%22%3E%3Cimg%20src=x%20onerror=pwned=1%3E",
        "/documents", "/documents?after=0", "/documents?after=05", "/documents?after=09",
        edit_url(WHOLE), "/a/%22%3E%3Cscript%3Epwned=1%3C%2Fscript%3E", "/problems/%3Csvg%20onload=pwned=1%3E", "/docs",
    ]  # fmt: skip
    page, watched = open_page(site.base + "/documents")
    seen = ""
    for address in addresses:
        page.goto(site.base + address)
        seen += page.locator("body").inner_text()
        assert page.locator("main script, main iframe, main object, main svg:not([aria-hidden])").count() == 0, address
        assert_harmless(page, watched)
    page.goto(site.base + shared)
    page.locator("#s-copy").click()
    page.emulate_media(media="print")
    assert_harmless(page, watched)
    missing = [
        payload for payload in PAYLOADS if "".join(payload.split()).replace("\x00", "") not in "".join(seen.split())
    ]
    assert missing == []


def test_the_frame_for_other_sites_shows_attacks_as_text(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base + "/embed")
    box = page.get_by_role("textbox", name="您的问题")
    expect(box).to_be_visible()
    for question in questions():
        box.fill(question[:1000])
        box.press("Enter")
        expect(page.locator("policy-bot .log")).to_contain_text("pwned=1", timeout=30_000)
    expect(page.locator("policy-bot .log a").first).to_be_attached(timeout=30_000)
    assert page.locator("policy-bot .log").locator("script, img, iframe, object, embed, style, base").count() == 0
    assert_harmless(page, watched)


def test_names_of_files_do_not_break_out_of_headers(site: Site) -> None:
    for document in site.assistant.records.page(200)[0]:
        if not document.original:
            continue
        reply = httpx.get(site.base + document_url(document.id).replace("/documents/", "/originals/"))
        assert reply.status_code == 200
        assert "set-cookie" not in reply.headers
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-security-policy"].endswith("sandbox")
        told = reply.headers["content-disposition"]
        assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9._-]*\"; filename\*=UTF-8''[A-Za-z0-9%._~-]*", told), (
            told
        )


def test_data_in_the_page_cannot_end_its_block(site: Site) -> None:
    page = httpx.get(site.base).text
    block = re.search(r'id="pq-words">(.*?)</script>', page, re.S)
    assert block
    assert "<" not in block[1]
    assert json.loads(block[1])["copied"]
