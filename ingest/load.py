"""Where documents come from: files, folders, and corpora with one document a line."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.charset import decode
from ingest.dates import first_date
from retrieval.errors import IngestError, UsageError

CORPORA = (".jsonl", ".jsonl.gz")
_NO_DAY = "没有“{day}”这一天，未记日期。 There is no such day; the document is kept without a date."
_COLUMNS = {
    "doc_no": "发文字号", "doc_number": "发文字号", "index_no": "索引号", "index_number": "索引号", "issuer": "发文机关",
    "topic": "主题分类", "issued_on": "成文日期", "published_on": "发布日期", "effective_on": "施行日期",
    "expires_on": "失效日期", "status": "时效性",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of one document, and what its source says about it. `problem` stands where it cannot be read."""

    id: str
    source: str
    name: str
    data: bytes = b""
    title: str = ""
    day: date | None = None
    row: bool = False  # a corpus row: its text is plain, whatever it looks like
    fields: Mapping[str, str] = field(default_factory=dict, compare=False)  # what its source says, by the page's words
    problem: IngestError | None = field(default=None, compare=False)
    doubts: tuple[str, ...] = ()  # what its source says of it and cannot be, in words for people
    place: str = ""  # the row's place in its corpus, where its source is another (an address)

    @property
    def known_as(self) -> str:
        """The name under which the ledger knows what was loaded."""
        return self.place or self.source


def load(path: Path, limit: int, base: Path | None = None) -> Iterator[Loaded]:
    """The documents at `path`: a file, a folder (all readable files below it), or a corpus.

    A file over `limit` bytes, or one that cannot be read, comes with its `problem`. Sources are named
    relative to `base` (default: the working folder) where they lie below it.
    Raises UsageError where there is nothing at `path`.
    """
    problems: list[Loaded] = []

    def unreadable(error: OSError) -> None:
        reason = f"无法打开：{error.strerror}。 Cannot be opened."
        problems.append(_failed(Path(error.filename or path), base, reason))

    for found in walk(path, unreadable):
        if found.name.lower().endswith(CORPORA):
            yield from load_corpus(found, limit, base)
        else:
            yield _load_file(found, limit, base)
    yield from problems


def walk(path: Path, unreadable: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """The file at `path`, or the files below it in the order of their names, without those that systems leave about.

    Raises UsageError where there is nothing at `path`.
    """
    if not os.path.exists(path):  # false, not an error, for a path too long or behind a closed folder
        raise UsageError(f"{path} 不存在。 There is nothing at this path.", "请检查路径。 Check the path.")
    if not path.is_dir():
        yield path
        return
    for root, names, files in os.walk(path, onerror=unreadable):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")) and name not in {"Thumbs.db", "desktop.ini"}:
                yield Path(root, name)


def _load_file(path: Path, limit: int, base: Path | None) -> Loaded:
    try:
        size = path.stat().st_size
        if not path.is_file():
            return _failed(path, base, "不是普通文件。 Not a regular file.")
        if size > limit:
            return _failed(
                path,
                base,
                f"文件有 {size / 1e6:.0f} MB，上限 {limit / 1e6:.0f} MB。 The file is too large.",
                "请拆分文件，或调高 POLICYQA_MAX_FILE_MB。 Split it, or raise POLICYQA_MAX_FILE_MB.",
            )
        data = path.read_bytes()
    except OSError as error:
        return _failed(
            path, base, f"无法读取：{error.strerror}。 Cannot be read.", "请检查权限。 Check its permissions."
        )
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return _failed(path, base, "文件是空的。 The file is empty.", "请检查文件是否保存完整。")
    source = source_of(path, base)
    return Loaded(identify(source), source, path.name, data)


def load_corpus(path: Path, limit: int, base: Path | None = None) -> Iterator[Loaded]:
    """The rows `{"id","title","text","date"?}` of a JSON-lines file, plain or gzip, as documents."""
    number = 0
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield _row(path, number, line, limit, base)
    except (OSError, EOFError, zlib.error) as error:
        yield _failed(path, base, f"第 {number + 1} 行起无法读取：{error}。 Cannot be read from this line on.")


def _opened(path: Path) -> AbstractContextManager[Iterable[bytes]]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")


def _row(path: Path, number: int, line: bytes, limit: int, base: Path | None) -> Loaded:
    try:
        row = json.loads(decode(line))
        key, text = row["id"], row["text"]
        if isinstance(key, bool) or not isinstance(key, (str, int)) or not isinstance(text, str):
            raise TypeError("id, text")
        key, title, data = str(key).strip(), str(row.get("title") or ""), text.encode()
        place = f"{source_of(path, base)}#{key}"
        source = str(row.get("url") or row.get("source") or place)
        (key + title + source).encode()  # half a surrogate pair cannot be stored
        day = _day(str(row["date"])) if row.get("date") else None
        doubts = (_NO_DAY.format(day=str(row["date"])[:40]),) if row.get("date") and day is None else ()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IngestError) as error:
        reason = f"第 {number} 行不是 {{id, title, text}}：{error}。 Not a corpus row."
        return _failed(path, base, reason, "每行应是一个 JSON 对象。 Each line is one JSON object.", line=number)
    if not text.strip() or len(text) > limit or not 0 < len(key) <= 190:
        return _failed(
            path,
            base,
            f"第 {number} 行（{key[:80]}）是空的、太大，或编号太长。 Empty, too large, or a bad id.",
            line=number,
        )
    title = " ".join(title.split())
    return Loaded(key, source, key, data, title, day, row=True, fields=_said(row), doubts=doubts, place=place)


def _said(row: Mapping[str, object]) -> dict[str, str]:
    """What a row says of its document, by the words that pages use for it."""
    return {
        _COLUMNS[key]: str(value) for key, value in row.items() if key in _COLUMNS and isinstance(value, str) and value
    }


def _day(text: str) -> date | None:
    """The day that a row names; None where there is no such day (2019-02-30)."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return first_date(text)


def _failed(path: Path, base: Path | None, reason: str, hint: str = "", line: int = 0) -> Loaded:
    source = source_of(path, base) + (f"#{line}" if line else "")
    return Loaded(identify(source), source, path.name, problem=IngestError(reason, hint))


def source_of(path: Path, base: Path | None = None) -> str:
    """How a file is named in records: relative to `base` (default: the working folder) where it lies below it."""
    resolved = path.resolve()
    below = (base or Path.cwd()).resolve()
    return resolved.relative_to(below).as_posix() if resolved.is_relative_to(below) else resolved.as_posix()


def identify(source: str) -> str:
    """The document id of a source that brings none: the same for the same source."""
    return "doc-" + hashlib.sha256(source.lstrip("/").encode()).hexdigest()[:12]
