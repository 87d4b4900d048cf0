"""Signing in by OpenID Connect: against an issuer on this machine, with everything that can be wrong with its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from retrieval.errors import SettingsError
from retrieval.settings import load_settings
from web.person import COOKIE, SECONDS, Person, PersonCookie, TooManyGroups
from web.server import create_app
from web.sign_in import open_issuer, own_path

if TYPE_CHECKING:
    from tests.web.asking import ask
    from tests.web.conftest import TOKEN, Open, Site, draw, running, stand_in_server
    from tests.web.issuer import CLIENT, SECRET, StandInIssuer
    from tests.web.test_web_api import assert_problem
    from tests.web.test_web_groups import HIDDEN, OPEN, QUESTIONS, open_office
else:
    from asking import ask
    from conftest import TOKEN, Open, Site, draw, running, stand_in_server  # pytest puts this folder on the path
    from issuer import CLIENT, SECRET, StandInIssuer
    from test_web_api import assert_problem
    from test_web_groups import HIDDEN, OPEN, QUESTIONS, open_office


@pytest.fixture(scope="module")
def _issuer() -> Iterator[StandInIssuer]:
    issuer = StandInIssuer()
    with running(issuer.app()) as base:
        issuer.base = base
        yield issuer


@pytest.fixture
def issuer(_issuer: StandInIssuer) -> StandInIssuer:
    _issuer.reset()
    return _issuer


def settings_of(issuer: StandInIssuer, **more: Any) -> dict[str, Any]:
    given = {
        "oidc_issuer": issuer.base,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "admin_group": "管理员",
        "rate_address": "",
    }
    return given | more


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, _shared_embedder: None, _issuer: StandInIssuer) -> Iterator[Site]:
    """Two notices, of which one is for the group 财务 alone; people sign in at the issuer, and must."""
    options = settings_of(_issuer, sso_required=True)
    with open_office(tmp_path_factory.mktemp("signed"), [OPEN], [HIDDEN], **options) as site:
        yield site


@dataclass
class Visitor:
    """A browser without a screen."""

    site: Site
    issuer: StandInIssuer
    client: httpx.Client

    def begin(self, wanted: str = "/") -> dict[str, str]:
        """What the issuer is asked."""
        reply = self.client.get("/sign-in", params={"next": wanted})
        assert reply.status_code == 303
        assert reply.headers["cache-control"] == "no-store"
        address = urlsplit(reply.headers["location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.issuer.base}/authorize"
        return dict(parse_qsl(address.query))

    def consent(self, asked: dict[str, str], who: str) -> str:
        """Where the issuer sends them back to."""
        fields = {name: asked[name] for name in ("redirect_uri", "state", "nonce", "code_challenge")}
        reply = httpx.post(f"{self.issuer.base}/authorize", data={**fields, "who": who})
        return str(reply.headers["location"])

    def sign_in(self, who: str, wanted: str = "/") -> httpx.Response:
        """The whole way."""
        return self.client.get(self.consent(self.begin(wanted), who))


@pytest.fixture
def visitor(office: Site, issuer: StandInIssuer) -> Iterator[Visitor]:
    with httpx.Client(base_url=office.base, timeout=60) as client:
        yield Visitor(office, issuer, client)


def assert_not_in(visitor: Visitor, reply: httpx.Response, status: int, code: str) -> None:
    assert_problem(reply, status, code)
    assert COOKIE not in visitor.client.cookies
    assert visitor.client.get("/documents").status_code == 401


def test_people_are_let_in_and_see_what_their_groups_may_see(visitor: Visitor) -> None:
    reply = visitor.sign_in("li", "/documents?q=资金")
    assert (reply.status_code, reply.headers["location"]) == (303, "/documents?q=%E8%B5%84%E9%87%91")
    cookie = next(c for c in reply.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Max-Age={SECONDS}" in cookie
    assert "Secure" not in cookie, "this one came by http"
    assert "青鸾" in visitor.client.get("/documents").text
    asked = visitor.client.post("/v1/answers", json={"question": QUESTIONS[0]}).json()
    assert "5731万元" in asked["text"]
    records = visitor.site.assistant.records
    records.answers.flush()
    assert (records.answers.get(asked["id"]).user, records.answers.get(asked["id"]).groups) == ("li", "|财务|")


def test_others_see_nothing_of_it(visitor: Visitor) -> None:
    visitor.sign_in("zhang")
    for path in ("/documents", "/choices", "/choices/documents?q=资金", "/embed"):
        assert "青鸾" not in visitor.client.get(path).text
    asked = visitor.client.post("/v1/answers", json={"question": QUESTIONS[0]}).json()
    assert "5731万元" not in str(asked)
    found = visitor.client.post("/v1/search", json={"query": "青鸾工程资金"}).json()
    assert "青鸾" not in str(found)


def test_groups_are_read_from_the_userinfo_where_the_token_has_none(visitor: Visitor) -> None:
    visitor.issuer.groups_in_userinfo = True
    visitor.sign_in("li")
    assert "青鸾" in visitor.client.get("/documents").text


def test_https_makes_the_cookies_secure(visitor: Visitor) -> None:
    visitor.client.headers["X-Forwarded-Proto"] = "https"
    reply = visitor.client.get("/sign-in")
    back = dict(parse_qsl(urlsplit(reply.headers["location"]).query))["redirect_uri"]
    assert back.startswith("https://")
    assert "Secure" in reply.headers["set-cookie"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["another"], "azp": CLIENT}, {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"}, {"iss": "https://another.example"}, {"iss": None}, {"exp": 1},
        {"exp": None}, {"iat": 4_000_000_000}, {"nbf": 4_000_000_000}, {"sub": None}, {"sub": ""}, {"at_hash": "x"},
    ],
)  # fmt: skip
def test_a_token_that_says_something_wrong_lets_nobody_in(visitor: Visitor, wrong: dict[str, Any]) -> None:
    visitor.issuer.claims = wrong
    assert_not_in(visitor, visitor.sign_in("li"), 403, "sign_in_failed")


@pytest.mark.parametrize("signed", ["foreign", "none", "HS256"])
def test_a_token_that_another_signed_lets_nobody_in(visitor: Visitor, signed: str) -> None:
    visitor.issuer.signed_with = visitor.issuer.foreign if signed == "foreign" else signed
    assert_not_in(visitor, visitor.sign_in("li"), 403, "sign_in_failed")


def test_a_new_key_of_the_issuer_is_looked_up(visitor: Visitor) -> None:
    from joserfc.jwk import RSAKey

    visitor.sign_in("li")
    before = visitor.issuer.key
    visitor.issuer.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    try:
        assert visitor.sign_in("li").status_code == 303
    finally:
        visitor.issuer.key = before
    assert visitor.sign_in("li").status_code == 303


def test_a_state_that_this_browser_did_not_begin_with_lets_nobody_in(visitor: Visitor) -> None:
    asked = visitor.begin()
    address = visitor.consent(asked, "li")
    for state in ("", "x", asked["state"] + "x", asked["state"][:-1]):
        reply = visitor.client.get(address.replace(f"state={asked['state']}", f"state={state}"))
        assert_not_in(visitor, reply, 400, "sign_in_stale")
    with httpx.Client(base_url=visitor.site.base) as another:
        assert_problem(another.get(address), 400, "sign_in_stale")
    assert visitor.client.get(address).status_code == 303, "what others tried with it changed nothing"


def test_two_tabs_sign_in_side_by_side(visitor: Visitor) -> None:
    first, second = visitor.begin("/documents"), visitor.begin("/docs")
    assert visitor.client.get(visitor.consent(first, "li")).headers["location"] == "/documents"
    assert visitor.client.get(visitor.consent(second, "li")).headers["location"] == "/docs"


def test_a_code_is_good_once_and_for_the_one_who_began(visitor: Visitor) -> None:
    address = visitor.consent(visitor.begin(), "li")
    kept = dict(visitor.client.cookies)
    assert visitor.client.get(address).status_code == 303
    visitor.client.cookies.clear()
    assert_not_in(visitor, visitor.client.get(address), 400, "sign_in_stale")
    again = httpx.get(visitor.site.base + address.removeprefix(visitor.site.base), cookies=kept)
    assert_problem(again, 403, "sign_in_failed")

    stolen = dict(parse_qsl(urlsplit(visitor.consent(visitor.begin(), "wang")).query))["code"]
    own = visitor.begin()
    reply = visitor.client.get("/sign-in/back", params={"state": own["state"], "code": stolen})
    assert_not_in(visitor, reply, 403, "sign_in_failed")


def test_a_sign_in_that_took_too_long_is_begun_anew(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    address = visitor.consent(visitor.begin(), "li")
    later(monkeypatch, 605)
    assert_not_in(visitor, visitor.client.get(address), 400, "sign_in_stale")


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    import itsdangerous.timed

    now = itsdangerous.timed.time.time()  # type: ignore[attr-defined]
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + seconds)


def test_the_issuers_no_is_told(visitor: Visitor) -> None:
    asked = visitor.begin()
    for told in ({"error": "access_denied"}, {}, {"code": "x", "iss": "https://another.example"}):
        reply = visitor.client.get("/sign-in/back", params={"state": asked["state"], **told})
        assert_not_in(visitor, reply, 403, "sign_in_failed")
    page = visitor.client.get(
        "/sign-in/back",
        params={"state": asked["state"], "error": "access_denied", "error_description": "<b>no</b>"},
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    assert (page.status_code, "Signing in failed" in page.text, "<b>no" in page.text) == (403, True, False)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/documents?q=%E8%B5%84", "/documents?q=%E8%B5%84"), ("/admin/", "/admin/"), ("https://evil.example/", "/"),
        ("//evil.example", "/"), ("/\\evil.example", "/"), ("/\t/evil.example", "/"), ("/\n/evil.example", "/"),
        ("javascript:alert(1)", "/"), ("documents", "/"), ("", "/"), ("/sign-in", "/"), ("/sign-out", "/"),
        ("/" + "x" * 5000, "/"), ("http:/evil.example", "/"), ("\\\\evil.example", "/"), ("/x\\..\\y", "/"),
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(visitor: Visitor, wanted: str, led_to: str) -> None:
    assert own_path(wanted) == led_to
    if len(wanted) < 3000:
        assert visitor.sign_in("li", wanted).headers["location"] == led_to


def test_a_cookie_that_was_changed_or_is_old_says_nothing(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.sign_in("zhang")
    own = visitor.client.cookies[COOKIE]
    body, stamp, signature = own.rsplit(".", 2)
    settings = visitor.site.assistant.settings
    elsewhere = settings.model_copy(update={"oidc_issuer": "https://another.example"})
    from itsdangerous import URLSafeTimedSerializer

    from web.sessions import secret_of

    secret = secret_of(visitor.site.assistant.records)
    begun = URLSafeTimedSerializer(secret, salt="policyqa-sign-in").dumps(["li", ["财务"]])
    other = PersonCookie(visitor.site.assistant.records, elsewhere)._signer.dumps(["li", ["财务"]])
    for bad in (
        *("", "x", "a.b.c", f"{body}x.{stamp}.{signature}", f"{body}.{stamp}.{signature[:-2]}", f"{own}x"),
        *(str(begun), str(other)),
    ):
        reply = httpx.get(f"{visitor.site.base}/documents", cookies={COOKIE: bad})
        assert reply.status_code == 401, bad
    assert visitor.client.get("/documents").status_code == 200
    with monkeypatch.context() as clock:
        later(clock, SECONDS - 5)
        assert visitor.client.get("/documents").status_code == 200
    with monkeypatch.context() as clock:
        later(clock, SECONDS + 5)
        assert visitor.client.get("/documents").status_code == 401


def test_a_cookie_counts_for_pages_of_ours_alone(visitor: Visitor) -> None:
    visitor.sign_in("wang")
    body = {"question": QUESTIONS[0]}
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        headers = {"Origin": origin}
        for method, path, sent in (
            ("POST", "/v1/answers", {"json": body}), ("POST", "/mcp", {"json": {}}), ("POST", "/sign-out", {}),
            ("POST", "/gradio_api/queue/join", {"json": {}}), ("GET", "/gradio_api/queue/data", {}),
            ("GET", "/config", {}), ("POST", "/admin/gradio_api/queue/join", {"json": {}}), ("GET", "/admin/config", {}),
            ("OPTIONS", "/gradio_api/queue/join", {}), ("POST", "/embed/token", {}), ("POST", "/admin/sign-out", {}),
        ):  # fmt: skip
            reply = visitor.client.request(method, path, headers=headers, **sent)
            assert reply.status_code in {401, 403}, (path, reply.status_code)
            assert "access-control-allow-origin" not in reply.headers
    assert visitor.client.get("/documents").status_code == 200, "still signed in"


def test_those_who_have_not_signed_in_are_sent_to_it(visitor: Visitor) -> None:
    page = {"Accept": "text/html,*/*"}
    for path in ("/", "/documents", "/documents/x?cite=1-2", "/a/ans-1", "/docs", "/embed", "/widget", "/edit?id=x"):
        reply = visitor.client.get(path, headers=page)
        assert (reply.status_code, urlsplit(reply.headers["location"]).path) == (303, "/sign-in")
        assert dict(parse_qsl(urlsplit(reply.headers["location"]).query))["next"] == path
        assert_problem(visitor.client.get(path), 401, "sign_in_needed")
    for method, path in (
        ("POST", "/gradio_api/queue/join"), ("GET", "/choices"), ("GET", "/originals/x"), ("GET", "/pages/x"),
        ("GET", "/config"), ("POST", "/embed/token"), ("GET", "/openapi.json"),
    ):  # fmt: skip
        assert_problem(visitor.client.request(method, path), 401, "sign_in_needed")
    for path in (
        "/healthz",
        "/readyz",
        "/ui/base.css",
        "/sign-out",
        "/problems/sign_in_needed",
        "/widget/v1/policyqa.js",
    ):
        assert visitor.client.get(path).status_code == 200
    for path in ("/v1/answers", "/v1/search", "/v1/chat/completions"):
        assert visitor.client.post(path, json={"question": "问"}).status_code == 401
    assert visitor.client.post("/mcp", json={}).status_code == 401


def test_programs_come_in_with_a_key(visitor: Visitor) -> None:
    keys = visitor.site.assistant.records.keys
    key, secret = keys.create("portal")
    page, public = keys.create("page", origins=["https://www.x.gov.cn"])
    try:
        headers = {"Authorization": f"Bearer {secret}"}
        assert visitor.client.get("/documents", headers=headers).status_code == 200
        assert visitor.client.get("/documents", headers={"Authorization": "Bearer x"}).status_code == 401
        assert visitor.client.get("/embed", params={"bot": public}).status_code == 200
        assert visitor.client.get("/embed", params={"bot": secret}).status_code == 401
        assert visitor.client.get("/embed", params={"bot": "pk_x"}).status_code == 401
    finally:
        keys.revoke(key.id)
        keys.revoke(page.id)


def test_administrators_enter_the_console(visitor: Visitor) -> None:
    visitor.sign_in("li")
    assert visitor.client.get("/admin/").headers["location"] == "/admin/sign-in"
    assert "/sign-in?next=/admin/" in visitor.client.get("/admin/sign-in").text
    assert visitor.client.get("/admin/log.csv").status_code == 401
    visitor.sign_in("wang", "/admin/")
    assert visitor.client.get("/admin/").status_code == 200
    assert visitor.client.get("/admin/log.csv").status_code == 200
    deeds, _ = visitor.site.assistant.records.audit.page(2)
    assert [(d.who, d.action) for d in deeds] == [("@wang", "log_exported"), ("@wang", "signed_in")]
    assert visitor.client.post("/admin/sign-out").headers["location"] == "/sign-out"


def test_without_a_group_of_administrators_nobody_enters(visitor: Visitor) -> None:
    visitor.sign_in("wang")
    settings = visitor.site.assistant.settings
    visitor.site.assistant.settings = settings.model_copy(update={"admin_group": ""})
    try:
        with running(create_app(visitor.site.assistant, None, TOKEN, draw)) as base:
            cookies = {COOKIE: visitor.client.cookies[COOKIE]}
            assert httpx.get(f"{base}/documents", cookies=cookies).status_code == 200
            assert httpx.get(f"{base}/admin/log.csv", cookies=cookies).status_code == 401
    finally:
        visitor.site.assistant.settings = settings


def test_signing_out_takes_the_cookie_back(visitor: Visitor) -> None:
    visitor.sign_in("li")
    assert "li" in visitor.client.get("/sign-out").text
    reply = visitor.client.post("/sign-out")
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-out")
    assert COOKIE not in visitor.client.cookies
    assert f"{visitor.issuer.base}/bye" in visitor.client.get("/sign-out").text
    assert visitor.client.get("/documents").status_code == 401


def test_an_issuer_that_does_not_answer_is_told(issuer: StandInIssuer, tmp_path: Any) -> None:
    folders = [tmp_path / name for name in ("one", "more", "gone")]
    for folder in folders:
        folder.mkdir()
    with stand_in_server(folders[0], **settings_of(issuer)) as site:
        issuer.broken = True
        assert_problem(httpx.get(f"{site.base}/sign-in"), 502, "issuer_unavailable")
        page = httpx.get(f"{site.base}/sign-in", headers={"Accept": "text/html"})
        assert (page.status_code, "POLICYQA_OIDC_ISSUER" in page.text) == (502, True)
        issuer.broken = False
        for wrong in (
            {"issuer": "https://another.example"},
            {"authorization_endpoint": "http://another.example/authorize"},
            {"authorization_endpoint": None},
        ):
            issuer.metadata = wrong
            with stand_in_server(folders[1], **settings_of(issuer)) as more:
                assert_problem(httpx.get(f"{more.base}/sign-in"), 502, "issuer_unavailable")
        issuer.metadata = {}
        assert httpx.get(f"{site.base}/sign-in").status_code == 303, "once it answers, people get in"
    with stand_in_server(folders[2], **settings_of(issuer, oidc_issuer="http://127.0.0.1:9")) as site:
        assert_problem(httpx.get(f"{site.base}/sign-in"), 502, "issuer_unavailable")
        assert httpx.get(f"{site.base}/").status_code == 200, "without it the server still answers"


def test_settings_that_let_nobody_in_are_refused() -> None:
    for given in (
        {"oidc_issuer": "http://id.example", "oidc_client_id": "x"}, {"oidc_issuer": "x", "oidc_client_id": "x"},
        {"oidc_issuer": "https://id.example"}, {"sso_required": True},
    ):  # fmt: skip
        with pytest.raises(SettingsError):
            open_issuer(load_settings(**given))
    assert open_issuer(load_settings()) is None
    assert open_issuer(load_settings(sso_required=True, sso_header="X-User")) is None


def test_without_an_issuer_there_is_no_sign_in_and_no_cookie_counts(visitor: Visitor, stand_in_site: Site) -> None:
    for path in ("/sign-in", "/sign-in/back", "/sign-out"):
        assert httpx.get(stand_in_site.base + path).status_code == 404
    assert "/sign-in" not in httpx.get(stand_in_site.base).text


def test_more_groups_than_a_cookie_holds_are_told(office: Site) -> None:
    from fastapi import Request, Response

    people = PersonCookie(office.assistant.records, office.assistant.settings)
    request = Request(
        {"type": "http", "scheme": "http", "method": "GET", "path": "/", "headers": [], "server": ("x", 1)}
    )
    many = tuple(f"{n:x}{hash(str(n)):x}" for n in range(2000))
    with pytest.raises(TooManyGroups):
        people.give(Person("li", many), request, Response())


@pytest.mark.browser
def test_somebody_signs_in_and_out_in_a_browser(office: Site, issuer: StandInIssuer, open_page: Open) -> None:
    from playwright.sync_api import expect

    page, watched = open_page(f"{office.base}/documents", also=(issuer.base,))
    page.get_by_role("button", name="li", exact=True).click()
    page.wait_for_url(f"{office.base}/documents")
    expect(page.get_by_text("青鸾工程").first).to_be_visible()

    page.goto(office.base)
    expect(page.locator(".pq-who")).to_contain_text("li")
    ask(page, QUESTIONS[0])
    expect(page.locator("#pq-log")).to_contain_text("5731万元")

    page.get_by_role("link", name="退出").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("您没有登录")).to_be_visible()
    page.goto(f"{office.base}/documents")
    assert page.url.startswith(issuer.base)
    page.get_by_role("button", name="zhang").click()
    page.wait_for_url(f"{office.base}/documents")
    expect(page.get_by_text("公园管理").first).to_be_visible()
    expect(page.get_by_text("青鸾工程")).to_have_count(0)
    assert watched.errors == []
