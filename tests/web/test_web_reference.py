"""The OpenAPI description: every operation with an example that it could really take or send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from web.reference import describe
from web.reply_examples import REPLIES
from web.server import create_app

if TYPE_CHECKING:
    from retrieval.assistant import Assistant
    from tests.web.standin import StandIn
else:
    from standin import StandIn  # pytest puts this folder on the path


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    stand_in = StandIn(tmp_path_factory.mktemp("reference"))
    yield create_app(cast("Assistant", stand_in), lambda folder, tell, groups: {}, "t", obey=lambda asked, tell: {})
    stand_in.records.close()


def operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in describe(app)["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_json_reply_has_an_example(app: FastAPI) -> None:
    schemas = describe(app)["components"]["schemas"]
    for path, operation in operations(app):
        for status, response in operation["responses"].items():
            shown = response.get("content", {}).get("application/json")
            if status < "300" and shown is not None:
                named = schemas.get(shown.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
                assert shown.get("example") or named.get("examples"), path


def test_every_json_body_has_an_example(app: FastAPI) -> None:
    schemas = describe(app)["components"]["schemas"]
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for _, operation in operations(app)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    assert len(bodies) >= 7
    for reference in bodies:
        assert schemas[reference.rpartition("/")[2]]["examples"]


def test_examples_are_what_the_routes_send(app: FastAPI) -> None:
    routes = {route.operation_id: route for route in _routes(app)}
    assert REPLIES.keys() <= routes.keys()
    for name, example in REPLIES.items():
        model = routes[name].response_model
        shown = TypeAdapter(model).validate_python(example)
        if name not in {"listModels", "getModel"}:
            assert set(TypeAdapter(model).dump_python(shown, mode="json")) >= set(example)


def _routes(app: FastAPI) -> list[APIRoute]:
    from fastapi.routing import iter_route_contexts

    found = [context.route for context in iter_route_contexts(app.routes)]
    return [route for route in found if isinstance(route, APIRoute)]


def test_only_changes_and_lists_of_the_office_always_need_a_key(app: FastAPI) -> None:
    always = {o["operationId"] for _, o in operations(app) if o.get("security") == [{"bearer": []}]}
    assert always == {
        "addDocuments", "editDocument", "removeDocument", "ingest", "listFeedback", "createSession",
        "listFaq", "addFaq", "getFaq", "replaceFaq", "removeFaq", "getUsage",
        "listBots", "addBot", "getBot", "changeBot", "removeBot", "renewBotKey",
    }  # fmt: skip
