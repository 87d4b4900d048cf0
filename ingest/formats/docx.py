"""Word files (.docx, .docm, .dotx) to lines: the text as Word shows it, in order (ECMA-376 Part 1, §17)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join

from ingest.formats.alt_chunk import read_chunk
from ingest.formats.docx_body import Story
from ingest.formats.docx_grid import Piece
from ingest.formats.docx_hidden import mark_hidden
from ingest.formats.docx_lists import Lists
from ingest.formats.docx_package import Element, Package, R, Relation, W, damaged, value
from ingest.parsed import HIDDEN_NOTE, Line, Parsed, Workspace
from retrieval.doc_numbers import doc_numbers
from retrieval.errors import IngestError

_NESTED = 3  # Word files within Word files
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff、（）()\s]{2,40}(?:文件|公告|公报|令|函)")  # 虚构市人民政府文件
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_FILE = re.compile(r"\.(?:docx?|wps|rtf|pdf|xlsx?|et|pptx?|ofd|zip|rar|7z)(?:[?#].*)?$", re.I)
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}


@dataclass(slots=True)
class _File:
    """One Word file while it is read."""

    package: Package
    part: str
    relations: dict[str, Relation]
    workspace: Workspace
    depth: int
    titles: list[str] = field(default_factory=list)  # of inserted pages
    warnings: list[str] = field(default_factory=list)

    def related(self, kind: str) -> str:
        """The part that the text names as `kind`; where relations are lost, the usual name."""
        usual = join(dirname(self.part), f"{kind}.xml")
        named = (one.target for one in self.relations.values() if one.kind == kind and not one.external)
        return next(named, usual)

    def inserted(self, relation_id: str) -> list[Piece]:
        """The lines of an altChunk (§17.17.2.1), a document that is embedded in this one."""
        relation = self.relations.get(relation_id)
        data = self.package.read(relation.target) if relation and not relation.external else None
        if not data:
            self.warnings.append("文中嵌入的文档缺失。 A document embedded in the text is missing.")
            return []
        found = read_chunk(data, self.workspace, self.depth + 1)
        self.titles += [found.title] if found.title else []
        self.warnings += found.warnings
        return [Piece(line.text) for line in found.lines]


def read_docx(data: bytes, workspace: Workspace) -> Parsed:
    """The lines of a Word file: what stands in its text, then foot- and endnotes, each marked as such.

    A header is read only where it is a letterhead or names a 文号; footers and comments are not read. Raises
    IngestError where the file is damaged, or is too deeply nested to be a document.
    """
    return read_nested(data, workspace, 0)


def read_nested(data: bytes, workspace: Workspace, depth: int) -> Parsed:
    """Like `read_docx`, for a file within `depth` others."""
    if depth > _NESTED:
        raise IngestError(
            "Word 文件嵌套太深。 Word files are nested too deep.", "请取出内层文件。 Take out the inner file."
        )
    try:
        return _read(data, workspace, depth)
    except RecursionError as error:
        raise damaged("内容嵌套太深") from error
    except MemoryError as error:
        raise damaged("内容太大") from error


def _read(data: bytes, workspace: Workspace, depth: int) -> Parsed:
    package = Package(data)
    part = package.main()
    root = package.xml(part)
    body = root.find(W + "body") if root is not None else None
    if root is None or body is None:
        raise damaged("没有正文部件")
    file = _File(package, part, package.relations(part), workspace, depth)
    styles = package.optional(file.related("styles"))
    if mark_hidden(root, styles):
        file.warnings.append(HIDDEN_NOTE)
    lists = Lists(package.optional(file.related("numbering")), styles)
    text = Story(lists, file.inserted).pieces(body)
    texts = [piece.text for piece in text]
    lines = [*_letterheads(file, body, texts), *texts, *_notes(file, body, lists)]
    return Parsed(
        lines=[Line(line) for line in lines],
        title=_title(file, lines),
        attachments=_attachments(file),
        warnings=tuple(dict.fromkeys([*package.warnings, *file.warnings])),
    )


def _letterheads(file: _File, body: Element, texts: list[str]) -> list[str]:
    """The lines of headers that hold a 文号 or are a letterhead, where the text does not repeat them."""
    found: list[str] = []
    seen = {_squeezed(text) for text in texts}
    for reference in body.iter(W + "headerReference"):
        relation = file.relations.get(reference.get(R + "id", ""))
        root = file.package.optional(relation.target) if relation and not relation.external else None
        if root is None:
            continue
        lines = [piece.text for piece in Story(Lists(None, None), lambda _: []).pieces(root) if piece.text]
        if any(_is_letterhead(line) for line in lines):
            fresh = [line for line in lines if _squeezed(line) not in seen]
            seen.update(map(_squeezed, fresh))
            found += fresh
    return found


def _is_letterhead(line: str) -> bool:
    return len(line) <= 80 and bool(_LETTERHEAD.fullmatch(line.strip()) or doc_numbers(line))


def _notes(file: _File, body: Element, lists: Lists) -> Iterator[str]:
    """Foot- and endnotes in the order in which the text refers to them, numbered from 1 as Word does."""
    for kind, name in (("footnote", "脚注"), ("endnote", "尾注")):
        asked = [value(one, "id") for one in body.iter(f"{W}{kind}Reference")]
        root = file.package.optional(file.related(f"{kind}s")) if asked else None
        if root is not None and mark_hidden(root, None):
            file.warnings.append(HIDDEN_NOTE)
        notes = {value(note, "id"): note for note in root.iterchildren(W + kind)} if root is not None else {}
        for at, note_id in enumerate(dict.fromkeys(asked), 1):
            note = notes.get(note_id)
            if note is None or value(note, "type") in _SEPARATORS:
                continue
            text = " ".join(piece.text for piece in Story(lists, lambda _: []).pieces(note) if piece.text)
            if text:
                yield f"{name}{at}：{text}"


def _title(file: _File, lines: list[str]) -> str:
    """The title among the file's properties where one to three lines of the text are it, else that of an inserted page."""
    core = next((one for one in file.package.relations("").values() if one.kind == "core-properties"), None)
    root = file.package.optional(core.target) if core and not core.external else None
    named = root.findtext(_TITLE) if root is not None else ""
    head = [_squeezed(line) for line in lines[:60] if line]
    spoken = {"".join(head[at : at + count]) for at in range(len(head)) for count in (1, 2, 3)}
    for title in (" ".join((named or "").split()), *file.titles[:1]):
        if len(title) >= 4 and _squeezed(title) in spoken:
            return title
    return ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _attachments(file: _File) -> tuple[str, ...]:
    """Addresses of documents that the text links to."""
    links = [one.target for one in file.relations.values() if one.external and one.kind == "hyperlink"]
    return tuple(dict.fromkeys(link for link in links if _FILE.search(link)))
