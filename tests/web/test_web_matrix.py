"""Every route of the server, asked by every kind of caller: what each may is written in one table, which must be whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from retrieval.bots import BotDraft
from retrieval.schema import keys as keys_table
from retrieval.settings import load_settings
from web.server import create_app
from web.sessions import Session, Sessions

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.conftest import TOKEN, draw, list_files, obey, running
    from tests.web.standin import StandIn
else:
    from conftest import TOKEN, draw, list_files, obey, running  # pytest puts this folder on the path
    from standin import StandIn

PAGE, OTHER = "https://www.x.gov.cn", "https://evil.example"
CALLERS = (
    *("nothing", "ask", "ingest", "admin", "revoked", "expired"),
    *("pk_ right", "pk_ wrong", "st_ right", "st_ wrong", "foreign page"),
    *("bot right", "bot wrong", "bot removed"),
)
OPEN = 0  # let through: whatever the route then answers
_NO_KEY = {"nothing": 401, "revoked": 401, "expired": 401, "foreign page": 401, "bot removed": 401}
_PAGES = {"pk_ wrong": 403, "st_ wrong": 403, "bot wrong": 403}
_RIGHT = ("pk_ right", "st_ right", "bot right")
ASK = {**_NO_KEY, **_PAGES, "ask": OPEN, "ingest": 403, "admin": OPEN, **dict.fromkeys(_RIGHT, OPEN)}
INGEST = {**ASK, "ask": 403, "ingest": OPEN, **dict.fromkeys(_RIGHT, 403)}
ADMIN = {**INGEST, "ingest": 403}
RENEW = {**ASK, "st_ right": 403}  # a token does not renew itself
ANYONE = dict.fromkeys(CALLERS, OPEN)
_FOREIGN = (*_RIGHT, *_PAGES, "foreign page", "bot removed")  # with the origin of another site
OURS = {**ANYONE, **dict.fromkeys(_FOREIGN, 403)}  # for pages of ours alone
OURS_NAMED = dict.fromkeys(CALLERS, 403)  # for those alone that name themselves as ours
CONSOLE = {**dict.fromkeys(CALLERS, 401), **dict.fromkeys(_FOREIGN, 403)}  # a key is no cookie
EXPORT = dict.fromkeys(CALLERS, 401)
ENTER = {**EXPORT, **dict.fromkeys(_FOREIGN, 403)}  # refused for want of a key in the form

# Each route with what it takes; where its path has a place for something, an example stands after it.
TABLE: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("POST", "/v1/answers"): ASK,
    ("POST", "/v1/search"): ASK,
    ("POST", "/v1/chat/completions"): ASK,
    ("GET", "/v1/models"): ASK,
    ("GET", "/v1/models/{model}"): ASK,
    ("POST", "/v1/feedback"): ASK,
    ("GET", "/v1/feedback"): ADMIN,
    ("GET", "/v1/faq"): ADMIN,
    ("POST", "/v1/faq"): ADMIN,
    ("GET", "/v1/faq/{id}"): ADMIN,
    ("PUT", "/v1/faq/{id}"): ADMIN,
    ("DELETE", "/v1/faq/{id}"): ADMIN,
    ("GET", "/v1/bots"): ADMIN,
    ("POST", "/v1/bots"): ADMIN,
    ("GET", "/v1/bots/me"): ASK,
    ("GET", "/v1/bots/{id}"): ADMIN,
    ("PATCH", "/v1/bots/{id}"): ADMIN,
    ("DELETE", "/v1/bots/{id}"): ADMIN,
    ("POST", "/v1/bots/{id}/key"): ADMIN,
    ("GET", "/v1/usage"): ADMIN,
    ("POST", "/v1/sessions"): RENEW,
    ("GET", "/v1/documents"): ASK,
    ("GET", "/v1/documents/{document_id:path}"): ASK,
    ("POST", "/v1/documents"): INGEST,
    ("POST", "/v1/ingest"): INGEST,
    ("PATCH", "/v1/documents/{document_id:path}"): INGEST,
    ("DELETE", "/v1/documents/{document_id:path}"): INGEST,
    ("POST", "/mcp"): ASK,
    ("GET", "/healthz"): ANYONE,
    ("GET", "/readyz"): ANYONE,
    ("GET", "/openapi.json"): ANYONE,
    ("GET", "/docs"): ANYONE,
    ("GET", "/favicon.ico"): ANYONE,
    ("GET", "/robots.txt"): ANYONE,
    ("GET", "/ui"): ANYONE,
    ("GET", "/widget"): ANYONE,
    ("GET", "/widget/v1/policyqa.js"): ANYONE,
    ("GET", "/embed"): EXPORT,
    ("POST", "/embed/token"): OURS_NAMED,
    ("GET", "/originals/{document_id:path}"): ANYONE,
    ("GET", "/pages/{document_id:path}"): ANYONE,
    ("GET", "/documents"): ANYONE,
    ("GET", "/documents/{document_id:path}"): ANYONE,
    ("GET", "/edit"): ANYONE,
    ("GET", "/problems/{code}"): ANYONE,
    ("GET", "/a/{answer_id}"): ANYONE,
    ("GET", "/choices"): ANYONE,
    ("GET", "/choices/issuers"): ANYONE,
    ("GET", "/choices/documents"): ANYONE,
    ("GET", "/sign-in"): ANYONE,
    ("GET", "/sign-in/back"): ANYONE,
    ("GET", "/sign-out"): ANYONE,
    ("POST", "/sign-out"): OURS,
    ("GET", "/admin/sign-in"): ANYONE,
    ("POST", "/admin/sign-in"): ENTER,
    ("POST", "/admin/sign-out"): OURS,
    ("GET", "/admin/log.{form}"): EXPORT,
    ("GET", "/admin/words.csv"): EXPORT,
    ("GET", "/admin/preview"): EXPORT,
    ("POST", "/admin/preview/token"): ENTER,
    ("*", "/admin"): OURS,  # leads to the sign-in
    ("*", "/admin/{rest:path}"): CONSOLE,
}
# What the chat page uses of Gradio; its routes are not ours, and the gate opens these alone.
CHAT = (
    *(("GET", "/"), ("GET", "/config"), ("GET", "/theme.css"), ("POST", "/gradio_api/queue/join")),
    *(("POST", "/gradio_api/cancel"), ("POST", "/gradio_api/reset")),
)
PARTS = {"{document_id:path}": "void", "{rest:path}": "config", "{code}": "not_found", "{form}": "csv"}
SENT: Mapping[str, Mapping[str, Any]] = {
    "/v1/answers": {"question": "问"},
    "/v1/search": {"query": "问"},
    "/v1/chat/completions": {"model": "policyqa", "messages": [{"role": "user", "content": "问"}]},
}


@dataclass(frozen=True)
class Office:
    """A server with callers of every kind."""

    client: httpx.Client
    routes: frozenset[tuple[str, str]]
    paths: Mapping[str, Any]
    headers: Mapping[str, Mapping[str, str]]

    def ask(self, method: str, path: str, caller: str) -> httpx.Response:
        for part, value in PARTS.items():
            path = path.replace(part, value)
        address = "/ui/base.css" if path == "/ui" else path.replace("{", "").replace("}", "")
        body: dict[str, Any] = (
            {"json": SENT.get(path, {})} if method in {"POST", "PUT", "PATCH"} and "/admin" not in path else {}
        )
        method = "GET" if method == "*" else method
        self.client.cookies.clear()
        return self.client.request(method, address, headers=dict(self.headers[caller]), **body)


def found(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Each route of an app with its methods; `*` stands for all of them."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:
            yield from found(router.routes)
        else:
            methods = getattr(route, "methods", None) or (
                {"GET"} if hasattr(route, "app") and route.path == "/ui" else "*"
            )
            yield from ((method, route.path) for method in methods if method not in {"HEAD", "OPTIONS"})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("matrix")
    stand_in = StandIn(folder)
    stand_in.settings = load_settings(
        data=folder,
        rate_address="",
        rate_key="",
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="policyqa",
        admin_group="管理员",
    )
    keys = stand_in.records.keys
    made = {name: keys.create(name, (name,)) for name in ("ask", "ingest", "admin")}
    made |= {name: keys.create(name, ("admin",)) for name in ("revoked", "expired")}
    keys.revoke(made["revoked"][0].id)
    with stand_in.records._engine.begin() as db:
        before = keys_table.c.made_at
        db.execute(keys_table.update().where(keys_table.c.id == made["expired"][0].id).values(expires_at=before))
    page, public = keys.create("page", origins=[PAGE])
    token = Sessions(stand_in.records).issue(Session(page.id, PAGE))
    bearers = {name: f"Bearer {secret}" for name, (_, secret) in made.items()}
    headers: dict[str, dict[str, str]] = {name: {"Authorization": value} for name, value in bearers.items()}
    for prefix, secret in (("pk_", public), ("st_", token)):
        headers[f"{prefix} right"] = {"Authorization": f"Bearer {secret}", "Origin": PAGE}
        headers[f"{prefix} wrong"] = {"Authorization": f"Bearer {secret}", "Origin": OTHER}
    bots = stand_in.records.bots
    bot, gone = (bots.create(BotDraft(name=name, origins=(PAGE,))) for name in ("bot", "gone"))
    bots.remove(gone.id)
    for name, key, origin in (("right", bot.key, PAGE), ("wrong", bot.key, OTHER), ("removed", gone.key, PAGE)):
        headers[f"bot {name}"] = {"Authorization": f"Bearer {key}", "Origin": origin}
    headers |= {"nothing": {}, "foreign page": {"Origin": OTHER}}
    app = create_app(cast("Assistant", stand_in), list_files, TOKEN, draw, obey)
    with running(app) as base, httpx.Client(base_url=base, timeout=60) as client:
        yield Office(client, frozenset(found(app.routes)), app.openapi()["paths"], headers)
    stand_in.records.close()


def test_the_table_has_every_route_and_no_other(office: Office) -> None:
    assert office.routes == set(TABLE)
    described = {(m.upper(), p) for p, methods in office.paths.items() for m in methods}
    assert described <= {(method, path.replace(":path", "")) for method, path in TABLE}
    assert {caller for kind in TABLE.values() for caller in kind} == set(CALLERS) == set(office.headers)


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_caller_gets_what_the_table_says(office: Office, method: str, path: str) -> None:
    expected = TABLE[method, path]
    got = {caller: office.ask(method, path, caller).status_code for caller in CALLERS}
    assert {caller: status if status in {401, 403} else OPEN for caller, status in got.items()} == expected, got
    beyond = {"/sign-in", "/v1/usage"}  # no issuer answers here, and the stand-in has no open questions
    assert path in beyond or all(status < 500 for status in got.values()), got


@pytest.mark.parametrize(("method", "path"), CHAT)
def test_the_chat_is_for_its_own_page(office: Office, method: str, path: str) -> None:
    got = {caller: office.ask(method, path, caller).status_code for caller in CALLERS}
    assert {caller: status if status in {401, 403} else OPEN for caller, status in got.items()} == OURS, got


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_of_pages_do_nothing(office: Office, method: str) -> None:
    known = {path for kind, path in TABLE if kind in {method, "*"}} | {"/ui"}
    for path in {path for kind, path in TABLE if kind == "GET"} - known:
        if not path.startswith("/v1/"):
            refused = 401 if path.startswith("/admin/") else 405  # below /admin Gradio's app would be next
            assert office.ask(method, path, "admin").status_code == refused, path
