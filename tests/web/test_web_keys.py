"""Who may call what: keys with their scopes, the server's own token, names of the host, and where it may listen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

import app
from retrieval.errors import UsageError
from web.checkpoint import RULES, permission
from web.hosts import fits, is_loopback
from web.origins import allowed_origin
from web.server import KeysNeeded, serve

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.conftest import TOKEN, Site, stand_in_server
    from tests.web.standin import StandIn
    from tests.web.test_web_api import assert_problem
else:
    from conftest import TOKEN, Site, stand_in_server  # pytest puts this folder on the path
    from standin import StandIn
    from test_web_api import assert_problem

ASK: dict[str, Any] = {"question": "问"}
CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ask": ("POST", "/v1/answers", {"json": ASK}),
    "search": ("POST", "/v1/search", {"json": {"query": "问"}}),
    "list": ("GET", "/v1/documents", {}),
    "read": ("GET", "/v1/documents/void", {}),
    "upload": ("POST", "/v1/documents", {"files": [("files", ("a.txt", b"x"))]}),
    "correct": ("PATCH", "/v1/documents/none", {"json": {}}),
    "remove": ("DELETE", "/v1/documents/none", {}),
    "address": ("POST", "/v1/ingest", {"json": {"urls": ["https://x.example/"]}}),
    "path": ("POST", "/v1/ingest", {"json": {"paths": ["/srv/x"]}}),
}
ASKS, INGESTS = {"ask", "search", "list", "read"}, {"upload", "correct", "remove", "address"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with stand_in_server(tmp_path_factory.mktemp("keys"), hosts="policy.example, *.gov.example") as site:
        site.assistant.records.keys.create("first")
        yield site


def call(site: Site, name: str, secret: str | None = None) -> httpx.Response:
    method, path, request = CALLS[name]
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx.request(method, site.base + path, headers=headers, **request)


def opened(site: Site, secret: str | None) -> set[str]:
    """The calls that were let through; 404 is the answer to a document that is not there."""
    return {name for name in CALLS if call(site, name, secret).status_code in {200, 404}}


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        (("ask",), ASKS),
        (("ingest",), INGESTS),
        (("ask", "ingest"), ASKS | INGESTS),
        (("admin",), set(CALLS)),
    ],
)
def test_a_key_opens_what_its_scopes_say(guarded: Site, scopes: Any, expected: set[str]) -> None:
    key, secret = guarded.assistant.records.keys.create("k", scopes)
    assert opened(guarded, secret) == expected
    closed = set(CALLS) - expected
    for name in closed:
        reply = call(guarded, name, secret)
        assert (reply.status_code, reply.json()["code"]) == (403, "scope_missing")
    guarded.assistant.records.keys.revoke(key.id)
    assert opened(guarded, secret) == set()


@pytest.mark.parametrize("secret", [None, "sk_wrong", "test-token-", "", "st_x.y.z"])
def test_with_keys_nothing_is_answered_without_one(guarded: Site, secret: str | None) -> None:
    guarded.assistant.asked.clear()
    for name in CALLS:
        reply = call(guarded, name, secret)
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthorized")
        assert reply.headers["www-authenticate"] == "Bearer"
    assert guarded.assistant.asked == []


def test_the_servers_own_token_opens_everything(guarded: Site) -> None:
    assert opened(guarded, TOKEN) == set(CALLS)


def test_pages_and_health_need_no_key(guarded: Site) -> None:
    for path in ("/", "/documents", "/docs", "/openapi.json", "/healthz", "/readyz"):
        assert httpx.get(guarded.base + path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v1/documents/a%0Ab", "/v1/documents/%2e%2e/x", "/v1%2fdocuments", "/mcp/x"]
)
def test_no_spelling_of_an_address_goes_round_the_checkpoint(guarded: Site, path: str) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE"):
        assert_problem(httpx.request(method, guarded.base + path), 401, "unauthorized")


def test_a_line_break_does_not_lower_what_is_needed() -> None:
    assert permission("DELETE", "/v1/documents/a\nb") == "ingest"


def test_a_guarded_problem_is_json_also_for_a_browser(guarded: Site) -> None:
    reply = httpx.get(f"{guarded.base}/v1/documents", headers={"Accept": "text/html"})
    assert reply.headers["content-type"] == "application/problem+json"


def test_without_keys_asking_is_open_and_changing_is_not(stand_in_site: Site) -> None:
    assert opened(stand_in_site, None) == ASKS
    assert opened(stand_in_site, "any-key-a-client-must-send") == ASKS
    assert call(stand_in_site, "upload").status_code == 401


def test_revoking_the_last_key_does_not_open_the_server(tmp_path: Path) -> None:
    with stand_in_server(tmp_path) as site:
        assert opened(site, None) == ASKS
        key, secret = site.assistant.records.keys.create("only")
        assert opened(site, None) == set()
        site.assistant.records.keys.revoke(key.id)
        assert opened(site, None) == opened(site, secret) == set()


def test_every_route_of_the_api_says_what_it_needs(guarded: Site) -> None:
    found = 0
    for path, methods in httpx.get(f"{guarded.base}/openapi.json").json()["paths"].items():
        for method in methods if path.startswith("/v1/") else ():
            found += 1
            assert any(method.upper() in m.split() and re.fullmatch(pattern, path) for m, pattern, _ in RULES), path
    assert found >= len(CALLS) - 1
    assert permission("POST", "/v1/documents") == "ingest"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost:80", 200), ("[::1]:7860", 200), ("10.1.2.3:7860", 200), ("a.localhost", 200),
        ("policy.example", 200), ("POLICY.example.:443", 200), ("www.gov.example", 200), ("a.b.gov.example:1", 200),
        ("evil.example", 421), ("gov.example", 421), ("xgov.example", 421), ("policy.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421), ("evil.example:127", 421), ("policy.example/x", 421), ("x@127.0.0.1", 421),
        ("[::1", 421), ("1.2.3", 421), ("localhost.evil.example", 421),
    ],
)  # fmt: skip
def test_only_names_of_the_server_are_answered(guarded: Site, host: str, status: int) -> None:
    for path in ("/healthz", "/documents"):
        reply = httpx.get(guarded.base + path, headers={"Host": host})
        assert reply.status_code == status
    if status == 421:
        assert reply.json()["code"] == "host_unknown"
        assert "POLICYQA_HOSTS" in reply.json()["hint"]


def test_a_lone_star_is_every_name() -> None:
    assert fits("any.example", "*")
    assert not fits(".gov.example", "*.gov.example")
    assert [is_loopback(h) for h in ("127.0.0.1", "127.9.9.9", "::1", "localhost")] == [True] * 4
    assert not any(is_loopback(h) for h in ("", "0.0.0.0", "::", "192.168.1.2", "office"))


def test_others_may_reach_the_server_only_where_a_key_guards_it(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path)
    assistant = cast("Assistant", stand_in)
    key, _ = stand_in.records.keys.create("gone")
    stand_in.records.keys.revoke(key.id)
    for host in ("0.0.0.0", "::", "192.0.2.1", ""):
        with pytest.raises(KeysNeeded, match="keys create"):
            serve(assistant, host=host, port=0)
    stand_in.records.close()


def test_a_server_behind_a_gateway_may_be_open(tmp_path: Path) -> None:
    with stand_in_server(tmp_path, open=True) as site:
        site.assistant.records.keys.create("k")
        assert opened(site, None) == ASKS


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://www.x.gov.cn", "https://www.x.gov.cn"),
        ("HTTPS://WWW.X.GOV.CN/", "https://www.x.gov.cn"),
        ("https://x.gov.cn:443", "https://x.gov.cn"),
        ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("http://portal", "http://portal"),
        ("https://*.x.gov.cn", "https://*.x.gov.cn"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(text: str, origin: str) -> None:
    assert allowed_origin(text) == origin


@pytest.mark.parametrize(
    "text", ["", "*", "null", "x.gov.cn", "https://*", "https://*.cn", "https://a.*.cn", "ftp://x.cn", "https://x.cn/p"]
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        allowed_origin(text)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = app.main(["keys", *arguments, "--data", str(tmp_path / "data")])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_keys_are_made_listed_and_revoked_by_command(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, error = run("create", "门户", "--scopes", "ask,ingest", "--days", "30")
    secret = out.strip()
    assert (code, secret[:3]) == (0, "sk_")
    assert secret not in error
    told = json.loads(run("create", "首页", "--origin", "https://www.x.gov.cn", "--json")[1])
    assert (told["kind"], told["origins"], told["secret"][:3]) == ("public", ["https://www.x.gov.cn"], "pk_")
    listed = [json.loads(line) for line in run("list", "--json")[1].splitlines()]
    assert [key["name"] for key in listed] == ["门户", "首页"]
    assert "secret" not in listed[0]
    assert listed[0]["expires_at"] > listed[0]["made_at"]
    code, out, _ = run("revoke", listed[0]["id"])
    assert (code, "已撤销" in out) == (0, True)
    assert "已撤销" in run("list")[1].splitlines()[0]
    assert run("revoke", "key-none")[0] == 2


def test_a_running_server_takes_and_refuses_keys_at_once(guarded: Site, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(guarded.assistant.settings.data)]
    assert app.main(["keys", "create", "beside", *data]) == 0
    secret = capsys.readouterr().out.strip()
    assert call(guarded, "search", secret).status_code == 200
    (key,) = [key for key in guarded.assistant.records.keys.listed() if key.name == "beside"]
    assert app.main(["keys", "revoke", key.id, *data]) == 0
    assert call(guarded, "search", secret).status_code == 401


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["create"], ["create", "x", "--scopes", "all"], ["create", "x", "--scopes", ""], ["revoke"],
        ["create", "x", "--origin", "*"], ["create", "x", "--origin", "https://x.cn", "--scopes", "admin"],
        ["create", "x", "--days", "0"],
    ],
)  # fmt: skip
def test_wrong_usage_of_keys_is_two(run: Callable[..., tuple[int, str, str]], arguments: list[str]) -> None:
    code, out, _ = run(*arguments)
    assert (code, out) == (2, "")
