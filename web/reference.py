"""OpenAPI as it is, and `/docs`: the same as a page of our own, without a script and without a CDN."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse

from web.checkpoint import permission
from web.problems import MEDIA_TYPE
from web.reply_examples import REPLIES
from web.templating import Pages

TITLE = "政策问答 policyqa"
VERSION = "1.0.0"
ABOUT = "Answers from policy documents, each with its sentence. 从政策文件中回答问题，每一处都给出原句。"

KEYS = "sk_… of a program, pk_… or st_… of a web page, or the running server's own token; asking needs none before a key was made"
_KEY: dict[str, list[str]] = {"bearer": []}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description of `app`, made once. Failures are shown in the type they are sent in."""
    if app.openapi_schema is None:
        schema = get_openapi(title=TITLE, version=VERSION, description=ABOUT, routes=app.routes)
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                if path.startswith("/v1/"):
                    asks = permission(method.upper(), path) == "ask" and path != "/v1/sessions"
                    operation["security"] = [{}, _KEY] if asks else [_KEY]
                _complete(operation)
        components = schema.setdefault("components", {})
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "description": KEYS}}
        app.openapi_schema = schema
    return app.openapi_schema


def _complete(operation: dict[str, Any]) -> None:
    """Gives an operation its example, and its problems their type."""
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if status < "300" and operation["operationId"] in REPLIES:
            content["application/json"]["example"] = REPLIES[operation["operationId"]]
        if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
            content[MEDIA_TYPE] = content.pop("application/json")


def docs_router(pages: Pages) -> APIRouter:
    """The route of the API's own manual."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs(request: Request) -> HTMLResponse:
        schema = describe(request.app)
        found = [
            _operation(schema, path, method, operation)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        ]
        return pages.reply(
            request, "docs.html", schema=schema, operations=found, base=str(request.base_url).rstrip("/")
        )

    return router


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """One operation, with everything its part of the page shows."""
    body = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(body), "")
    shape = _resolve(schema, body[kind]["schema"]) if kind else {}
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [
            {**p, "type": _type(p["schema"]), "about": p.get("description", "")}
            for p in operation.get("parameters", [])
        ],
        "fields": _fields(shape),
        "kind": kind,
        "example": _dump(shape["examples"][0]) if shape.get("examples") else "",
        "token": operation.get("security") == [_KEY],
        "responses": [_response(schema, status, r) for status, r in operation["responses"].items()],
    }


def _response(schema: dict[str, Any], status: str, response: dict[str, Any]) -> dict[str, Any]:
    contents = []
    for kind, content in response.get("content", {}).items():
        shape = _resolve(schema, content.get("schema", {}))
        example = content.get("example") or next(iter(shape.get("examples", [])), None)
        shown = example if isinstance(example, str) else _dump(example) if example is not None else ""
        contents.append({"kind": kind, "fields": _fields(shape), "example": shown})
    return {"status": status, "about": response.get("description", ""), "contents": contents}


def _fields(shape: dict[str, Any]) -> list[dict[str, Any]]:
    required = shape.get("required", [])
    return [
        {
            "name": name,
            "type": _type(field),
            "about": field.get("description", ""),
            "required": name in required,
        }
        for name, field in shape.get("properties", {}).items()
    ]


def _resolve(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in shape:
        found: dict[str, Any] = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        return found
    return shape


def _type(shape: dict[str, Any]) -> str:
    """A type as a reader wants it: `string | null`, `Citation[]`, `"zh" | "en"`."""
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2])
    if "enum" in shape:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in shape["enum"])
    if "anyOf" in shape:
        return " | ".join(_type(part) for part in shape["anyOf"])
    if shape.get("type") == "array":
        return f"{_type(shape.get('items', {}))}[]"
    kind = str(shape.get("type", "any"))
    return f"{kind} ({shape['format']})" if "format" in shape else kind


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
