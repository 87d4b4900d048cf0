"""One order to take documents in: files, folders, corpora and web addresses, once or kept in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.fetch import FetchOptions, fetch
from ingest.limits import Limits
from ingest.load import Loaded, identify
from ingest.pipeline import Progress, ingest, take_in
from ingest.report import Report
from retrieval.errors import UsageError
from retrieval.library import Library
from retrieval.settings import Settings
from retrieval.sight import checked_groups

_HEAVY = 2  # how many times the memory of other readers OCR and LibreOffice get


@dataclass(frozen=True, slots=True)
class Order:
    """What to take in. `base` is the folder to which sources are relative; `depth` and `limit` hold for addresses."""

    paths: Sequence[Path] = ()
    urls: Sequence[str] = ()
    sync: bool = False
    depth: int = 0
    limit: int = 200
    base: Path | None = None
    groups: Sequence[str] = ()  # that alone may see what is taken in; none: everyone


def order_of(
    places: Sequence[str], *, sync: bool = False, depth: int = 0, limit: int = 200, groups: Sequence[str] = ()
) -> Order:
    """The order for what a person names: addresses by their scheme, everything else a path.

    Raises UsageError where addresses are to be kept in step.
    """
    urls = [place for place in places if place.startswith(("http://", "https://"))]
    if sync and urls:
        raise UsageError("--sync 只用于目录。 --sync takes folders only.", "请去掉网址。 Leave out the addresses.")
    paths = [Path(place) for place in places if place not in urls]
    return Order(paths, urls, sync, depth, limit, groups=groups)


def limits_of(settings: Settings) -> Limits:
    """The limits on reading one document that the settings say."""
    memory = settings.parse_memory_mb
    return Limits(seconds=settings.parse_seconds, memory_mb=memory, heavy_mb=_HEAVY * memory)


def carry_out(order: Order, library: Library, settings: Settings, progress: Progress | None = None) -> Report:
    """Takes in what the order names. Raises UsageError where a path does not exist or an address is none."""
    report = Report(order.sync)
    library = library.keeping_to(order.groups)
    limits = limits_of(settings)
    if order.paths:
        report += ingest(order.paths, library, progress, order.base, limits=limits, sync=order.sync)
    options = FetchOptions(
        depth=order.depth,
        limit=order.limit,
        max_bytes=library.max_file_bytes,
        allow_private=settings.allow_private,
    )
    for url in order.urls:
        report += take_in(_fetched(url, options), library, progress, limits=limits)
    _keep_known(report, order.groups, library)
    return report


def _keep_known(report: Report, groups: Sequence[str], library: Library) -> None:
    """Documents that were known before, and are named with groups now, are for these groups as well as new ones are."""
    wanted = checked_groups(groups)
    for key in [*report.unchanged, *report.renamed] if wanted else ():
        if library.records.document(key).groups != wanted:
            library.edit(key, {"groups": list(wanted)})


def _fetched(url: str, options: FetchOptions) -> Iterator[Loaded]:
    for found in fetch(url, options):
        if found.problem or not found.listing:
            yield Loaded(identify(found.url), found.url, found.name, found.data, problem=found.problem)
