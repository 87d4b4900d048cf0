"""Which column a value belongs to in a table that was copied with a cell a line."""

from __future__ import annotations

from collections.abc import Sequence


def columns_of(heads: Sequence[str]) -> tuple[str, ...]:
    """The heads of columns from lines: one a line, or groups before their repeated parts, or each broken in two lines.

    () where they can be read in none of these ways.
    """
    if len(set(heads)) == len(heads):
        return tuple(heads)
    for groups in range(1, len(heads) // 2):
        each, rest = divmod(len(heads) - groups, groups)
        leaves = list(heads[groups : groups + each])
        if not rest and each > 1 and len(set(leaves)) == each and list(heads[groups:]) == leaves * groups:
            return tuple(f"{group} {leaf}" for group in heads[:groups] for leaf in leaves)
    pairs = list(zip(heads[::2], heads[1::2], strict=False))
    if len(heads) % 2 == 0 and len(set(pairs)) == len(pairs):
        return tuple(f"{first} {second}" for first, second in pairs)
    return ()


def places_of(count: int, columns: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The columns that each of a row's values may stand in: empty cells have gone, the order has not."""
    lost = len(columns) - count
    if lost < 0:  # a cell that is broken in two lines: nothing is known
        return [tuple(range(1, len(columns) + 1)) or (1,)] * count
    leaves = [column.rpartition(" ")[2] for column in columns]
    period = len(dict.fromkeys(leaves))
    places = []
    for i in range(count):
        possible = list(range(i, i + lost + 1))
        if lost and count % period == 0 and leaves == leaves[:period] * (len(leaves) // period):
            possible = [c for c in possible if leaves[c] == leaves[i % period]]  # whole groups are empty, or none
        places.append(tuple(c + 1 for c in possible))
    return places
