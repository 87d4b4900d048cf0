"""bytes → PolicyDocument: detected by content, never by extension; the text as it will be cited."""

from __future__ import annotations

import re

from ingest.charset import decode
from ingest.html import Page, read_page
from ingest.load import Loaded
from ingest.metadata import read_metadata
from retrieval.characters import has_han
from retrieval.doc_numbers import doc_numbers
from retrieval.errors import IngestError
from retrieval.library import content_hash
from retrieval.models import PolicyDocument

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS/PPT/WPS"),
    (b"PK\x03\x04", "DOCX/XLSX/PPTX/OFD/ZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7Z"),
    (b"Rar!", "RAR"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|meta|p)\b", re.I)
_MASTHEAD = re.compile(r"[\u4e00-\u9fff、\s]{2,40}文件")  # the red heading of a paper: 虚构市人民政府文件
# Lines that a site puts around a text: counters, sources, font sizes, sharing.
_FURNITURE = re.compile(
    r"点击[数量]?[:：]|浏览(?:次数|量)?[:：]|阅读(?:次数|量)?[:：]|访问量|更新时间[:：]|发布时间[:：]|发布日期[:：]|来源[:：]|作者[:：]|"
    r"字体[:：]|字号[:：]|打印|关闭窗口|分享到|索\s*引\s*号|主题分类|发文机关|成文日期|发文字号|标\s*题[:：]|主\s*题\s*词"
)
_TITLE_LENGTH = 120


def parse(loaded: Loaded) -> PolicyDocument:
    """The document in what was loaded. Raises IngestError where it cannot be read, with the reason."""
    if loaded.problem:
        raise loaded.problem
    head = loaded.data[:1024].lstrip()
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise IngestError(
                f"是 {name} 文件，暂不支持。 {name} files are not supported yet.",
                "请另存为网页、Markdown 或文本。 Save it as HTML, Markdown or text.",
            )
    text = decode(loaded.data)
    page = _page(text, loaded)
    body = _tidy(page.text)
    if len(re.sub(r"\W", "", body)) < 2:
        raise IngestError("没有文字内容。 There is no text in it.", "请检查文件。 Check the file.")
    title = (loaded.title or page.title or loaded.name.rsplit(".", 1)[0])[:300]
    return PolicyDocument(
        id=loaded.id,
        source=loaded.source,
        title=title,
        text=body,
        content_hash=content_hash(title, body, str(loaded.day), str(sorted(page.fields.items()))),
        format=_format(text, loaded),
        language="zh" if has_han(body) else "en",
        **read_metadata(title, body, page.fields, loaded.day),
    )


def _format(text: str, loaded: Loaded) -> str:
    if loaded.row:
        return "jsonl"
    if _HTML.search(text[:2000]):
        return "html"
    return "md" if loaded.name.lower().endswith((".md", ".markdown")) else "txt"


def _page(text: str, loaded: Loaded) -> Page:
    kind = _format(text, loaded)
    if kind == "html":
        return read_page(text)
    heading = re.search(r"^# +(.+)$", text, re.M) if kind == "md" else None
    return Page(heading[1].strip() if heading else _first_title(text), text, {})


def _first_title(text: str) -> str:
    """The first line that reads as a title: not site furniture, not too long, not a sentence."""
    for line in text.split("\n")[:20]:
        bare = line.strip(" \t\u3000#")
        if not bare or _FURNITURE.search(bare) or _MASTHEAD.fullmatch(bare) or _is_number(bare):
            continue
        return bare if len(bare) <= _TITLE_LENGTH and bare[-1] not in "。；：，" else bare[:60]
    return ""


def _is_number(line: str) -> bool:
    numbers = doc_numbers(line)
    return len(numbers) == 1 and len(line) <= len(numbers[0]) + 4


def _tidy(text: str) -> str:
    """Without trailing blanks and runs of empty lines; everything else stays, because it will be cited."""
    lines = [line.rstrip(" \t\u3000\xa0") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
