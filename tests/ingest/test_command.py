"""One order for files and addresses, end to end: office files of every kind answered from, pages fetched, folders watched."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF

from ingest.command import Order, carry_out, limits_of, order_of
from ingest.watch import watch
from prompts import load_prompts
from retrieval.assistant import Assistant
from retrieval.library import Library
from retrieval.models import Answer
from retrieval.settings import Settings, load_settings

FONTS = sorted(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"))


def word(path: Path) -> None:
    made = docx.Document()
    for text in ("虚构市人民政府关于湿地保护的通知", "虚政发〔2021〕7号", "全市湿地管护投入资金56万元。"):
        made.add_paragraph(text)
    made.save(str(path))


def sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "林业"
    for row in (
        ["虚构市林业主要指标", "", ""], ["单位：万亩", "", ""], ["指标", "2018年", "2019年"],
        ["新造林面积", 11.2, 12.5], ["森林抚育面积", 30, 31.5],
    ):  # fmt: skip
        page.append(row)
    book.save(path)


def mail(path: Path, attached: bytes) -> None:
    made = EmailMessage()
    made["Subject"], made["From"] = "供水情况", "office@xugou.example"
    made.set_content("全市日供水能力30万吨，见附件。\n")
    made.add_attachment(attached, maintype="text", subtype="plain", filename="附件.txt")
    path.write_bytes(bytes(made))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    word(made / "通知.docx")
    sheet(made / "指标.xlsx")
    mail(made / "信.eml", "虚构市公交情况\n全市公交线路85条。\n".encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("校园.txt", "虚构市校园情况\n全市现有小学42所。\n".encode("gb18030"))
    (made / "包.zip").write_bytes(packed.getvalue())
    return made


@pytest.fixture
def ask(library: Library, settings: Settings) -> Callable[[str], Answer]:
    return Assistant(settings, library, load_prompts(), None).answer


def test_files_of_many_kinds_are_answered_from(
    folder: Path, library: Library, settings: Settings, ask: Callable[[str], Answer]
) -> None:
    report = carry_out(Order([folder], base=folder), library, settings)
    assert (len(report.added), report.failed) == (5, [])
    for question, value, source in (
        ("湿地管护投入资金多少万元？", "56万元", "通知.docx"),
        ("虚构市公交线路多少条？", "85条", "信.eml/附件.txt"),
        ("虚构市现有小学多少所？", "42所", "包.zip/校园.txt"),
        ("2019年新造林面积多少万亩？", "12.5", "指标.xlsx"),
    ):
        answer = ask(question)
        assert answer.outcome == "answered", question
        assert value in answer.text, question
        assert library.records.document(answer.citations[0].document_id).source == source
    assert "11.2" in ask("2018年新造林面积多少？").text
    assert ask("2016年新造林面积多少？").outcome == "refused"
    kept = library.records.document(ask("湿地管护投入资金多少万元？").citations[0].document_id)
    assert kept.original is not None
    assert library.originals.read(kept.original) == (folder / "通知.docx").read_bytes()


@pytest.mark.skipif(not FONTS, reason="the font Noto Sans CJK is not installed")
def test_a_citation_from_a_pdf_names_its_page(
    tmp_path: Path, library: Library, settings: Settings, ask: Callable[[str], Answer]
) -> None:
    made = FPDF()
    made.add_font("cjk", fname=str(FONTS[0]))
    for text in ("虚构市湿地保护工作总结", "全市湿地管护投入资金56万元，由市林业局负责使用。"):
        made.add_page()
        made.set_font("cjk", size=14)
        made.multi_cell(0, 10, text)
    made.output(str(tmp_path / "总结.pdf"))
    carry_out(Order([tmp_path / "总结.pdf"], base=tmp_path), library, settings)
    (citation, *_) = ask("湿地管护投入资金多少万元？").citations
    assert citation.page == 2
    marks = library.records.ledger.marks(citation.document_id)
    assert any(m.page == 2 and m.box and m.start <= citation.quote_start < m.end for m in marks)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    root = tmp_path / "site"
    root.mkdir()
    for n in (1, 2):
        body = f"<div id='zoom'><h1>虚构市第{n}号通知</h1><p>第{n}号通知：全市新增停车位{n}00个，由市城管局负责管理和维护。</p></div>"
        (root / f"n{n}.html").write_text(
            f"<html><head><title>虚构市第{n}号通知</title></head><body>{body}</body></html>"
        )
    links = "".join(f"<li><a href='n{n}.html'>虚构市第{n}号通知</a></li>" for n in (1, 2))
    (root / "index.html").write_text(f"<html><body><ul>{links}</ul></body></html>")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", root
    server.shutdown()
    thread.join()
    server.server_close()


def test_pages_of_a_site_are_taken_in_once(
    site: tuple[str, Path], library: Library, settings: Settings, ask: Callable[[str], Answer]
) -> None:
    url, root = site
    allowed = load_settings(data=settings.data, allow_private=True)
    order = order_of([url], depth=1)
    first = carry_out(order, library, allowed)
    assert (len(first.added), first.failed) == (2, [])
    assert set(library.records.sources()) == {url + "n1.html", url + "n2.html"}
    again = carry_out(order, library, allowed)
    assert (len(again.unchanged), again.added, again.updated) == (2, [], [])
    page = root / "n2.html"
    page.write_text(page.read_text(encoding="utf-8").replace("200", "250"), encoding="utf-8")
    assert len(carry_out(order, library, allowed).updated) == 1
    assert "250个" in ask("第2号通知新增停车位多少个？").text


def test_private_addresses_are_refused_unless_allowed(
    site: tuple[str, Path], library: Library, settings: Settings
) -> None:
    report = carry_out(order_of([site[0]]), library, settings)
    assert (report.added, len(report.failed)) == ([], 1)


def test_a_watched_folder_is_taken_in_after_a_change(tmp_path: Path) -> None:
    seen = threading.Event()

    def stop_after_change() -> None:
        seen.set()
        raise KeyboardInterrupt

    def touch() -> None:
        for n in range(100):
            (tmp_path / f"{n}.txt").write_text("x", encoding="utf-8")
            if seen.wait(0.3):
                return

    writer = threading.Thread(target=touch)
    writer.start()
    with pytest.raises(KeyboardInterrupt):
        watch([tmp_path], stop_after_change)
    seen.set()
    writer.join()


def test_the_settings_set_the_limits(settings: Settings) -> None:
    limits = limits_of(load_settings(data=settings.data, parse_seconds=7, parse_memory_mb=700))
    assert (limits.seconds, limits.memory_mb, limits.heavy_mb) == (7, 700, 1400)
