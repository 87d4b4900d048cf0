"""`keys create | list | revoke`: they work in the records themselves, also beside a running server.

What a key may be is checked here for the console too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.database import opened_records
from retrieval.errors import UsageError
from retrieval.keys import SCOPES, Key, Keys, Scope
from retrieval.settings import Settings
from retrieval.sight import checked_groups
from web.origins import allowed_origin

LONGEST = 100  # characters of a name
LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """A key to be made, checked: what `Keys.create` takes."""

    name: str
    scopes: tuple[Scope, ...]
    origins: tuple[str, ...]
    days: int | None
    groups: tuple[str, ...]

    def made(self, keys: Keys) -> tuple[Key, str]:
        """The key, and its secret, which can't be read again."""
        return keys.create(self.name, self.scopes, self.origins, self.days, self.groups)


def checked_key(
    name: str, scopes: Iterable[str], origins: Iterable[str], days: int | None, groups: Iterable[str] = ()
) -> KeyWanted:
    """A key as it is wanted, a public one where `origins` are given. Raises UsageError."""
    name, wanted, pages = name.strip(), set(scopes), tuple(origins)
    known: tuple[Scope, ...] = tuple(scope for scope in SCOPES if scope in wanted)
    if not 0 < len(name) <= LONGEST:
        raise UsageError(f"名称应有 1 至 {LONGEST} 字。 A name has 1 to {LONGEST} characters.")
    if len(known) != len(wanted) or not known:
        raise UsageError(f"{','.join(sorted(wanted))!r} 不是权限。 Not scopes.", f"可用 / use: {','.join(SCOPES)}。")
    if pages and known != ("ask",):
        raise UsageError(
            "给网页用的公开密钥只能有 ask 权限。 A public key can only ask.", "去掉 --scopes 或 --origin。"
        )
    if days is not None and not 0 < days <= LONGEST_DAYS:
        raise UsageError(f"有效天数应是 1 至 {LONGEST_DAYS}。 Days are 1 to {LONGEST_DAYS}.")
    return KeyWanted(name, known, tuple(map(allowed_origin, pages)), days, checked_groups(groups))


def create_key(
    settings: Settings, name: str, scopes: str, origins: list[str], days: int | None, groups: Sequence[str] = ()
) -> tuple[dict[str, Any], str]:
    """What there is to tell of a new key, and its secret. `scopes` are apart by commas. Raises UsageError."""
    wanted = checked_key(name, filter(None, map(str.strip, scopes.split(","))), origins, days, groups)
    with opened_records(settings) as records:
        key, secret = wanted.made(records.keys)
    return _told(key), secret


def list_keys(settings: Settings) -> list[dict[str, Any]]:
    """What there is to tell of every key, the oldest first."""
    with opened_records(settings) as records:
        return [_told(key) for key in records.keys.listed()]


def revoke_key(settings: Settings, key_id: str) -> dict[str, Any]:
    """Makes a key worthless; a running server refuses it at once. Raises NotFound."""
    with opened_records(settings) as records:
        return _told(records.keys.revoke(key_id))


def key_line(told: dict[str, Any], *, plain: bool = False) -> str:
    """A key in one line; as JSON where `plain`."""
    if plain:
        return json.dumps(told, ensure_ascii=False)
    state = "已撤销 revoked" if told["revoked_at"] else "有效 live" if told["live"] else "已过期 expired"
    until = f" 至 {told['expires_at'][:10]}" if told["expires_at"] else ""
    where = f" {' '.join(told['origins'])}" if told["origins"] else ""
    where += f" 组 {','.join(told['groups'])}" if told["groups"] else ""
    return f"{told['id']}  {told['start']}…  {','.join(told['scopes'])}  {told['name']}  {state}{until}{where}"


def _told(key: Key) -> dict[str, Any]:
    times = {name: getattr(key, name) for name in ("made_at", "expires_at", "revoked_at")}
    return {
        "id": key.id,
        "name": key.name,
        "kind": key.kind,
        "start": key.start,
        "scopes": list(key.scopes),
        "origins": list(key.origins),
        "groups": list(key.groups),
        "live": key.live,
        **{name: value.isoformat(timespec="seconds") + "Z" if value else None for name, value in times.items()},
    }
