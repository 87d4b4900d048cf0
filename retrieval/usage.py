"""How much is asked, what comes of it, how long it takes, and which documents answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from retrieval.records import Records
from retrieval.schema import answers, feedback, here, midnight

_DOCUMENTS = 20  # the most cited ones
_ANSWERED = frozenset({"answered", "conflict"})


@dataclass(frozen=True, slots=True)
class Day:
    """One day, by the clocks here. `refused` holds questions asked back as well, `p50` and `p95` are milliseconds to an answer."""

    day: date
    asked: int
    answered: int
    refused: int
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document and how many answers cite it. `title` is "" where it is gone."""

    document_id: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked from `since` through `until`."""

    since: date
    until: date
    asked: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    channels: dict[str, int]
    modes: dict[str, int]
    ratings: dict[str, int]
    p50: float | None
    p95: float | None
    days: tuple[Day, ...]
    cited: tuple[Cited, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        days = [asdict(day) | {"day": day.day.isoformat()} for day in self.days]
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat(), "days": days}


def usage(records: Records, since: date, until: date) -> Usage:
    """What was asked on the days from `since` through `until`, days without a question included."""
    records.answers.flush()
    c = answers.c
    first, last = midnight(since), midnight(until + timedelta(days=1))
    told = (c.asked_at, c.outcome, c.reason, c.mode, c.channel, c.milliseconds, c.document_ids)
    with records.engine.connect() as db:
        rows = db.execute(sa.select(*told).where(c.asked_at >= first, c.asked_at < last).order_by(c.n)).mappings().all()
        given = sa.select(feedback.c.rating, sa.func.count()).where(
            feedback.c.given_at >= first, feedback.c.given_at < last
        )
        ratings = {row[0]: int(row[1]) for row in db.execute(given.group_by(feedback.c.rating))}
    by_day: dict[date, list[sa.RowMapping]] = {since + timedelta(days=i): [] for i in range((until - since).days + 1)}
    for row in rows:
        by_day[here(row["asked_at"]).date()].append(row)
    return Usage(
        since=since,
        until=until,
        asked=len(rows),
        outcomes=dict(Counter(row["outcome"] for row in rows)),
        reasons=dict(Counter(row["reason"] for row in rows if row["reason"])),
        channels=dict(Counter(row["channel"] for row in rows)),
        modes=dict(Counter(row["mode"] for row in rows)),
        ratings=ratings,
        p50=_percentile(rows, 50),
        p95=_percentile(rows, 95),
        days=tuple(_day(day, found) for day, found in by_day.items()),
        cited=_cited(records, Counter(key for row in rows for key in row["document_ids"])),
    )


def _day(day: date, rows: Sequence[sa.RowMapping]) -> Day:
    answered = sum(row["outcome"] in _ANSWERED for row in rows)
    return Day(day, len(rows), answered, len(rows) - answered, _percentile(rows, 50), _percentile(rows, 95))


def _percentile(rows: Sequence[sa.RowMapping], share: int) -> float | None:
    """The nearest-rank percentile of the milliseconds; None without rows."""
    if not rows:
        return None
    ranked = sorted(row["milliseconds"] for row in rows)
    return float(ranked[max(0, -(-len(ranked) * share // 100) - 1)])


def _cited(records: Records, counted: Counter[str]) -> tuple[Cited, ...]:
    most = counted.most_common(_DOCUMENTS)
    known = records.documents([key for key, _ in most])
    return tuple(Cited(key, known[key].title if key in known else "", count) for key, count in most)
