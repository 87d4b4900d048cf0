"""Finding, reading, correcting and taking in documents over HTTP, on a server over real files."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.web.conftest import Site

HEADERS = {"Authorization": "Bearer test-token"}
PAGE = {"Accept": "text/html"}


def id_of(site: Site, source: str) -> str:
    return str(site.assistant.records.sources()[source])


def listed(site: Site, **asked: object) -> dict[str, Any]:
    reply = httpx.get(f"{site.base}/v1/documents", params={k: str(v) for k, v in asked.items()})
    reply.raise_for_status()
    found: dict[str, Any] = reply.json()
    return found


def sources(found: dict[str, Any]) -> set[str]:
    return {document["source"] for document in found["data"]}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"rice.pdf", "统计公报.txt", "停车.txt", "公积金.html"}),
        ({"q": "停车"}, {"停车.txt"}),
        ({"q": "SUBSIDIES for"}, {"rice.pdf"}),
        ({"q": "云政发[2021]7号"}, {"停车.txt"}),
        ({"q": "〔2024〕1号"}, {"公积金.html"}),
        ({"q": "公积金管理"}, {"公积金.html"}),
        ({"q": "100%_"}, set()),
        ({"q": "%"}, set()),
        ({"issuer": "人民政府"}, {"停车.txt"}),
        ({"year": 2024}, {"公积金.html"}),
        ({"format": "pdf"}, {"rice.pdf"}),
        ({"format": "txt", "q": "统计"}, {"统计公报.txt"}),
        ({"format": "txt", "year": 2024}, set()),
        ({"status": "失效"}, {"停车.txt"}),
        ({"status": "有效"}, set()),
        ({"status": "未知"}, {"rice.pdf", "统计公报.txt", "公积金.html"}),
    ],
)
def test_documents_are_found_by_what_is_known_of_them(
    shelf: Site, asked: dict[str, object], expected: set[str]
) -> None:
    found = listed(shelf, **asked)
    assert sources(found) == expected
    assert found["total"] == len(expected)


def test_pages_keep_the_conditions_and_the_total(shelf: Site) -> None:
    first = listed(shelf, limit=1, format="txt")
    second = listed(shelf, limit=1, format="txt", after=first["next"])
    assert (first["has_more"], second["has_more"], second["next"]) == (True, False, None)
    assert sources(first) | sources(second) == {"统计公报.txt", "停车.txt"}
    assert first["total"] == second["total"] == 2


@pytest.mark.parametrize(
    "asked", [{"status": "好"}, {"year": "999"}, {"year": "x"}, {"format": "<b>"}, {"q": "长" * 201}, {"limit": 0}]
)
def test_conditions_that_cannot_be_are_problems(shelf: Site, asked: dict[str, str]) -> None:
    reply = httpx.get(f"{shelf.base}/v1/documents", params=asked)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")
    assert reply.json()["errors"][0]["field"] == next(iter(asked))


def test_what_has_run_out_is_shown_so(shelf: Site) -> None:
    document = httpx.get(f"{shelf.base}/v1/documents/{id_of(shelf, '停车.txt')}").json()
    assert (document["status"], document["status_reason"]) == ("失效", "有效期至2023年2月28日")
    page = httpx.get(f"{shelf.base}/documents/{document['id']}").text
    assert "已失效" in page
    assert "本文件已失效" in page


def test_the_list_says_what_it_found_and_ignores_what_cannot_be(shelf: Site) -> None:
    page = httpx.get(f"{shelf.base}/documents", params={"q": "停车", "status": "", "year": "", "format": ""}).text
    assert "符合条件的文件 1 份" in page
    assert "有效期至2023年2月28日" in page
    assert 'value="停车"' in page
    assert "没有符合条件的文件" in httpx.get(f"{shelf.base}/documents?q=没有的").text
    odd = httpx.get(f"{shelf.base}/documents", params={"status": "好", "year": "12", "format": "<b>"})
    assert odd.status_code == 200
    assert "共 4 份文件" in odd.text


def test_the_list_turns_its_pages_with_the_conditions(stand_in_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.viewer.PAGE", 1)
    first = httpx.get(f"{stand_in_site.base}/documents", params={"q": "某"}).text
    assert 'href="/documents?q=%E6%9F%90&amp;after=newer"' in first
    second = httpx.get(f"{stand_in_site.base}/documents", params={"q": "某", "after": "newer"}).text
    assert 'href="/documents/void"' in second
    assert 'rel="next"' not in second
    assert 'href="/documents?q=%E6%9F%90"' in second


def test_an_original_is_given_as_it_was(shelf: Site) -> None:
    reply = httpx.get(f"{shelf.base}/originals/{id_of(shelf, '停车.txt')}")
    data = (shelf.assistant.settings.data.parent / "files" / "停车.txt").read_bytes()
    assert reply.content == data
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["x-content-type-options"] == "nosniff"
    disposition = reply.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''%E5%81%9C%E8%BD%A6.txt" in disposition


def test_the_name_of_an_original_is_harmless(stand_in_site: Site) -> None:
    reply = httpx.get(f"{stand_in_site.base}/originals/evil%2F%3Cb%3E")
    disposition = reply.headers["content-disposition"]
    assert (
        disposition
        == "attachment; filename=\"javascriptwindow.pwned_1.pdf\"; filename*=UTF-8''javascriptwindow.pwned%3D1.pdf"
    )
    assert "sandbox" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/originals/none",
        "/originals/void",
        "/originals/evil%2F%3Cb%3E?version=9",
        "/pages/none",
        "/pages/void",
        "/documents/void?version=7",
        "/documents/void?version=x",
        "/edit?id=none",
        "/edit",
    ],
)
def test_what_is_not_there_is_not_found(stand_in_site: Site, path: str) -> None:
    reply = httpx.get(stand_in_site.base + path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    page = httpx.get(stand_in_site.base + path, headers=PAGE)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


def test_a_page_is_drawn_once_and_known_by_its_tag(shelf: Site) -> None:
    address = f"{shelf.base}/pages/{id_of(shelf, 'rice.pdf')}"
    reply = httpx.get(address, params={"page": 2, "width": 600})
    assert reply.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(reply.content)).width == 600
    again = httpx.get(address, params={"page": 2, "width": 600}, headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = httpx.get(address, params={"page": 1, "width": 600}, headers={"If-None-Match": reply.headers["etag"]})
    assert other.status_code == 200
    assert other.headers["etag"] != reply.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "status"), [("page=3", 404), ("page=0", 422), ("width=99999", 422), ("width=1", 422), ("page=x", 422)]
)
def test_pages_that_are_not_there_are_problems(shelf: Site, asked: str, status: int) -> None:
    assert httpx.get(f"{shelf.base}/pages/{id_of(shelf, 'rice.pdf')}?{asked}").status_code == status


def test_a_page_that_cannot_be_drawn_is_a_problem(stand_in_site: Site) -> None:
    reply = httpx.get(f"{stand_in_site.base}/pages/evil%2F%3Cb%3E?page=1")
    assert (reply.status_code, reply.json()["code"]) == (422, "ingest_failed")


def test_without_a_picture_function_there_are_no_pages(site: Site) -> None:
    assert httpx.get(f"{site.base}/pages/any").status_code == 404
    assert "/pages/{document_id}" not in httpx.get(f"{site.base}/openapi.json").json()["paths"]


# -- corrections -----------------------------------------------------------------------------------


def test_a_correction_stands_above_what_was_read_until_it_is_taken_back(desk: Site) -> None:
    key = id_of(desk, "rice.pdf")
    address = f"{desk.base}/v1/documents/{key}"
    wanted = {"title": " Rice  notice ", "issued_on": "2024-02-03", "status": "废止", "status_reason": "已停止执行"}
    changed = httpx.patch(address, json=wanted, headers=HEADERS).json()
    assert (changed["title"], changed["issued_on"], changed["status"]) == ("Rice notice", "2024-02-03", "废止")
    assert sources(listed(desk, year=2024, status="废止", q="rice notice")) == {"rice.pdf"}
    page = httpx.get(f"{desk.base}/documents/{key}").text
    assert "已停止执行" in page
    assert "已废止" in page
    none = httpx.patch(address, json={"issued_on": ""}, headers=HEADERS).json()
    assert none["issued_on"] is None
    assert "读到：Notice on Subsidies" in httpx.get(f"{desk.base}/edit?id={key}").text
    back = httpx.patch(address, json=dict.fromkeys(wanted), headers=HEADERS).json()
    assert back["title"] == "Notice on Subsidies for Growing Rice"
    assert (back["issued_on"], back["status"]) == (None, "未知")


def test_a_correction_is_found_by_a_question_at_once(desk: Site) -> None:
    key = id_of(desk, "公积金.html")
    httpx.patch(f"{desk.base}/v1/documents/{key}", json={"doc_no": "云房金〔2024〕77号"}, headers=HEADERS)
    body = {"query": "云房金〔2024〕77号", "limit": 1}
    (found,) = httpx.post(f"{desk.base}/v1/search", json=body, timeout=60).json()["data"]
    assert (found["document_id"], found["doc_no"]) == (key, "云房金〔2024〕77号")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"issued_on": "2024-02-30"}, "issued_on"),
        ({"issued_on": "2024/02/03"}, "issued_on"),
        ({"issued_on": 20240203}, "issued_on"),
        ({"status": "好"}, "status"),
        ({"title": "  "}, "title"),
        ({"title": "长" * 301}, "title"),
        ({"text": "改写正文"}, "text"),
        ({"id": "x"}, "id"),
    ],
)
def test_a_wrong_correction_is_told_by_its_field(stand_in_site: Site, body: dict[str, Any], field: str) -> None:
    reply = httpx.patch(f"{stand_in_site.base}/v1/documents/void", json=body, headers=HEADERS)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")
    assert [error["field"] for error in reply.json()["errors"]] == [field]
    assert reply.headers["content-type"] == "application/problem+json"


def test_text_that_cannot_be_stored_is_refused(stand_in_site: Site) -> None:
    for content in (b'{"title": "\\ud800"}', b"{", b"[]"):
        reply = httpx.patch(
            f"{stand_in_site.base}/v1/documents/void",
            content=content,
            headers={**HEADERS, "Content-Type": "application/json"},
        )
        assert reply.status_code == 422


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}, {"Cookie": "token=test-token"}])
def test_a_stranger_changes_nothing(stand_in_site: Site, headers: dict[str, str]) -> None:
    address = f"{stand_in_site.base}/v1/documents/void"
    for reply in (
        httpx.patch(address, json={"title": "x"}, headers=headers),
        httpx.patch(address, json={"nothing": 1}, headers=headers),
        httpx.delete(address, headers=headers),
        httpx.post(f"{stand_in_site.base}/v1/ingest", json={"paths": ["/x"]}, headers=headers),
    ):
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthorized")
    assert httpx.get(address).json()["title"] == "某某办法"


def test_without_a_token_nothing_can_be_changed(site: Site) -> None:
    for method in ("PATCH", "DELETE"):
        assert httpx.request(method, f"{site.base}/v1/documents/x", headers=HEADERS).status_code == 401
    assert httpx.get(f"{site.base}/edit?id=x").status_code == 404
    (listed_one,) = site.assistant.records.page(1, None)[0]
    assert "/edit?" not in httpx.get(f"{site.base}/documents/{listed_one.id}").text


def test_a_document_is_taken_out(desk: Site) -> None:
    key = id_of(desk, "停车.txt")
    address = f"{desk.base}/v1/documents/{key}"
    assert httpx.delete(address, headers=HEADERS).status_code == 204
    assert httpx.get(address).status_code == 404
    assert httpx.delete(address, headers=HEADERS).status_code == 404
    assert httpx.patch(address, json={"title": "x"}, headers=HEADERS).status_code == 404
    assert sources(listed(desk)) == {"rice.pdf", "统计公报.txt", "公积金.html"}


# -- versions --------------------------------------------------------------------------------------


def test_an_earlier_version_can_be_read_and_says_what_it_is(desk: Site) -> None:
    from ingest.pipeline import ingest

    folder = desk.assistant.settings.data.parent / "files"
    old = (folder / "停车.txt").read_text(encoding="utf-8")
    (folder / "停车.txt").write_text(old.replace("规范停车", "方便停车"), encoding="utf-8")
    ingest([folder], desk.assistant.library, base=folder)
    key = id_of(desk, "停车.txt")
    current = httpx.get(f"{desk.base}/documents/{key}").text
    assert "方便停车" in current
    assert f'href="/documents/{key}?version=1"' in current
    start = old.index("规范停车")
    earlier = httpx.get(f"{desk.base}/documents/{key}?version=1&cite={start}-{start + 4}").text
    assert "您看到的是第 1 版" in earlier
    assert f'<a href="/documents/{key}">查看现在的版本' in earlier
    assert ">规范停车</mark>" in earlier
    assert "方便停车" not in earlier
    was = httpx.get(f"{desk.base}/originals/{key}?version=1").content
    assert hashlib.sha256(was).hexdigest() == hashlib.sha256(old.encode()).hexdigest()
    assert httpx.get(f"{desk.base}/documents/{key}?version=2").text.count("您看到的是") == 0


# -- taking in by name -----------------------------------------------------------------------------


def order(site: Site, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{site.base}/v1/ingest", json=body, headers=HEADERS)


def test_what_is_named_is_taken_in_and_reported(stand_in_site: Site) -> None:
    body = {
        "paths": ["/srv/甲"],
        "urls": ["https://example.org/"],
        "sync": True,
        "depth": 1,
        "limit": 5,
        "base": "/srv",
        "groups": ["财务"],
    }
    reply = order(stand_in_site, body)
    lines = [json.loads(line) for line in reply.text.splitlines()]
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    assert lines[0] == {"progress": {"done": 1, "total": 1}}
    assert lines[-1] == {"report": {"asked": body}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"paths": []},
        {"paths": ["relative/path"]},
        {"paths": ["/a"], "base": "b"},
        {"paths": ["/a\0"]},
        {"urls": ["x"], "depth": -1},
        {"urls": ["x"], "limit": 0},
        {"paths": ["/a"], "folder": "/b"},
    ],
)
def test_a_wrong_order_is_a_problem(stand_in_site: Site, body: dict[str, Any]) -> None:
    reply = order(stand_in_site, body)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")


def test_a_failed_order_ends_with_a_problem(stand_in_site: Site) -> None:
    last = order(stand_in_site, {"urls": ["broken"]}).text.splitlines()[-1]
    assert json.loads(last)["error"]["code"] == "internal"
    assert "secret" not in last


def test_orders_are_off_without_a_function(shelf: Site) -> None:
    assert order(shelf, {"paths": ["/a"]}).status_code == 404
