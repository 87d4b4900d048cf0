"""What a document's layout has in common: its body type, its columns' edges, its leading, its indents."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from ingest.formats.pdf_flow import Flow, TextRow
from ingest.formats.pdf_types import middle

_INDENT = 1.2  # type sizes; a line that starts farther in than this is indented


@dataclass(slots=True)
class Column:
    """The edges that a column's lines keep to: where plain lines start, and where full ones end."""

    left: float
    right: float


@dataclass(slots=True)
class Measure:
    """The measures of a document. Sizes and distances are in units of its pages."""

    body: float  # the type size of most of its text
    columns: dict[tuple[float, float], Column]
    leading: float  # from baseline to baseline, in type sizes
    indents: bool  # paragraphs start with an indent

    def column(self, row: TextRow) -> Column:
        """The column that a row stands in."""
        return self.columns.get(row.column) or Column(*row.column)

    def indent(self, row: TextRow) -> float:
        """How far in a row starts, in type sizes."""
        return (row.left - self.column(row).left) / (row.size or 1)

    def is_centred(self, row: TextRow) -> bool:
        """As much room on its left as on its right, and some of it."""
        column = self.column(row)
        before, after = row.left - column.left, column.right - row.right
        return min(before, after) > 1.8 * row.size and abs(before - after) < max(
            1.5 * row.size, 0.15 * (before + after)
        )


def measure(flow: Flow) -> Measure:
    """Measures a document's flow."""
    rows = [part for part in flow if isinstance(part, TextRow)]
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    body = sizes.most_common(1)[0][0] if sizes else 1.0
    columns = _columns(rows, body or 1.0)
    found = Measure(body or 1.0, columns, 1.5, False)
    steps = [
        (below.base - above.base) / body
        for above, below in zip(rows, rows[1:], strict=False)
        if above.sheet is below.sheet and above.column == below.column and below.base > above.base and body
        if abs(above.size - body) < 0.12 * body and abs(below.size - body) < 0.12 * body
    ]
    found.leading = _leading([step for step in steps if 0.9 < step < 3.5])
    found.indents = _has_indents(rows, found)
    return found


def _leading(steps: list[float]) -> float:
    """The least step that is usual: where paragraphs stand apart and are short, most steps are wider than it."""
    usual = Counter(round(step, 1) for step in steps)
    near = {step: usual[step] + usual[round(step + 0.1, 1)] for step in usual}
    return next((step + 0.05 for step in sorted(near) if near[step] >= max(2, 0.08 * len(steps))), middle(steps, 1.5))


def _columns(rows: list[TextRow], body: float) -> dict[tuple[float, float], Column]:
    """Edges by region; regions that share their left edge and much of their width are one column of the document."""
    groups: dict[tuple[float, float], list[TextRow]] = defaultdict(list)
    for row in rows:
        groups[row.column].append(row)
    widest = sorted(groups, key=lambda key: -sum(len(row.text) for row in groups[key]))[:60]
    columns: dict[tuple[float, float], Column] = {}
    for key, inside in groups.items():
        own = _keeps_edge(inside, body)
        host = key if own else next((wide for wide in widest if _holds(wide, key, body)), key)
        members = groups[host] + (inside if host != key else [])
        columns[key] = _edges(members, body)
    return columns


def _keeps_edge(rows: list[TextRow], body: float) -> bool:
    """Do enough lines end at the region's right edge to show that it is one?"""
    right = max(row.right for row in rows)
    return len(rows) >= 5 and sum(right - row.right < 2 * body for row in rows) >= 0.35 * len(rows)


def _holds(wide: tuple[float, float], key: tuple[float, float], body: float) -> bool:
    return wide[0] - 2 * body <= key[0] <= wide[0] + 4 * body and key[1] <= wide[1] + 2 * body


def _edges(rows: list[TextRow], body: float) -> Column:
    """The leftmost start and the rightmost end that more than a stray line has."""
    lefts, rights = sorted(row.left for row in rows), sorted((row.right for row in rows), reverse=True)
    need = max(1, len(rows) // 12)
    left = next(at for at in lefts if sum(abs(other - at) < 0.6 * body for other in lefts) >= need)
    right = next(at for at in rights if sum(abs(other - at) < 1.2 * body for other in rights) >= need)
    return Column(left, max(right, left))


def _has_indents(rows: list[TextRow], found: Measure) -> bool:
    """Lines two characters in are followed by lines that are not, several times or in a good part of the text."""
    body = [row for row in rows if abs(row.size - found.body) < 0.12 * found.body]
    turns = sum(
        1.4 < found.indent(above) < 3.2 and abs(found.indent(below)) < 0.7
        for above, below in zip(body, body[1:], strict=False)
        if above.sheet is below.sheet and above.column == below.column
    )
    return turns >= 2 or (turns == 1 and len(body) < 12)


def is_indented(row: TextRow, found: Measure) -> bool:
    """Starts the row farther in than the column's plain lines?"""
    return found.indent(row) > _INDENT
