"""The HTTP API over a running server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from retrieval.models import PolicyDocument
from web.document_schemas import DocumentSummary

if TYPE_CHECKING:
    from tests.web.conftest import Site

LAND = "2019年出让土地多少亩"


def events(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(id, event, data) of each event of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def assert_problem(reply: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = reply.json()
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"/problems/{code}"
    assert body["request_id"] == reply.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]
    assert body["hint"]
    assert "Traceback" not in reply.text
    assert "secret" not in reply.text
    return body


def test_answer_is_json_with_a_verbatim_quote(site: Site) -> None:
    reply = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}, timeout=60)
    answer = reply.json()
    assert reply.status_code == 200
    assert answer["outcome"] == "answered"
    assert "3150" in answer["text"]
    citation = answer["citations"][0]
    document = httpx.get(f"{site.base}/v1/documents/{citation['url'].split('/')[2].split('?')[0]}").json()
    assert document["text"][citation["quote_start"] : citation["quote_end"]] == citation["quote"]
    assert "3150亩" in citation["quote"]


def test_wrong_year_is_refused_and_names_the_known_year(site: Site) -> None:
    answer = httpx.post(f"{site.base}/v1/answers", json={"question": "2018年出让土地多少亩"}, timeout=60).json()
    assert (answer["outcome"], answer["reason"]) == ("refused", "wrong_year")
    assert 2019 in answer["nearest"]["years"]


@pytest.mark.parametrize("how", ["field", "header"])
def test_stream_sends_the_events_in_order(site: Site, how: str) -> None:
    body = {"question": LAND, **({"stream": True} if how == "field" else {})}
    headers = {"Accept": "text/event-stream"} if how == "header" else {}
    reply = httpx.post(f"{site.base}/v1/answers", json=body, headers=headers, timeout=60)
    found = events(reply.text)
    names = [name for _, name, _ in found]
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["x-accel-buffering"] == "no"
    assert reply.headers["cache-control"] == "no-store"
    assert [number for number, _, _ in found] == [str(n) for n in range(len(found))]
    assert names[:2] == ["meta", "sources"]
    assert names[-1] == "done"
    order = [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]
    assert [n for n in order if n != "retract"] == ["meta", "sources", "delta", "citation", "done"]
    whole = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}, timeout=60).json()
    assert found[-1][2]["text"] == whole["text"]


def test_stream_ends_with_a_problem_when_the_model_fails(stand_in_site: Site) -> None:
    found = events(httpx.post(f"{stand_in_site.base}/v1/answers", json={"question": "model", "stream": True}).text)
    assert found[-1][1] == "error"
    assert found[-1][2]["code"] == "model_unavailable"
    assert found[-1][2]["detail"] == "大模型没有回答。"


def test_stream_tells_nothing_of_an_unexpected_failure(stand_in_site: Site) -> None:
    reply = httpx.post(f"{stand_in_site.base}/v1/answers", json={"question": "crash", "stream": True})
    assert events(reply.text)[-1][2]["code"] == "internal"
    assert "secret" not in reply.text


def test_work_stops_when_the_client_hangs_up(stand_in_site: Site) -> None:
    body = {"question": "endless", "stream": True}
    with httpx.stream("POST", f"{stand_in_site.base}/v1/answers", json=body) as reply:
        assert next(reply.iter_lines()) == "id: 0"
        assert not stand_in_site.assistant.closed.is_set()
    assert stand_in_site.assistant.closed.wait(20)


def test_options_reach_the_assistant(stand_in_site: Site) -> None:
    turn = {"question": "甲", "answers": ["乙"]}
    body = {"question": "丙", "history": [turn], "as_of": "2020-03-10", "mode": "extract", "filters": {"year": 2019}}
    httpx.post(f"{stand_in_site.base}/v1/answers", json=body, headers={"Accept-Language": "en"}).raise_for_status()
    (asked,) = stand_in_site.assistant.asked
    assert asked["history"][0].question == "甲"
    assert asked["as_of"].isoformat() == "2020-03-10"
    assert asked["filters"].year == 2019
    assert asked["language"] == "en"


@pytest.mark.parametrize("question", ["", "   ", "问" * 10_000])
def test_bad_questions_are_problems(site: Site, question: str) -> None:
    for stream in (False, True):
        reply = httpx.post(f"{site.base}/v1/answers", json={"question": question, "stream": stream}, timeout=60)
        assert_problem(reply, 422, "bad_question")


def test_each_failure_is_a_problem(stand_in_site: Site) -> None:
    base = stand_in_site.base
    answers = f"{base}/v1/answers"
    json_type = {"Content-Type": "application/json"}
    assert_problem(httpx.post(answers, content=b"{", headers=json_type), 422, "bad_request")
    assert "question" in assert_problem(httpx.post(answers, json={}), 422, "bad_request")["detail"]
    assert_problem(httpx.post(answers, json={"question": "x", "qestion": 1}), 422, "bad_request")
    assert_problem(httpx.post(answers, json={"question": "x", "as_of": "never"}), 422, "bad_request")
    assert_problem(httpx.get(answers), 405, "method_not_allowed")
    assert_problem(httpx.post(answers, json={"question": "crash"}), 500, "internal")
    assert_problem(httpx.get(f"{base}/v1/documents/none"), 404, "not_found")
    assert_problem(httpx.get(f"{base}/documents/none"), 404, "not_found")
    assert_problem(httpx.get(f"{base}/v1/nothing"), 404, "not_found")
    assert_problem(httpx.get(f"{base}/nothing"), 404, "not_found")
    assert_problem(httpx.put(f"{base}/"), 405, "method_not_allowed")
    assert_problem(httpx.get(f"{base}/v1/documents?limit=0"), 422, "bad_request")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_too_large_is_refused(stand_in_site: Site, announced: bool) -> None:
    body = json.dumps({"question": "x" * 1_100_000}).encode()
    content = body if announced else iter([body[:600_000], body[600_000:]])
    reply = httpx.post(
        f"{stand_in_site.base}/v1/answers", content=content, headers={"Content-Type": "application/json"}
    )
    assert_problem(reply, 413, "too_large")
    assert stand_in_site.assistant.asked == []


def test_problems_speak_the_callers_language_and_are_explained(stand_in_site: Site) -> None:
    base = stand_in_site.base
    english = httpx.get(f"{base}/v1/nothing", headers={"Accept-Language": "en-GB,en;q=0.9"}).json()
    chinese = httpx.get(f"{base}/v1/nothing").json()
    assert english["title"] == "Not found"
    assert chinese["title"] == "没有找到"
    page = httpx.get(base + english["type"])
    assert page.status_code == 200
    assert "没有找到" in page.text


def test_every_code_has_its_explanation(stand_in_site: Site) -> None:
    codes = [
        key.removeprefix("pages.problem_").removesuffix("_about")
        for key in stand_in_site.assistant.prompts.keys("pages.problem_")
        if key.endswith("_about")
    ]
    assert {"bad_question", "not_found", "internal", "model_unavailable"} <= set(codes)
    for code in codes:
        assert httpx.get(f"{stand_in_site.base}/problems/{code}").status_code == 200


def test_request_ids(stand_in_site: Site) -> None:
    url = f"{stand_in_site.base}/healthz"
    assert httpx.get(url, headers={"X-Request-ID": "abcd-1234"}).headers["x-request-id"] == "abcd-1234"
    odd = httpx.get(url, headers={"X-Request-ID": "a b<script>"}).headers["x-request-id"]
    assert "<" not in odd
    assert httpx.get(url).headers["x-request-id"] != httpx.get(url).headers["x-request-id"]


def test_search(site: Site) -> None:
    found = httpx.post(f"{site.base}/v1/search", json={"query": "出让土地", "limit": 3}, timeout=60).json()["data"]
    assert 1 <= len(found) <= 3
    first = found[0]
    assert first["url"].endswith(f"?cite={first['start']}-{first['end']}")
    text = httpx.get(site.base + "/v1" + first["url"].split("?")[0]).json()["text"]
    assert text[first["start"] : first["end"]] == first["text"]
    assert "出让土地" in "".join(passage["text"] for passage in found)


def test_documents_in_pages(stand_in_site: Site) -> None:
    base = f"{stand_in_site.base}/v1/documents"
    first = httpx.get(base, params={"limit": 1}).json()
    assert (first["has_more"], first["next"]) == (True, "evil/<b>")
    assert "text" not in first["data"][0]
    second = httpx.get(base, params={"limit": 3, "after": first["next"]}).json()
    assert [d["id"] for d in second["data"]] == ["newer", "twin", "void"]
    assert (second["has_more"], second["next"], second["total"]) == (False, None, 4)
    one = httpx.get(f"{base}/evil%2F%3Cb%3E").json()
    assert one["text"] == stand_in_site.assistant.records.document("evil/<b>").text


def test_a_summary_is_a_document_without_its_text() -> None:
    assert set(DocumentSummary.model_fields) == set(PolicyDocument.model_fields) - {"text"}


def test_health_and_readiness(stand_in_site: Site) -> None:
    base = stand_in_site.base
    assert httpx.get(f"{base}/readyz").json()["documents"] == 4
    stand_in_site.assistant.broken = True
    assert httpx.get(f"{base}/healthz").json() == {"status": "ok"}
    assert_problem(httpx.get(f"{base}/readyz"), 503, "data_unusable")


def test_openapi_names_every_route_and_shows_problems(site: Site) -> None:
    schema = httpx.get(f"{site.base}/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert {"/v1/answers", "/v1/search", "/v1/documents", "/healthz", "/readyz"} <= set(schema["paths"])
    assert "post" not in schema["paths"]["/v1/documents"], "uploads are off without an ingest function"
    answers = schema["paths"]["/v1/answers"]["post"]["responses"]
    assert set(answers["200"]["content"]) == {"application/json", "text/event-stream"}
    assert list(answers["422"]["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in json.dumps(schema)


def test_docs_page_holds_every_operation_and_nothing_foreign(stand_in_site: Site) -> None:
    page = httpx.get(f"{stand_in_site.base}/docs").text
    for path in ("/v1/answers", "/v1/search", "/v1/documents/{document_id}", "/readyz"):
        assert path in page
    assert "Authorization: Bearer" in page
    assert 'src="http' not in page
    assert 'href="http' not in page
