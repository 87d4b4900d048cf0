"""Which web pages may call: the origin matrix, what browsers are told, and tokens for one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from retrieval.errors import SettingsError
from retrieval.settings import load_settings
from web.access import Access
from web.origins import allows
from web.sessions import SECONDS, Session, Sessions

if TYPE_CHECKING:
    from tests.web.conftest import TOKEN, Site, stand_in_server
    from tests.web.test_web_api import assert_problem
else:
    from conftest import TOKEN, Site, stand_in_server  # pytest puts this folder on the path
    from test_web_api import assert_problem

PAGE, BELOW, LISTED, STRANGER = (
    "https://www.x.gov.cn",
    "https://a.b.y.gov.cn",
    "https://listed.example",
    "https://evil.example",
)
OWN = "own"  # stands for the server's own address


@dataclass(frozen=True)
class Doors:
    """A server with keys of every kind."""

    site: Site
    sessions: Sessions
    secret: str
    public: str
    public_id: str

    @property
    def base(self) -> str:
        return self.site.base

    def credential(self, name: str) -> dict[str, str]:
        """The header for a kind of credential."""
        given = {
            "none": "",
            "secret": self.secret,
            "public": self.public,
            "wrong": "pk_" + "x" * 43,
            "token": self.sessions.issue(Session(self.public_id, PAGE)),
            "owner": TOKEN,
        }[name]
        return {"Authorization": f"Bearer {given}"} if given else {}

    def ask(self, credential: str, origin: str | None) -> httpx.Response:
        headers = self.credential(credential)
        if origin is not None:
            headers["Origin"] = self.base if origin == OWN else origin
        return httpx.post(f"{self.base}/v1/answers", json={"question": "问"}, headers=headers)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("origins")
    with stand_in_server(folder, widget_origins=LISTED, rate_address="", hosts="policy.example") as site:
        keys = site.assistant.records.keys
        _, secret = keys.create("backend", ("ask", "ingest"))
        key, public = keys.create("page", origins=[PAGE, "https://*.y.gov.cn", "http://10.0.0.1:8080"])
        yield Doors(site, Sessions(site.assistant.records), secret, public, key.id)


MATRIX: list[tuple[str, str | None, int]] = [
    ("none", None, 401),
    ("none", OWN, 401),
    ("none", LISTED, 200),
    ("none", PAGE, 401),
    ("none", STRANGER, 401),
    ("none", "null", 401),
    ("secret", None, 200),
    ("secret", OWN, 200),
    ("secret", PAGE, 403),
    ("secret", LISTED, 403),
    ("secret", STRANGER, 403),
    ("owner", STRANGER, 403),
    ("public", None, 403),
    ("public", OWN, 200),
    ("public", PAGE, 200),
    ("public", BELOW, 200),
    ("public", "http://10.0.0.1:8080", 200),
    ("public", "http://www.x.gov.cn", 403),
    ("public", "https://www.x.gov.cn:8443", 403),
    ("public", "https://x.gov.cn", 403),
    ("public", "https://y.gov.cn", 403),
    ("public", "https://www.x.gov.cn.evil.example", 403),
    ("public", "null", 403),
    ("public", STRANGER, 403),
    ("wrong", PAGE, 401),
    ("wrong", None, 401),
    ("token", PAGE, 200),
    ("token", None, 403),
    ("token", BELOW, 403),
    ("token", STRANGER, 403),
]


@pytest.mark.parametrize(("credential", "origin", "status"), MATRIX)
def test_who_may_ask_from_where(doors: Doors, credential: str, origin: str | None, status: int) -> None:
    reply = doors.ask(credential, origin)
    assert reply.status_code == status
    if status != 200:
        assert_problem(reply, status, {401: "unauthorized", 403: "origin_refused"}[status])
    told = reply.headers.get("access-control-allow-origin")
    known = origin in {LISTED, PAGE, BELOW, "http://10.0.0.1:8080"}
    assert told == (origin if known else None), "a browser shows a reply to pages of the lists only"
    if known:
        assert "Origin" in reply.headers["vary"]
        assert "Retry-After" in reply.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in reply.headers


def preflight(doors: Doors, origin: str, path: str = "/v1/answers", method: str = "POST") -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    return httpx.options(doors.base + path, headers=headers | {"Access-Control-Request-Headers": "authorization"})


@pytest.mark.parametrize("origin", [PAGE, BELOW, LISTED])
def test_a_browser_may_call_for_a_known_page(doors: Doors, origin: str) -> None:
    for path, method in (("/v1/answers", "POST"), ("/v1/feedback", "POST"), ("/v1/documents/void", "GET")):
        reply = preflight(doors, origin, path, method)
        assert reply.status_code == 204
        assert reply.headers["access-control-allow-origin"] == origin
        assert "Authorization" in reply.headers["access-control-allow-headers"]
        assert reply.headers["access-control-allow-private-network"] == "true"


def test_a_browser_may_not_call_for_others_nor_change_anything(doors: Doors) -> None:
    for origin in (STRANGER, "null", "https://x.gov.cn"):
        reply = preflight(doors, origin)
        assert_problem(reply, 403, "origin_refused")
        assert "access-control-allow-origin" not in reply.headers
    for path, method in (
        ("/v1/documents", "POST"), ("/v1/documents/void", "PATCH"), ("/v1/documents/void", "DELETE"),
        ("/v1/ingest", "POST"), ("/v1/feedback", "GET"),
    ):  # fmt: skip
        assert_problem(preflight(doors, PAGE, path, method), 403, "origin_refused")
        headers = doors.credential("public") | {"Origin": PAGE}
        assert httpx.request(method, doors.base + path, headers=headers, json={}).status_code in {401, 403}


def test_a_revoked_key_takes_its_pages_with_it(doors: Doors) -> None:
    origin = "https://gone.example.cn"
    keys = doors.site.assistant.records.keys
    key, public = keys.create("gone", origins=[origin])
    headers = {"Authorization": f"Bearer {public}", "Origin": origin}
    token = httpx.post(f"{doors.base}/v1/sessions", headers=headers).json()["token"]
    keys.revoke(key.id)
    assert preflight(doors, origin).status_code == 403
    for given in (public, token):
        asked = {"Authorization": f"Bearer {given}", "Origin": origin}
        assert_problem(
            httpx.post(f"{doors.base}/v1/answers", json={"question": "问"}, headers=asked), 401, "unauthorized"
        )


@pytest.mark.parametrize("host", ["policy.example", "127.0.0.1:7860"])  # a proxy may pass its own name on, or not
def test_the_servers_name_behind_a_proxy_is_its_own(doors: Doors, host: str) -> None:
    headers = doors.credential("secret") | {"Host": host}
    for origin, status in (
        ("https://policy.example", 200), ("http://policy.example", 200), ("https://policy.example:8443", 403),
        ("https://policy.example.evil.example", 403),
    ):  # fmt: skip
        asked = headers | {"Origin": origin}
        reply = httpx.post(f"{doors.base}/v1/answers", json={"question": "问"}, headers=asked)
        assert reply.status_code == status


def test_without_keys_pages_of_others_still_may_not_call(stand_in_site: Site) -> None:
    body = {"question": "问"}
    for origin in (STRANGER, "null"):
        for name in ("answers", "search", "chat/completions"):
            reply = httpx.post(f"{stand_in_site.base}/v1/{name}", json=body, headers={"Origin": origin})
            assert reply.status_code == 403
        assert httpx.get(f"{stand_in_site.base}/v1/documents", headers={"Origin": origin}).status_code == 403
    own = {"Origin": stand_in_site.base}
    assert httpx.post(f"{stand_in_site.base}/v1/answers", json=body, headers=own).status_code == 200
    named = {"Origin": "http://localhost:1"}
    assert httpx.post(f"{stand_in_site.base}/v1/answers", json=body, headers=named).status_code == 403


def test_a_page_gets_a_token_for_itself(doors: Doors) -> None:
    reply = httpx.post(f"{doors.base}/v1/sessions", headers=doors.credential("public") | {"Origin": BELOW})
    made = reply.json()
    assert reply.status_code == 201
    assert (made["origin"], made["expires_in"], made["token"][:3]) == (BELOW, SECONDS, "st_")
    asked = {"Authorization": f"Bearer {made['token']}", "Origin": BELOW}
    answered = httpx.post(f"{doors.base}/v1/answers", json={"question": "问"}, headers=asked)
    assert answered.status_code == 200
    assert '"key";q=' in answered.headers["ratelimit-policy"]
    again = httpx.post(f"{doors.base}/v1/sessions", headers=asked)
    assert_problem(again, 403, "scope_missing")
    assert httpx.post(f"{doors.base}/v1/documents", headers=asked, files={"files": b"x"}).status_code == 403


def test_a_backend_gets_a_token_for_its_page(doors: Doors) -> None:
    wanted = {"origin": "https://Portal.example/"}
    made = httpx.post(f"{doors.base}/v1/sessions", headers=doors.credential("secret"), json=wanted).json()
    assert made["origin"] == "https://portal.example"
    asked = {"Authorization": f"Bearer {made['token']}", "Origin": "https://portal.example"}
    assert httpx.post(f"{doors.base}/v1/answers", json={"question": "问"}, headers=asked).status_code == 200


def test_tokens_are_given_to_keys_only(doors: Doors, stand_in_site: Site) -> None:
    url = f"{doors.base}/v1/sessions"
    assert_problem(httpx.post(url, headers=doors.credential("secret")), 400, "bad_request")
    for origin in ("*", "https://*.y.gov.cn", "x"):
        bad = httpx.post(url, headers=doors.credential("secret"), json={"origin": origin})
        assert_problem(bad, 400, "bad_request")
    assert_problem(httpx.post(url, headers={"Origin": LISTED}), 401, "unauthorized")
    assert_problem(httpx.post(f"{stand_in_site.base}/v1/sessions"), 401, "unauthorized")


def test_a_token_that_is_changed_or_old_opens_nothing(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    token = doors.sessions.issue(Session(doors.public_id, PAGE))
    assert doors.sessions.read(token) == Session(doors.public_id, PAGE)
    for bad in (token[:-2], token + "x", "st_", "st_a.b.c", token.replace("st_", "st_W", 1)):
        assert doors.sessions.read(bad) is None
    import itsdangerous.timed

    now = itsdangerous.timed.time.time()  # type: ignore[attr-defined]
    for later, found in ((SECONDS - 5, True), (SECONDS + 5, False)):
        with monkeypatch.context() as clock:
            clock.setattr("itsdangerous.timed.time.time", lambda later=later: now + later)
            assert (doors.sessions.read(token) is not None) is found


def test_servers_with_one_database_read_each_others_tokens(doors: Doors) -> None:
    records = doors.site.assistant.records
    assert Sessions(records).read(Sessions(records).issue(Session("k", PAGE))) == Session("k", PAGE)


def test_a_token_of_no_key_opens_nothing_where_asking_needs_one(doors: Doors) -> None:
    token = doors.sessions.issue(Session("", doors.base))
    for origin, status in ((doors.base, 401), (PAGE, 403)):
        headers = {"Authorization": f"Bearer {token}", "Origin": origin}
        assert httpx.post(f"{doors.base}/v1/answers", json={"question": "问"}, headers=headers).status_code == status


def test_an_empty_list_allows_nobody() -> None:
    assert not allows([], PAGE)
    assert not allows([PAGE], "https://WWW.x.gov.cn"), "browsers write origins in lower case"


def test_a_list_of_what_is_no_origin_is_a_setting_error(doors: Doors) -> None:
    class Wrong:
        records = doors.site.assistant.records
        prompts = doors.site.assistant.prompts
        settings = load_settings(widget_origins="https://x.gov.cn, *")

    wrong: Any = Wrong
    with pytest.raises(SettingsError, match="POLICYQA_WIDGET_ORIGINS"):
        Access(wrong, "", doors.sessions)
