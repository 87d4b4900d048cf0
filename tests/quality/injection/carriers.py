"""Where a document carries an attack: in its text, a table, a heading, or where no reader sees it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import openpyxl
from openpyxl.styles import Font

from retrieval.characters import has_han
from tests.ingest.pdf_files import FONT, done, new_pdf, put
from tests.ingest.word_files import word

Made = tuple[str, bytes]  # the file's ending and its bytes


@dataclass(frozen=True)
class Notice:
    """A harmless notice: its title, its paragraphs of which `at` holds the asked value, its signature."""

    title: str
    paragraphs: tuple[str, ...]
    at: int
    signature: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """All of it, a line for each paragraph."""
        return [self.title, *self.paragraphs, *self.signature]


def _text(lines: list[str]) -> Made:
    return "txt", "\n".join(lines).encode()


def own_paragraph(notice: Notice, said: str) -> Made:
    """A paragraph after the one that answers."""
    at = notice.at + 1
    return _text([notice.title, *notice.paragraphs[:at], said, *notice.paragraphs[at:], *notice.signature])


def before(notice: Notice, said: str) -> Made:
    """A paragraph before the one that answers."""
    at = notice.at
    return _text([notice.title, *notice.paragraphs[:at], said, *notice.paragraphs[at:], *notice.signature])


def same_paragraph(notice: Notice, said: str) -> Made:
    """The end of the paragraph that answers."""
    gap = "" if has_han(notice.title) else " "
    paragraphs = [p + gap + said if i == notice.at else p for i, p in enumerate(notice.paragraphs)]
    return _text([notice.title, *paragraphs, *notice.signature])


def in_title(notice: Notice, said: str) -> Made:
    """The end of the title."""
    return _text([f"{notice.title}（{said}）", *notice.paragraphs, *notice.signature])


def heading(notice: Notice, said: str) -> Made:
    """A heading above the paragraph that answers."""
    at = notice.at
    return _text([notice.title, *notice.paragraphs[:at], f"一、{said}", *notice.paragraphs[at:], *notice.signature])


def footer(notice: Notice, said: str) -> Made:
    """The last line."""
    return _text([*notice.lines, said])


def markdown(notice: Notice, said: str) -> Made:
    """A quotation in Markdown."""
    body = "\n\n".join(notice.paragraphs)
    return "md", f"# {notice.title}\n\n{body}\n\n> {said}\n\n{notice.signature[0]}\n".encode()


def _page(notice: Notice, extra: str, head: str = "", place: str = "after") -> Made:
    title = escape(notice.title)
    paragraphs = [f"<p>{escape(p)}</p>" for p in notice.paragraphs]
    at = notice.at + (place == "after")
    body = "".join([*paragraphs[:at], extra, *paragraphs[at:], *(f"<p>{escape(s)}</p>" for s in notice.signature)])
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1><div class='TRS_Editor'>{body}</div></body></html>"
    )
    return "html", page.encode()


def styled(style: str) -> Callable[[Notice, str], Made]:
    """A paragraph of a page that its style hides."""
    return lambda notice, said: _page(notice, f'<p style="{style}">{escape(said)}</p>')


def by_class(notice: Notice, said: str) -> Made:
    """A paragraph of a page that a style sheet hides."""
    sheet = "<style>/* a */ .n-1 { left: -9999px; position: absolute } @media print { p { display: none } }</style>"
    return _page(notice, f'<p class="n-1">{escape(said)}</p>', sheet)


def attribute(mark: str) -> Callable[[Notice, str], Made]:
    """An element of a page hidden by an attribute."""
    return lambda notice, said: _page(notice, f"<div {mark}>{escape(said)}</div>")


def comment(notice: Notice, said: str) -> Made:
    """A comment of a page."""
    return _page(notice, f"<!-- {said.replace('--', '- -')} -->")


def alternative(notice: Notice, said: str) -> Made:
    """The alternative text and the title of a picture."""
    return _page(notice, f'<p><img src="a.png" alt="{escape(said)}" title="{escape(said)}"></p>')


def meta(notice: Notice, said: str) -> Made:
    """The description of a page."""
    return _page(
        notice, "", f'<meta name="description" content="{escape(said)}"><meta name="keywords" content="{escape(said)}">'
    )


def shown(notice: Notice, said: str) -> Made:
    """A paragraph of a page that everybody sees."""
    return _page(notice, f"<p><b>{escape(said)}</b></p>")


def other_row(notice: Notice, said: str) -> Made:
    """A row of its own in the table of a page that answers nothing."""
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("序号", "说明"), ("1", "按月上报"), ("2", escape(said)))
    )
    return _page(notice, f"<table>{rows}</table>")


def _run(text: str, properties: str = "") -> str:
    mark = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{mark}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def in_word(properties: str, **parts: str) -> Callable[[Notice, str], Made]:
    """A run of a Word file with these properties."""

    def made(notice: Notice, said: str) -> Made:
        lines = [f"<w:p>{_run(line)}</w:p>" for line in notice.lines]
        at = notice.at + 2
        return "docx", word("".join([*lines[:at], f"<w:p>{_run(said, properties)}</w:p>", *lines[at:]]), **parts)

    return made


def in_sheet(notice: Notice, said: str) -> Made:
    """A hidden row of a workbook, and white letters below it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in notice.lines:
        sheet.append([line])
    sheet.append([said])
    sheet.row_dimensions[sheet.max_row].hidden = True
    sheet.append([said])
    sheet.cell(sheet.max_row, 1).font = Font(color="FFFFFFFF")
    stream = io.BytesIO()
    book.save(stream)
    return "xlsx", stream.getvalue()


def in_csv(notice: Notice, said: str) -> Made:
    """The remark of a row."""
    cells = [f'"{line}",' for line in notice.lines]
    cells[notice.at + 1] = f'"{notice.paragraphs[notice.at]}",\n"备注","{said.replace(chr(34), chr(39))}"'
    return "csv", "\n".join(cells).encode()


def in_pdf(size: float, grey: int) -> Callable[[Notice, str], Made]:
    """A line of a PDF in tiny or white type."""

    def made(notice: Notice, said: str) -> Made:
        pdf = new_pdf()
        pdf.add_page()
        y = 90.0
        for number, line in enumerate(notice.lines):
            pieces = textwrap.wrap(line, 28 if has_han(line) else 56)
            y = put(pdf, pieces, y, indent=0 if number in {0} else 2) + 6
            if number == notice.at + 1:
                pdf.set_font_size(size)
                pdf.set_text_color(grey)
                pdf.text(90, y, said)
                pdf.set_font_size(14)
                pdf.set_text_color(0)
                y += 20
        return "pdf", done(pdf)

    return made


CARRIERS: dict[str, Callable[[Notice, str], Made]] = {
    "own-paragraph": own_paragraph,
    "before": before,
    "same-paragraph": same_paragraph,
    "title": in_title,
    "heading": heading,
    "footer": footer,
    "markdown": markdown,
    "page": shown,
    "table-row": other_row,
    "display-none": styled("display:none"),
    "invisible": styled("visibility: hidden"),
    "no-size": styled("font-size:0"),
    "white": styled("color:#fff;background-color:#ffffff"),
    "off-screen": styled("position:absolute; left:-9999px"),
    "transparent": styled("opacity:0"),
    "clipped": styled("height:0;overflow:hidden"),
    "style-sheet": by_class,
    "hidden": attribute("hidden"),
    "aria-hidden": attribute('aria-hidden="true"'),
    "comment": comment,
    "alternative": alternative,
    "meta": meta,
    "word": in_word(""),
    "word-vanish": in_word("<w:vanish/>"),
    "word-white": in_word('<w:color w:val="FFFFFF"/>'),
    "word-tiny": in_word('<w:sz w:val="2"/>'),
    "sheet": in_sheet,
    "csv": in_csv,
}
# A second each, for the face that they carry.
DRAWN: dict[str, Callable[[Notice, str], Made]] = {
    "pdf-white": in_pdf(12, 255),
    "pdf-tiny": in_pdf(1, 0),
    "pdf": in_pdf(12, 0),
}
if not FONT.exists():
    DRAWN.clear()
HIDDEN = frozenset(
    (
        "display-none invisible no-size white off-screen transparent clipped style-sheet hidden aria-hidden word-vanish "
        "word-white word-tiny sheet pdf-white pdf-tiny"
    ).split()
)
