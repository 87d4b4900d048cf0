"""Tables with ruled lines: the grid that rules make, its merged cells, and the text in them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from ingest.formats.pdf_flow import Cell, Table, cell_of
from ingest.formats.pdf_pieces import rows_of
from ingest.formats.pdf_types import Piece, Rule, Sheet

_NEAR = 3.0  # points; rules that lie nearer are one
_HELD = 0.6  # of a cell's side: a rule along as much of it parts the two cells
_LINES = 6  # of text in a cell, on average: frames around paragraphs hold more
_MAX_LINES = 400  # of one grid, in either direction

Slot = tuple[int, int]  # row and column of a grid


def ruled_tables(sheet: Sheet, pieces: list[Piece]) -> tuple[list[Table], list[Piece]]:
    """The page's ruled tables from top to bottom, and the pieces that stand in none."""
    scale = 1.0 if sheet.height > 400 else max(sheet.height / 842, 0.1)
    near = _NEAR * scale
    tables: list[Table] = []
    rest = pieces
    for across, down in _grids(_merged(sheet.across, near), _merged(sheet.down, near), near):
        table, left_over = _table(sheet, across, down, rest, near)
        if table is not None:
            tables.append(table)
            rest = left_over
    return sorted(tables, key=lambda table: table.top), rest


def _merged(rules: list[Rule], near: float) -> list[Rule]:
    """Rules on one line that touch or overlap, as one."""
    kept: list[Rule] = []
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][-1].at <= near / 2 and rule.at - groups[-1][0].at <= near:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    for group in groups:
        group.sort(key=lambda rule: rule.start)
        last = group[0]
        for rule in group[1:]:
            if rule.start <= last.end + near:
                last = Rule(last.at, last.start, max(last.end, rule.end))
            else:
                kept.append(last)
                last = rule
        kept.append(last)
    return kept


def _grids(across: list[Rule], down: list[Rule], near: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that touch each other, the largest first."""
    if len(across) * len(down) > 1_000_000:
        return []
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, flat in enumerate(across):
        for j, tall in enumerate(down):
            if flat.start - near <= tall.at <= flat.end + near and tall.start - near <= flat.at <= tall.end + near:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, flat in enumerate(across):
        groups[root(i)][0].append(flat)
    for j, tall in enumerate(down):
        groups[root(len(across) + j)][1].append(tall)
    found = [group for group in groups.values() if len(group[0]) >= 2 and group[1]]
    return sorted(found, key=lambda group: -len(group[0]) * len(group[1]))


def _places(rules: list[Rule], near: float, ends: list[Rule]) -> list[float]:
    """The places of grid lines; the crossing rules' ends stand for an outer line that is not drawn."""
    places = sorted([rule.at for rule in rules] + [min(r.start for r in ends), max(r.end for r in ends)])
    kept = places[:1]
    for place in places[1:]:
        if place - kept[-1] > near:
            kept.append(place)
    return kept


def _table(
    sheet: Sheet, across: list[Rule], down: list[Rule], pieces: list[Piece], near: float
) -> tuple[Table | None, list[Piece]]:
    xs, ys = _places(down, near, across), _places(across, near, down)
    if len(xs) < 3 or len(ys) < 2 or len(xs) + len(ys) > 2 * _MAX_LINES:
        return None, pieces
    held: dict[Slot, list[Piece]] = defaultdict(list)
    rest: list[Piece] = []
    for piece in pieces:
        place = (_slot(ys, piece.base - 0.3 * piece.size), _slot(xs, (piece.left + piece.right) / 2))
        if None in place:
            rest.append(piece)
        else:
            held[place[0] or 0, place[1] or 0].append(piece)
    owner = _owners(xs, ys, across, down, near)
    texts: dict[Slot, list[Piece]] = defaultdict(list)
    for slot, inside in held.items():
        texts[owner[slot]].extend(inside)
    if len(texts) < 2:
        return None, pieces
    if _is_frame(texts, owner, xs):
        return None, pieces
    cells = {key: cell_of(inside, sheet) for key, inside in texts.items()}
    rows = [[cells.get(key, Cell("", None)) for key in owners] for owners in _rows(owner, len(ys) - 1, len(xs) - 1)]
    made = [row for row in rows if any(cell.text for cell in row)]
    return Table(sheet, made, len(xs) - 1, xs[0], xs[-1], ys[0], ys[-1]), rest


def _is_frame(texts: dict[Slot, list[Piece]], owner: dict[Slot, Slot], xs: list[float]) -> bool:
    """Do the rules only frame paragraphs? Then cells hold many lines, or a wide one is crossed by others' rules."""
    lines = {key: len(rows_of(inside)) for key, inside in texts.items()}
    if sum(lines.values()) > _LINES * len(texts):
        return True
    for key, count in lines.items():
        slots = [slot for slot, first in owner.items() if first == key]
        columns = [column for _, column in slots]
        wide = xs[max(columns) + 1] - xs[min(columns)] > 0.4 * (xs[-1] - xs[0])
        if count >= 4 and wide and len({row for row, _ in slots}) >= 3:
            return True
    return False


def _rows(owner: dict[Slot, Slot], rows: int, columns: int) -> list[list[Slot]]:
    """The cells of each row. Merged ones are repeated, but for a row that is all one, or adds nothing to the last.

    A form, none of whose rows has a cell for every column, has no columns to keep: there each cell stands once.
    """
    grid = [[owner[row, column] for column in range(columns)] for row in range(rows)]
    is_form = all(len(set(owners)) < columns for owners in grid)
    made: list[list[Slot]] = []
    last: set[Slot] = set()
    for owners in grid:
        if set(owners) - last:
            once = is_form or len(set(owners)) == 1
            made.append([key for at, key in enumerate(owners) if not once or at == 0 or key != owners[at - 1]])
        last = set(owners)
    return made


def _slot(places: list[float], at: float) -> int | None:
    index = bisect_right(places, at) - 1
    return index if 0 <= index < len(places) - 1 else None


def _owners(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule], near: float) -> dict[Slot, Slot]:
    """For each slot of the grid the first slot of the merged cell that it belongs to."""
    owner = {(row, column): (row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)}

    def root(slot: Slot) -> Slot:
        while owner[slot] != slot:
            slot = owner[slot]
        return slot

    walls = [[rule for rule in down if abs(rule.at - at) <= near] for at in xs]
    floors = [[rule for rule in across if abs(rule.at - at) <= near] for at in ys]
    for row, column in list(owner):
        if column + 2 < len(xs) and not _is_held(walls[column + 1], ys[row], ys[row + 1]):
            _unite(owner, root((row, column)), root((row, column + 1)))
        if row + 2 < len(ys) and not _is_held(floors[row + 1], xs[column], xs[column + 1]):
            _unite(owner, root((row, column)), root((row + 1, column)))
    return {slot: root(slot) for slot in owner}


def _unite(owner: dict[Slot, Slot], one: Slot, other: Slot) -> None:
    first, second = sorted((one, other))
    owner[second] = first


def _is_held(rules: list[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules)
    return covered >= _HELD * (end - start)
