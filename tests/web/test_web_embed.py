"""How the server hands out the widget: its script, the page for frames, and the page that shows the tags."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.conftest import Site, stand_in_server
from web.tags import SCRIPT
from web.widget.build import BUILT

LISTED = "https://www.y.gov.cn"
PAGE = "https://*.x.gov.cn"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with stand_in_server(tmp_path_factory.mktemp("embed"), widget_origins=LISTED) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(site: Site) -> str:
    """A public key: from now on asking needs one."""
    secret: str = site.assistant.records.keys.create("portal", origins=[PAGE])[1]
    return secret


def test_any_page_may_load_the_script_and_check_it(site: Site) -> None:
    reply = httpx.get(site.base + SCRIPT, headers={"Origin": "https://anywhere.example"})
    assert reply.status_code == 200
    assert reply.content == BUILT.read_bytes()
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=3600" in reply.headers["cache-control"]
    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) <= 15_000


def test_the_script_is_not_sent_twice(site: Site) -> None:
    first = httpx.get(site.base + SCRIPT, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in first.headers
    again = httpx.get(site.base + SCRIPT, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    assert httpx.get(site.base + SCRIPT, headers={"If-None-Match": '"other"'}).status_code == 200
    head = httpx.head(site.base + SCRIPT)
    assert (head.status_code, head.content) == (200, b"")


def test_the_tags_are_shown_with_the_digest_of_the_script(site: Site) -> None:
    page = httpx.get(f"{site.base}/widget", headers={"Accept-Language": "en"}).text
    digest = base64.b64encode(hashlib.sha384(BUILT.read_bytes()).digest()).decode()
    assert f"sha384-{digest}".replace("+", "&#43;") in page.replace("+", "&#43;")
    assert f"{site.base}{SCRIPT}" in page
    assert "One tag" in page
    assert "一行标签" in httpx.get(f"{site.base}/widget").text


def framers(site: Site, bot: str = "") -> list[str]:
    reply = httpx.get(f"{site.base}/embed", params={"bot": bot})
    assert reply.status_code == (200 if bot.startswith("pk_") else 401), "a key was made"
    policy = reply.headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "x-frame-options" not in reply.headers
    return policy.partition("frame-ancestors ")[2].split()


def test_only_known_sites_may_hold_the_page_in_a_frame(site: Site, key: str) -> None:
    assert framers(site) == ["'self'", LISTED]
    assert framers(site, key) == ["'self'", LISTED, PAGE]
    assert framers(site, "pk_unknown") == ["'self'", LISTED]
    assert framers(site, "sk_secret; script-src *") == ["'self'", LISTED]


def test_a_key_in_the_address_is_text(site: Site) -> None:
    page = httpx.get(f"{site.base}/embed", params={"bot": 'pk_"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "data-token-endpoint" not in page
    assert "sk_secret" not in httpx.get(f"{site.base}/embed", params={"bot": "sk_secret"}).text
    assert httpx.get(f"{site.base}/embed", params={"bot": "x" * 300}).status_code == 422


def asked(site: Site, token: str, origin: str) -> int:
    headers = {"Origin": origin, "Authorization": f"Bearer {token}"}
    return httpx.post(f"{site.base}/v1/answers", json={"question": "x"}, headers=headers).status_code


def token_of(site: Site) -> httpx.Response:
    return httpx.post(f"{site.base}/embed/token", headers={"Origin": site.base})


@pytest.mark.parametrize("settings", [{}, {"open": True}], ids=["no key was made", "open"])
def test_the_page_gets_a_token_for_itself_alone_where_asking_needs_no_key(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    with stand_in_server(tmp_path, widget_origins=LISTED, **settings) as free:
        if settings:
            free.assistant.records.keys.create("portal", origins=[PAGE])
        page = httpx.get(f"{free.base}/embed")
        assert page.status_code == 200
        assert "/embed/token" in page.text
        told = token_of(free)
        assert told.status_code == 201
        assert asked(free, told.json()["token"], free.base) == 200
        assert asked(free, told.json()["token"], LISTED) == 403


def test_with_keys_in_force_a_page_without_one_gets_no_token_and_says_so(site: Site, key: str) -> None:
    for address in ("/embed", "/embed?bot=sk_secret", "/embed?bot=st_x"):
        for language, sentence in (("zh", "请网页的管理者"), ("en", "Whoever keeps the page")):
            page = httpx.get(site.base + address, headers={"Accept-Language": language})
            assert page.status_code == 401
            assert sentence in page.text
            assert "/embed?bot=pk_…" in page.text
            assert "<script" not in page.text
    refused = token_of(site)
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert "bot=pk_" in refused.json()["hint"]
    assert httpx.get(f"{site.base}/embed", params={"bot": key}).status_code == 200
    assert asked(site, key, site.base) == 200, "the frame's own calls, with the key of its address"


def test_revoking_the_last_key_brings_no_token_back_and_the_first_key_ends_those_given_out(tmp_path: Path) -> None:
    with stand_in_server(tmp_path) as free:
        early = token_of(free).json()["token"]
        assert asked(free, early, free.base) == 200
        made, _ = free.assistant.records.keys.create("first")
        assert asked(free, early, free.base) == 401
        free.assistant.records.keys.revoke(made.id)
        assert asked(free, early, free.base) == 401
        assert token_of(free).status_code == 401


@pytest.mark.parametrize("origin", [None, LISTED, "https://www.x.gov.cn", "null", "https://evil.example"])
def test_no_other_page_gets_such_a_token(site: Site, origin: str | None) -> None:
    reply = httpx.post(f"{site.base}/embed/token", headers={"Origin": origin} if origin else {})
    assert reply.status_code == 403
    assert "access-control-allow-origin" not in reply.headers
