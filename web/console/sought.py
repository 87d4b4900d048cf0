"""Filters as an operator types them, read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from retrieval.answer_log import Sought
from retrieval.schema import midnight


def sought_in(text: str, who: str, outcome: str, channel: str, since: str, until: str) -> Sought:
    """What the filters leave."""
    return Sought(
        text=text.strip(),
        who=who.strip(),
        outcomes=(outcome,) if outcome else (),
        channel=channel,
        since=start_of(since),
        until=start_of(until, 1),
    )


def start_of(day: str, later: int = 0) -> datetime | None:
    """The beginning of a day, or of one some days later; None for what is no day."""
    try:
        return midnight(date.fromisoformat(day.strip()) + timedelta(days=later))
    except ValueError:
        return None
