"""Older office files, with LibreOffice where it is installed and without it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest

from ingest.formats import office
from ingest.formats.docx_fallback import WARNING
from ingest.parsed import Parsed, Reader, Workspace, assemble
from retrieval.errors import IngestError
from tests.conftest import SHARED
from tests.ingest.word_files import abstract, level, num, numbered, numbering, p, relation, table, tc, tr, word

_FOUND = office.available() is not None
needs_office = pytest.mark.skipif(not _FOUND, reason="LibreOffice is not installed")


@pytest.fixture
def asked() -> list[float]:
    return []


@pytest.fixture
def workspace(tmp_path: Path, asked: list[float]) -> Workspace:
    return Workspace(tmp_path, asked.append)


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")


def _lines(parsed: Parsed) -> list[str]:
    return assemble(parsed.lines)[0].split("\n")


def _word() -> bytes:
    lists = numbering(
        abstract(1, level(0, "chineseCountingThousand", "%1、"), level(1, "chineseCountingThousand", "（%2）")),
        num(1, 1),
    )
    body = (
        p("关于虚构湿地的通知")
        + "".join(numbered(text, 1, at) for text, at in (("总体要求", 0), ("目标", 1), ("原则", 1), ("保障", 0)))
        + table(tr(tc("地区"), tc("公顷")), tr(tc("东区"), tc("5")))
        + p("特此通知。")
    )
    return word(body, relation("n", "numbering", "numbering.xml"), numbering__xml=lists)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document as .doc and .odt, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.docx").write_bytes(_word())
    for kind in ("doc", "odt"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                folder,
                folder / "a.docx",
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return {kind: (folder / f"a.{kind}").read_bytes() for kind in ("doc", "odt")}


_TEXT = [
    "关于虚构湿地的通知",
    "一、总体要求",
    "（一）目标",
    "（二）原则",
    "二、保障",
    "地区 | 公顷",
    "东区 | 5",
    "特此通知。",
]


_RTF = rb"""{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}
{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc37\leveljc0\levelstartat1\levelfollow2{\leveltext\'02\'00\'a1\'a2;}
{\levelnumbers\'01;}\f0}{\listname ;}\listid1}}{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}
\f0 {\listtext \'d2\'bb\'a1\'a2}\ls1\ilvl0 \'d7\'dc\'d4\'f2\par \pard\plain\f0 \u26862 ?\u26519 ?\par}"""


@needs_office
def test_rtf_is_read_in_the_charset_of_its_fonts(workspace: Workspace) -> None:
    assert _lines(office.read_rtf(_RTF, workspace)) == ["一、总则", "森林"]


@needs_office
@pytest.mark.parametrize(("kind", "reader"), [("doc", office.read_doc), ("odt", office.read_odt)])
def test_old_files_read_like_new_ones(
    kind: str, reader: Reader, old_files: dict[str, bytes], workspace: Workspace, asked: list[float]
) -> None:
    parsed = reader(old_files[kind], workspace)
    assert _lines(parsed) == _TEXT
    assert parsed.warnings == ()
    assert asked == [60]
    assert not list(workspace.scratch.iterdir())


@needs_office
def test_without_libreoffice_a_doc_is_read_with_a_warning(
    old_files: dict[str, bytes], workspace: Workspace, no_office: None
) -> None:
    parsed = office.read_doc(old_files["doc"], workspace)
    assert parsed.warnings == (WARNING,)
    assert "libreoffice-writer-nogui" in WARNING
    assert [line for line in _lines(parsed) if "|" in line] == ["地区 | 公顷", "东区 | 5"]
    assert "总体要求" in _lines(parsed)


@pytest.mark.parametrize(
    ("suffix", "target", "package"),
    [(".rtf", "docx", "libreoffice-writer-nogui"), (".ppt", "pptx", "libreoffice-impress-nogui")],
)
def test_without_libreoffice_other_files_say_what_to_install(
    suffix: str, target: str, package: str, workspace: Workspace, no_office: None
) -> None:
    with pytest.raises(IngestError) as caught:
        office.convert(b"x", suffix, target, workspace)
    assert package in caught.value.hint
    assert office.available() is None


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 3000], ids=["empty", "garbage"])
def test_without_libreoffice_a_damaged_doc_is_refused(data: bytes, workspace: Workspace, no_office: None) -> None:
    with pytest.raises(IngestError) as caught:
        office.read_doc(data, workspace)
    assert caught.value.hint


@needs_office
def test_what_libreoffice_cannot_read_is_refused(workspace: Workspace) -> None:
    with pytest.raises(IngestError) as caught:
        office.convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 3000, ".ppt", "pptx", workspace)
    assert caught.value.hint


@needs_office
def test_an_encrypted_doc_says_so(old_files: dict[str, bytes], workspace: Workspace) -> None:
    data = old_files["doc"]
    at = data.index(b"\xec\xa5", 512)  # the file information block begins (MS-DOC, §2.5.2)
    locked = data[: at + 11] + bytes([data[at + 11] | 1]) + data[at + 12 :]
    with pytest.raises(IngestError, match="加密"):
        office.read_doc(locked, workspace)


@pytest.fixture
def hits() -> Iterator[tuple[str, list[str]]]:
    """A web server: its address, and the paths that were asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


@needs_office
def test_libreoffice_fetches_nothing_that_a_file_links_to(hits: tuple[str, list[str]], workspace: Workspace) -> None:
    address, seen = hits
    flat = (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:mimetype="application/vnd.oasis.opendocument.text"><office:body>'
        f'<office:text><text:p>正文<draw:frame><draw:image xlink:href="{address}/picture.png" xlink:type="simple"/></draw:frame>'
        "</text:p></office:text></office:body></office:document>"
    )
    assert office.convert(flat.encode(), ".fodt", "docx", workspace).startswith(b"PK")
    assert seen == []


@needs_office
def test_libreoffice_ends_when_it_takes_too_long(
    old_files: dict[str, bytes], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_SECONDS", 0.05)
    with pytest.raises(IngestError, match="没有完成"):
        office.read_doc(old_files["doc"], workspace)
    left = [child for child in psutil.Process().children(recursive=True) if "soffice" in child.name()]
    assert left == []


_REAL = sorted((SHARED / "rawdocs" / "doc").glob("*.doc"))


@needs_office
@pytest.mark.skipif(not _REAL, reason="the shared documents are not on this machine")
@pytest.mark.parametrize("path", _REAL[:3], ids=lambda path: path.stem[-8:])
def test_real_files_read(path: Path, workspace: Workspace) -> None:
    text, _ = assemble(office.read_doc(path.read_bytes(), workspace).lines)
    assert sum("\u4e00" <= character <= "\u9fff" for character in text) > 30
    assert "\ufffd" not in text
