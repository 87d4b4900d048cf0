"""Tables copied from web pages, a cell a line: heads, then each row's label followed by its values.

What is lost there is which cells were empty: a row with fewer values than columns does not say where they stand.
Such a table is taken for one only where a line names what its rows are (专业名称, 地区, 序号): numbers also stand on
lines of their own where a page has broken its sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.sentences import Span
from retrieval.table_columns import columns_of, places_of
from retrieval.table_parts import (
    ORDINAL_STUB,
    STUB,
    Cell,
    Region,
    Row,
    Table,
    caption_start,
    is_blank,
    is_value,
    lines_of,
)

_CELL = 60  # characters of a cell's line
_HEADS = 24  # lines that heads take at most
_NEAR = 6  # lines above them in which a caption is looked for
_BROKEN = 4  # times its width that a numbered row takes at most, its cells broken in lines
_LABELS = 3  # labels that a row has at most, and rows without values before a table has ended
_LOOK = 400  # lines by which the number of labels is told
_ROWS = 3  # least rows of a table
_CLOSED = re.compile(r"[。；，,;：:！？]$|^[，,。；;：:、！？”’）)]")
_NAMES = re.compile(r"名单|名录|一览")
_NAME_STUB = re.compile(r"[\w、（）()]{0,8}(?:名称|姓名|单位|学校)(?:[(（][^()（）]{1,12}[)）])?")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text with what each may be in a table."""

    text: str
    spans: Sequence[Span]
    kinds: str  # v a value, t a label or head, x neither

    def of(self, at: int) -> str:
        return self.spans[at].of(self.text)


def find_lines(text: str, lines: Sequence[Span]) -> list[tuple[int, int, Region]]:
    """The tables with a cell a line: indices of a table's first and after its last line, and where it stands."""
    known = _known(text, lines)
    found: list[tuple[int, int, Region]] = []
    for run in re.finditer(r"[vt]{4,}", known.kinds):
        at = run.start()
        for stub in range(run.start(), run.end()):
            if stub < at or known.kinds[stub] != "t" or not STUB.fullmatch(known.of(stub)):
                continue
            table = _numbered(known, at, stub, run.end()) or _labelled(known, at, stub, run.end())
            if table := table or _named(known, at, stub, run.end()):
                found.append(table)
                at = table[1]
    return found


def _known(text: str, lines: Sequence[Span]) -> _Lines:
    return _Lines(text, lines, "".join(_kind(line.of(text)) for line in lines))


def _kind(line: str) -> str:
    if len(line) > _CELL or "|" in line:
        return "x"
    if is_value(line) or is_blank(line):
        return "v"
    return "x" if _CLOSED.search(line) and not line.startswith(("（", "(")) else "t"


def _numbered(known: _Lines, start: int, stub: int, end: int) -> tuple[int, int, Region] | None:
    """The table below a stub whose rows begin with 1, 2, 3, …"""
    first = known.kinds.find("v", stub + 2, min(end, stub + _HEADS))
    if first < 0 or known.of(first) != "1" or not ORDINAL_STUB.fullmatch(known.of(stub)):
        return None
    width = first - stub
    starts = _ordinals(known, first, width, end)
    if len(starts) < _ROWS:
        return None
    stop = min(starts[-1] + width, end)
    bounds = zip(starts, [*starts[1:], stop], strict=True)
    return _region(known, start, stub, first, stop, [_over(known, a, b - 1) for a, b in bounds])


def _ordinals(known: _Lines, first: int, width: int, end: int) -> list[int]:
    """Where the rows 1, 2, 3, … begin: a table's width further on where the number stands there, else where it next does."""
    starts, number = [first], int(known.of(first))
    while True:
        at, number = starts[-1], number + 1
        places = (at + width, *range(at + 2, min(end, at + _BROKEN * width)))
        following = next((i for i in places if i < end and known.of(i) == str(number)), None)
        if following is None:
            return starts
        starts.append(following)


def _labelled(known: _Lines, start: int, stub: int, end: int) -> tuple[int, int, Region] | None:
    """The table below a stub, or below one near after it, whose rows are labels and their values."""
    value = known.kinds.find("v", stub + 2, min(end, stub + _HEADS))
    if value < 0:
        return None
    labels = _label_count(known, value, min(end, value + _LOOK))
    label = _label_start(known, value, labels)
    rows, stop = _rows(known, label, end, labels)
    widest = max((known.kinds.count("v", first, last + 1) for first, last in rows), default=0)
    if label <= stub or sum(last > first for first, last in rows) < _ROWS:
        return None
    stubs = [i for i in range(stub, label) if known.kinds[i] == "t" and STUB.fullmatch(known.of(i))]
    fitting = (i for i in stubs if len(columns_of([known.of(j) for j in range(i + 1, label)])) == widest + labels - 1)
    return _region(known, start, next(fitting, stubs[-1]), label, stop, [_over(known, a, b) for a, b in rows])


def _label_count(known: _Lines, start: int, end: int) -> int:
    """How many labels most rows have that begin after `start`."""
    counts: Counter[int] = Counter()
    for run in re.finditer(r"t+(?=v)", known.kinds[start:end]):
        qualified = sum(_goes_on(known, start + i) for i in range(*run.span()))
        counts[len(run.group()) - qualified] += 1
    return min(_LABELS, max(counts, key=lambda n: (counts[n], -n), default=1)) or 1


def _label_start(known: _Lines, value: int, labels: int) -> int:
    """The line at which the labels of the row begin whose first value is at `value`."""
    at = value
    while labels and at > 0 and known.kinds[at - 1] == "t":
        at -= 1
        labels -= not _goes_on(known, at)
    return at


def _goes_on(known: _Lines, at: int) -> bool:
    """Whether a line only qualifies the label before it: （区内）."""
    return at > 0 and known.kinds[at - 1 : at + 1] == "tt" and known.of(at).startswith(("（", "("))


def _rows(known: _Lines, at: int, end: int, labels: int) -> tuple[list[tuple[int, int]], int]:
    """The rows from a label on, by their first and last lines, and the index after the last."""
    rows: list[tuple[int, int]] = []
    while at < end:
        value = known.kinds.find("v", at, min(end, at + 2 * _LABELS + 1))
        if value < 0:
            break
        label = max(at, _label_start(known, value, labels))
        if label - at > _LABELS:
            break
        rows += [(i, i) for i in range(at, label)]
        at = value
        while at < end and known.kinds[at] == "v":
            at += 1
        rows.append((label, at - 1))
    return rows, at


def _named(known: _Lines, start: int, stub: int, end: int) -> tuple[int, int, Region] | None:
    """A list of names in one column, below 名单 and the head of the column."""
    listed = any(_NAMES.search(known.of(i)) for i in range(max(0, stub - _NEAR), stub))
    if not listed or "v" in known.kinds[stub:end] or not _NAME_STUB.fullmatch(known.of(stub)) or stub + 1 >= end:
        return None
    return _region(known, start, stub, stub + 1, end, list(known.spans[stub + 1 : end]))


def _over(known: _Lines, first: int, last: int) -> Span:
    return Span(known.spans[first].start, known.spans[last].end)


def _region(
    known: _Lines, start: int, stub: int, first: int, stop: int, rows: Sequence[Span]
) -> tuple[int, int, Region]:
    top = max(start, stub - _NEAR)
    above = list(known.spans[top:stub])
    top += caption_start(known.text, above, len(above))
    if any(STUB.fullmatch(known.of(i)) for i in range(top, stub)):
        top = stub
    return top, stop, Region(_over(known, top, first - 1), tuple(rows))


def read_lines(text: str, head: Span, start: int, end: int) -> Table:
    """The table with this head, with those of its rows that stand in `text[start:end]`."""
    top = [line.of(text) for line in lines_of(text, head.start, head.end)]
    stub = next((i for i, line in enumerate(top) if STUB.fullmatch(line)), len(top) - 1)
    columns = columns_of(top[stub + 1 :])
    known = _known(text, lines_of(text, start, end))
    count = len(known.spans)
    if count and ORDINAL_STUB.fullmatch(top[stub]) and known.of(0).isdecimal():
        starts = _ordinals(known, 0, len(top) - stub, count)
        bounds = list(zip(starts, [*starts[1:], count], strict=True))
        rows = [_row(known, range(a, b), 1, columns) for a, b in bounds]
    elif "v" in known.kinds:
        labels = _label_count(known, 0, count)
        rows = [_row(known, range(a, b + 1), labels, columns) for a, b in _rows(known, 0, count, labels)[0]]
    else:
        rows = [_row(known, range(i, i + 1), 1, columns) for i in range(count)]
    heads = (top[stub], *columns) if columns or stub == len(top) - 1 else ()
    return Table(head, "\n".join(top[:stub]), heads, tuple(rows))


def _row(known: _Lines, at: range, labels: int, columns: tuple[str, ...]) -> Row:
    """A row with `labels` columns of labels; one of its labels may be missing, said by the row above."""
    spans = [known.spans[i] for i in at]
    first = 1 if labels == 1 and known.kinds[at[0]] == "v" else known.kinds.count("t", at[0], at[-1] + 1)
    if labels > 1 and first == labels:
        own = [Cell(spans[i].start, spans[i].end, (i,)) for i in range(labels)]
    else:
        own = [Cell(spans[0].start, spans[max(0, first - 1)].end, (0,))]
    values = [
        Cell(v.start, v.end, tuple(c + labels - 1 for c in place))
        for v, place in zip(spans[first:], places_of(len(spans) - first, columns[labels - 1 :]), strict=True)
    ]
    return Row(_over(known, at[0], at[-1]), (*own, *values))
