"""Uploading documents over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from web.uploads import safe_path

if TYPE_CHECKING:
    from tests.web.conftest import Site

HEADERS = {"Authorization": "Bearer test-token"}


def upload(site: Site, *names: str, headers: dict[str, str] = HEADERS, groups: Sequence[str] = ()) -> httpx.Response:
    files = [("files", (name, name.encode(), "text/plain")) for name in names]
    data = {"groups": list(groups)} if groups else {}
    return httpx.post(f"{site.base}/v1/documents", files=files, data=data, headers=headers)


def test_files_are_taken_in_and_reported(stand_in_site: Site) -> None:
    reply = upload(stand_in_site, "甲/乙.txt", "丙.txt", "丙.txt")
    lines = [json.loads(line) for line in reply.text.splitlines()]
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    assert lines[0] == {"progress": {"done": 3, "total": 3}}
    assert sorted(lines[-1]["report"]["added"]) == sorted(["甲/乙.txt", "丙.txt", "丙-2.txt"])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no"}, {"Authorization": "Basic test-token"}])
def test_a_stranger_is_refused(stand_in_site: Site, headers: dict[str, str]) -> None:
    reply = upload(stand_in_site, "a.txt", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthorized")


def test_no_file_is_a_problem(stand_in_site: Site) -> None:
    reply = httpx.post(f"{stand_in_site.base}/v1/documents", data={"files": "text"}, headers=HEADERS)
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")


def test_files_are_for_the_groups_that_the_form_names(stand_in_site: Site) -> None:
    def told(*groups: str) -> list[str]:
        reply = upload(stand_in_site, "a.txt", groups=groups)
        assert reply.status_code == 200, reply.text
        found: list[str] = json.loads(reply.text.splitlines()[-1])["report"].get("groups", [])
        return found

    assert told() == told("") == told(" , ") == []
    assert told("财务") == ["财务"]
    assert told("财务, 人事", "办公室；财务") == sorted(["财务", "人事", "办公室"])


@pytest.mark.parametrize("groups", ["财|务", "x" * 101, "a\tb", "财务,a|b"])
def test_what_can_be_no_group_is_refused_and_nothing_taken_in(stand_in_site: Site, groups: str) -> None:
    reply = upload(stand_in_site, "a.txt", groups=[groups])
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")
    reply = httpx.patch(f"{stand_in_site.base}/v1/documents/void", json={"groups": groups}, headers=HEADERS)
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_request")


def test_an_idempotency_key_is_for_the_same_groups(stand_in_site: Site) -> None:
    def send(*groups: str) -> httpx.Response:
        return upload(stand_in_site, "a.txt", headers={**HEADERS, "Idempotency-Key": "groups-1"}, groups=groups)

    assert send("财务").status_code == 200
    assert send(" 财务").headers["idempotency-replayed"] == "true"
    assert (send().status_code, send("人事").status_code) == (422, 422)


def test_a_failed_run_ends_with_a_problem(stand_in_site: Site) -> None:
    lines = upload(stand_in_site, "broken.txt").text.splitlines()
    assert json.loads(lines[-1])["error"]["code"] == "internal"
    assert "secret" not in lines[-1]


def test_uploads_are_off_without_an_ingest_function(site: Site) -> None:
    assert upload(site, "a.txt").status_code == 401  # as for any caller who may change nothing


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("C:\\x.txt", "C/x.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("....//x", "x"),
        ("", "file"),
        ("..", "file"),
        ("\u202etxt.exe", "txt.exe"),
        ("a\x00b.txt", "ab.txt"),
    ],
)
def test_names_cannot_leave_the_folder(name: str, stored: str) -> None:
    assert safe_path(name).as_posix() == stored


@pytest.mark.parametrize("name", ["文" * 300 + ".txt", "a/" * 50 + "x.txt", "x" * 4000])
def test_long_names_fit_a_file_system(name: str, tmp_path: Path) -> None:
    path = tmp_path / safe_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    assert path.suffix == Path(name).suffix or not Path(name).suffix
