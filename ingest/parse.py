"""bytes → Intake: read by what they are, never by their name; with the metadata, and cut in chunks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ingest.chunk import chunk
from ingest.detect import Kind, detect
from ingest.guards import check_zip
from ingest.load import Loaded
from ingest.mentions import read_mentions
from ingest.metadata import read_metadata
from ingest.parsed import Parsed, Workspace, assemble, clean, visible
from ingest.readers import PACKED, read_text, reader
from ingest.title import first_title
from retrieval.characters import has_han
from retrieval.errors import IngestError
from retrieval.library import content_hash
from retrieval.models import Chunk, Intake, Mark, PolicyDocument
from retrieval.twins import signature

_LONGEST = 8_000_000  # characters of one document


def kind_of(loaded: Loaded) -> Kind:
    """What was loaded, with bombs refused. Raises IngestError where it is nothing that can be read."""
    if loaded.row:
        return "text"
    kind = detect(loaded.data)
    if kind in PACKED:
        check_zip(loaded.data)
    return kind


def parse(loaded: Loaded, kind: Kind, workspace: Workspace) -> Intake:
    """The document in what was loaded. Raises IngestError where it cannot be read, with the reason."""
    read, form = (read_text, "jsonl") if loaded.row else reader(kind, loaded.name)
    parsed = read(loaded.data, workspace)
    parsed = _cleaned(parsed, loaded)
    text, marks = assemble(parsed.lines)
    if len(re.sub(r"\W", "", text)) < 2:
        raise IngestError(
            "没有文字内容。 There is no text in it.",
            "请检查文件；若是扫描件，请确认图像清晰。 Check the file; a scan must be legible.",
        )
    if len(text) > _LONGEST:
        raise IngestError(
            f"正文有 {len(text) / 1e6:.1f} 百万字，太长。 The text is too long.", "请拆分文件。 Split the file."
        )
    document = _document(loaded, form, parsed, text)
    return Intake(
        document,
        _placed(chunk(document), marks),
        marks,
        read_mentions(document),
        signature(text),
        b"" if loaded.row else loaded.data,
    )


def _cleaned(parsed: Parsed, loaded: Loaded) -> Parsed:
    """What was read, its names ready to be stored, with what the source says of the document above what it says itself."""
    fields = {**parsed.fields, **loaded.fields}
    return replace(
        parsed,
        title=clean(visible(parsed.title)),
        fields={key: clean(visible(value)) for key, value in fields.items()},
        attachments=tuple(map(clean, parsed.attachments)),
        warnings=tuple(map(clean, parsed.warnings)),
    )


def _document(loaded: Loaded, form: str, parsed: Parsed, text: str) -> PolicyDocument:
    title = (visible(loaded.title) or parsed.title or first_title(text) or loaded.name.rsplit(".", 1)[0])[:300]
    return PolicyDocument(
        id=loaded.id,
        source=loaded.source,
        title=title,
        text=text,
        content_hash=content_hash(title, text, str(loaded.day), str(sorted(parsed.fields.items()))),
        format=form,
        language="zh" if has_han(text) else "en",
        pages=parsed.pages,
        attachments=parsed.attachments,
        doubts=(*map(clean, map(visible, loaded.doubts)), *parsed.warnings),
        **read_metadata(title, text, parsed.fields, loaded.day),
    )


def _placed(chunks: Sequence[Chunk], marks: Sequence[Mark]) -> list[Chunk]:
    """The chunks with the page on which each begins."""
    if not marks:
        return list(chunks)
    starts = [mark.start for mark in marks]
    return [replace(c, page=marks[max(0, bisect_right(starts, c.start) - 1)].page) for c in chunks]
