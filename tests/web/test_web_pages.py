"""The pages beside the chat, and what the server says in its headers."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import httpx
import pytest

from web.highlight import Paragraph, Span, parse_cites
from web.language import parse_accept_language
from web.text_tables import blocks

if TYPE_CHECKING:
    from tests.web.conftest import Site

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def text_of(page: str) -> str:
    """The text of the document on a viewer page, as a browser's textContent gives it."""
    article = re.search(r"<article[^>]*>(.*)</article>", page, re.DOTALL)
    assert article is not None
    return html.unescape(re.sub(r"<[^>]+>", "", article[1]))


def marks_of(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<mark[^>]*>(.*?)</mark>", page)]


def test_viewer_shows_the_canonical_text_unchanged(site: Site) -> None:
    (listed,) = site.assistant.records.page(1, None)[0]
    document = site.assistant.records.document(listed.id)
    page = httpx.get(f"{site.base}/documents/{document.id}").text
    assert text_of(page) == document.text
    assert html.escape(document.title) in page


def test_viewer_marks_the_cited_sentence(stand_in_site: Site) -> None:
    document = stand_in_site.assistant.records.document("void")
    start = document.text.index("第一条")
    page = httpx.get(f"{stand_in_site.base}/documents/void?cite={start}-{start + 16}").text
    assert marks_of(page) == [document.text[start : start + 16]]
    assert 'id="cite"' in page
    assert 'href="#cite"' in page
    assert text_of(page) == document.text


def test_viewer_warns_of_a_void_document(stand_in_site: Site) -> None:
    page = httpx.get(f"{stand_in_site.base}/documents/void").text
    assert "已废止" in page
    assert "某政发〔2020〕1号" in page
    assert '<a href="/documents/newer">某某新办法</a>' in page
    assert '<a href="/documents/void">某某办法</a>' in httpx.get(f"{stand_in_site.base}/documents/newer").text
    assert 'rel="noopener noreferrer"' in page


@pytest.mark.parametrize("cite", ["9-2", "0-99999", "a-b", "-1-5", "5", "5-5", "1-2-3", "９-１２", "<script>"])
def test_a_bad_cite_marks_nothing_and_says_so(stand_in_site: Site, cite: str) -> None:
    page = httpx.get(f"{stand_in_site.base}/documents/void", params={"cite": cite})
    assert page.status_code == 200
    assert marks_of(page.text) == []
    assert "引用位置无效" in page.text
    assert "<script>" not in page.text


def test_marks_run_across_lines_and_never_nest() -> None:
    text = "甲乙丙\n\n丁戊己\n庚"
    spans, bad = parse_cites(["1-7", "2-3", "9-10", "bad"], len(text))
    assert (spans, bad) == ([Span(1, 7), Span(9, 10)], True)
    found = [block for block in blocks(text, spans) if isinstance(block, Paragraph)]
    assert "\n".join("".join(piece.text for piece in p.pieces) for p in found) == text
    assert [piece.text for p in found for piece in p.pieces if piece.marked] == ["乙丙", "丁戊", "庚"]
    assert [piece.mark for p in found for piece in p.pieces if piece.mark] == ["cite", "cite-2"]


def test_offsets_count_code_points(stand_in_site: Site) -> None:
    (line,) = blocks("𠀀甲乙", [Span(1, 2)])
    assert isinstance(line, Paragraph)
    assert line.pieces[1].text == "甲"


def test_every_field_of_a_document_is_escaped(stand_in_site: Site) -> None:
    evil = "/documents/evil%2F%3Cb%3E"
    paths = ("/documents", f"{evil}?cite=0-10", f"{evil}?view=page", f"{evil}?version=1", "/documents/twin")
    for path in (*paths, "/edit?id=evil/<b>", '/documents?q="><img src=x onerror=1>&issuer="><img src=x>'):
        page = httpx.get(stand_in_site.base + path).text
        assert "<img src=x" not in page
        assert "<script>window" not in page
        assert "&lt;img src=x" in page
        assert 'href="javascript:' not in page


def test_a_missing_document_is_a_page_for_browsers(stand_in_site: Site) -> None:
    reply = httpx.get(f"{stand_in_site.base}/documents/none", headers=BROWSER)
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert 'href="/documents"' in reply.text


def test_list_page_links_every_document(stand_in_site: Site) -> None:
    page = httpx.get(f"{stand_in_site.base}/documents").text
    assert 'href="/documents/void"' in page
    assert 'href="/documents/evil%2F%3Cb%3E"' in page
    assert "共 4 份文件" in page
    assert "另有 1 个来源有同一文件" in page
    rest = httpx.get(f"{stand_in_site.base}/documents", params={"after": "evil/<b>"}).text
    assert 'doc-row"><a href="/documents/evil' not in rest
    assert 'href="/documents/void"' in rest


@pytest.mark.parametrize("path", ["/", "/documents", "/docs", "/documents/void", "/healthz", "/v1/nothing"])
def test_security_headers(stand_in_site: Site, path: str) -> None:
    headers = httpx.get(stand_in_site.base + path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(("header", "lang"), [("zh-CN,zh;q=0.9", "zh-CN"), ("en-US", "en"), ("fr", "en")])
def test_pages_say_their_language(stand_in_site: Site, header: str, lang: str) -> None:
    for path in ("/", "/documents", "/docs"):
        page = httpx.get(stand_in_site.base + path, headers={"Accept-Language": header}).text
        found = re.search(r'<html\s+lang="([^"]*)"', page)
        assert found is not None
        assert found[1] == lang


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("zh-TW", "zh"),
        ("en", "en"),
        ("en;q=0.5,zh;q=0.9", "zh"),
        ("de,en;q=0.8", "en"),
        ("de", "en"),
        ("zh;q=0,en", "en"),
        ("zh;q=x,en;q=0.1", "en"),
    ],
)
def test_language_choice(header: str | None, language: str) -> None:
    assert parse_accept_language(header) == language


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/upload",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/monitoring",
        "/manifest.json",
        "/login",
        "/static/..%2f..%2fserver.py",
    ],
)
def test_what_gradio_offers_beside_the_chat_is_closed(stand_in_site: Site, path: str) -> None:
    for method in ("GET", "POST"):
        reply = httpx.request(method, stand_in_site.base + path)
        assert reply.status_code in {404, 405}
        assert reply.headers["content-type"] == "application/problem+json"


def test_chat_page_names_no_other_host(stand_in_site: Site) -> None:
    page = httpx.get(f"{stand_in_site.base}/?deep_link=x").text
    for found in re.findall(r'(?:src|href|content)="(https?://[^"]+)"', page):
        pytest.fail(f"the page names {found}")
    assert httpx.head(f"{stand_in_site.base}/").status_code == 200
