"""How much each caller may ask: so many calls in a while, and so many answers at once.

Counts are kept in this process and are gone when it ends; with several servers each has its own.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from retrieval.errors import PolicyQAError, SettingsError
from retrieval.settings import Settings

Kind = Literal["address", "key"]
_AGAIN = 2  # seconds after which a caller may try whether an answer has ended


class _Refused(PolicyQAError):
    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__("")
        self.headers = headers


class RateLimited(_Refused):
    """The caller has asked too often."""

    code = "rate_limited"
    status = 429


class TooManyStreams(_Refused):
    """The caller has too many answers under way."""

    code = "too_many_streams"
    status = 429


class Busy(_Refused):
    """All callers together have too many answers under way."""

    code = "busy"
    status = 503


@dataclass(frozen=True, slots=True)
class Account:
    """Whose budget it is, and by which setting it goes."""

    kind: Kind
    name: str


class Budgets:
    """The budgets of all callers. Safe to use from several threads. Raises SettingsError for a limit it can't read."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits: dict[Kind, list[RateLimitItem]] = {
            "address": _read("POLICYQA_RATE_ADDRESS", settings.rate_address),
            "key": _read("POLICYQA_RATE_KEY", settings.rate_key),
        }
        self._each, self._all = settings.streams, settings.streams_total
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spend(self, accounts: Sequence[Account]) -> dict[str, str]:
        """Counts one call against these budgets; gives the headers that tell what is left. Raises RateLimited."""
        pairs = [(account, limit) for account in accounts for limit in self._limits[account.kind]]
        if not all(self._limiter.test(limit, account.name) for account, limit in pairs):
            raise RateLimited(self._told(pairs, refused=True))
        for account, limit in pairs:
            self._limiter.hit(limit, account.name)
        return self._told(pairs)

    @contextmanager
    def answering(self, name: str) -> Iterator[None]:
        """Holds a place among the answers under way. Raises TooManyStreams, Busy."""
        again = {"Retry-After": str(_AGAIN)}
        with self._lock:
            if self._each and self._running[name] >= self._each:
                raise TooManyStreams(again)
            if self._all and self._running.total() >= self._all:
                raise Busy(again)
            self._running[name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[name] -= 1
                if not self._running[name]:
                    del self._running[name]

    def _told(self, pairs: Sequence[tuple[Account, RateLimitItem]], *, refused: bool = False) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-11."""
        if not pairs:
            return {}
        policies, states, waits = [], [], [0]
        for account, limit in pairs:
            stats = self._limiter.get_window_stats(limit, account.name)
            wait = max(1, math.ceil(stats.reset_time - time.time()))
            policies.append(f'"{account.kind}";q={limit.amount};w={limit.get_expiry()}')
            states.append(f'"{account.kind}";r={max(0, stats.remaining)};t={wait}')
            waits += [wait] if stats.remaining <= 0 else []
        after = {"Retry-After": str(max(waits))} if refused else {}
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states), **after}


def _read(name: str, text: str) -> list[RateLimitItem]:
    try:
        return parse_many(text) if text.strip() else []
    except ValueError as error:
        raise SettingsError(
            f"{name} 不能使用：{text[:100]!r}。 Not a rate limit.", "应如 120/minute 或 60/minute;2000/day；留空不限。"
        ) from error
