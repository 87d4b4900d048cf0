"""Documents from the web: one page or file, or the documents that a list page links to.

Only the asked site is visited, as its robots.txt allows (RFC 9309), slowly, and never an address of a private network
unless that is allowed. What an answer is, its bytes decide, not what the server calls it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
from protego import Protego

from ingest.charset import decode
from ingest.detect import detect
from ingest.fetch_address import canonical, name_of, site_of
from ingest.fetch_http import AGENT, Limits, RedirectedAway, Reply, client, get
from ingest.fetch_links import Link, read_links
from retrieval.errors import IngestError

_ROBOTS = Limits(max_bytes=500_000, seconds=30, allow_private=False)  # RFC 9309 §2.5 asks for at least 500 KiB
_LONGEST_DELAY = 10.0  # seconds; a longer Crawl-delay is not waited for
_MAX_SEEN = 20_000


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How far to go: `depth` links from the first page (0: it alone), `limit` documents, `delay` seconds between requests.

    `max_bytes` and `seconds` hold for each document. `allow_private` lets addresses of private networks be asked.
    """

    depth: int = 0
    limit: int = 200
    max_bytes: int = 50_000_000
    allow_private: bool = False
    delay: float = 0.5
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address, or its `problem`. A `listing` was followed: it names documents and is none itself."""

    url: str
    name: str
    data: bytes = b""
    problem: IngestError | None = field(default=None, compare=False)
    listing: bool = False


_ONE_PAGE = FetchOptions()


def fetch(url: str, options: FetchOptions = _ONE_PAGE) -> Iterator[Fetched]:
    """What stands at `url`, and with a depth what it links to on its own site, in the order of the page.

    Files attached to the last pages come too. Raises UsageError at once for what is no web address; what fails
    later comes as the problem of its address.
    """
    return _crawl(canonical(url), options)


@dataclass(frozen=True, slots=True)
class _Step:
    url: httpx.URL
    depth: int
    listing: bool


def _crawl(start: httpx.URL, options: FetchOptions) -> Iterator[Fetched]:
    way = _Way(_Step(start, 0, options.depth > 0), options.limit)
    with client() as http:
        visit = _Visit(http, options)
        while (step := way.next()) is not None:
            try:
                reply = visit.get(step.url)
            except IngestError as error:
                way.count(listing=False)
                yield Fetched(str(step.url), name_of(step.url), problem=error, listing=step.listing)
                continue
            if not way.arrived(step.url, reply.url):
                continue
            links = _links(reply, step, options)
            listing = step.listing and bool(links)
            way.count(listing)
            way.add(links, step)
            yield Fetched(str(reply.url), reply.name, reply.data, listing=listing)


class _Way:
    """What is still to be visited: the links of a list's page before its next page, each address once."""

    def __init__(self, start: _Step, limit: int) -> None:
        self._documents = deque([start])
        self._pages: deque[_Step] = deque()
        self._seen = {str(start.url)}
        self._left = limit
        self._requests = 2 * limit + 1  # pages of lists do not count as documents, but they have an end too

    def next(self) -> _Step | None:
        if self._left <= 0 or self._requests <= 0:
            return None
        self._requests -= 1
        queue = self._documents or self._pages
        return queue.popleft() if queue else None

    def arrived(self, asked: httpx.URL, url: httpx.URL) -> bool:
        """Whether the address at which a visit ended, after redirects, is new."""
        new = str(url) == str(asked) or str(url) not in self._seen
        self._seen.add(str(url))
        return new

    def count(self, listing: bool) -> None:
        self._left -= not listing

    def add(self, links: list[Link], step: _Step) -> None:
        for link in links:
            if str(link.url) in self._seen or len(self._seen) >= _MAX_SEEN:
                continue
            self._seen.add(str(link.url))
            if link.turns and step.listing:
                self._pages.append(_Step(link.url, step.depth, True))
            else:
                self._documents.append(_Step(link.url, step.depth + 1, False))


def _links(reply: Reply, step: _Step, options: FetchOptions) -> list[Link]:
    """The links to follow from a page; at the last depth only to files."""
    if options.depth <= 0:
        return []
    try:
        if detect(reply.data) != "html":
            return []
    except IngestError:
        return []
    links = read_links(reply.data, reply.url)
    return [link for link in links if link.file or step.depth < options.depth]


class _Visit:
    """Asks one site: only what its robots.txt allows, and never two things at once."""

    def __init__(self, http: httpx.Client, options: FetchOptions) -> None:
        self._http = http
        self._limits = Limits(options.max_bytes, options.seconds, options.allow_private)
        self._delay = max(options.delay, 0.0)
        self._robots: dict[tuple[str, str, int], Protego] = {}
        self._last = 0.0

    def get(self, url: httpx.URL) -> Reply:
        """What stands at `url`. Raises IngestError where it may not or cannot be had."""
        self._check(url)
        reply = self._ask(url, self._limits)
        if str(reply.url) != str(url):
            self._check(reply.url)
        if reply.status >= 400:
            raise IngestError(
                f"网站回答 {reply.status}，没有给出内容。 The site answered {reply.status}.",
                "请检查网址是否有效。 Check that the address is still good.",
            )
        return reply

    def _ask(self, url: httpx.URL, limits: Limits) -> Reply:
        time.sleep(max(0.0, self._last + self._delay - time.monotonic()))
        try:
            return get(self._http, url, limits)
        finally:
            self._last = time.monotonic()

    def _check(self, url: httpx.URL) -> None:
        site = site_of(url)
        if site not in self._robots:
            self._robots[site] = self._read_robots(url)
            asked = self._robots[site].crawl_delay(AGENT) or 0.0
            self._delay = max(self._delay, min(float(asked), _LONGEST_DELAY))
        if not self._robots[site].can_fetch(str(url), AGENT):
            raise IngestError(
                "网站的 robots.txt 不允许抓取此页。 The site's robots.txt disallows it.",
                "请在浏览器中下载后导入。 Download it in a browser and import the file.",
            )

    def _read_robots(self, url: httpx.URL) -> Protego:
        """The rules of a site: none where it has no file, all forbidden where its server fails (RFC 9309 §2.3.1)."""
        place = url.copy_with(raw_path=b"/robots.txt")
        limits = Limits(_ROBOTS.max_bytes, _ROBOTS.seconds, self._limits.allow_private)
        try:
            reply = self._ask(place, limits)
        except RedirectedAway:
            return Protego.parse("")
        if reply.status >= 500:
            return Protego.parse("User-agent: *\nDisallow: /")
        try:
            return Protego.parse(decode(reply.data) if reply.status < 400 and reply.data.strip() else "")
        except IngestError:
            return Protego.parse("")
