"""Uploading documents over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from web.uploads import safe_path

if TYPE_CHECKING:
    from tests.web.conftest import Site

HEADERS = {"Authorization": "Bearer test-token"}


def upload(site: Site, *names: str, headers: dict[str, str] = HEADERS) -> httpx.Response:
    files = [("files", (name, name.encode(), "text/plain")) for name in names]
    return httpx.post(f"{site.base}/v1/documents", files=files, headers=headers)


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
