"""One request: to the checked address, over few redirects, with a limit on size and on time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from ingest.fetch_address import Site, cleaned, host_of, joined, name_of, resolve, site_of
from ingest.formats.mail_text import parameter
from retrieval.errors import IngestError

AGENT = "policyqa"
_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost: bytes after decompression, seconds, and whether private addresses are asked."""

    max_bytes: int
    seconds: float
    allow_private: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its final address, status, file name and bytes."""

    url: httpx.URL
    status: int
    name: str
    data: bytes


class RedirectedAway(IngestError):
    """The page has moved to another site, which was not asked for."""


def client() -> httpx.Client:
    """A client that takes nothing from the environment: no proxy, no password file."""
    return httpx.Client(
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),  # each request is to the address checked for it
        follow_redirects=False,
        timeout=_TIMEOUT,
        headers={"User-Agent": AGENT, "Accept": "*/*", "Accept-Language": "zh-CN,zh;q=0.9", "Accept-Encoding": "gzip"},
    )


def get(http: httpx.Client, url: httpx.URL, limits: Limits) -> Reply:
    """What stands at `url`. Redirects are followed within its host only.

    Raises IngestError where it cannot be reached, is not public, is too large or too slow, or redirects elsewhere.
    """
    deadline = time.monotonic() + limits.seconds
    start = url
    for _ in range(_REDIRECTS + 1):
        reply, target = _once(http, url, limits, deadline)
        if not target:
            return reply
        following = joined(url, target)
        if following is None or not _within(site_of(start), site_of(following)):
            place = str(following) if following is not None else target
            raise RedirectedAway(
                f"网页转到了别处：{place[:200]}。 The page redirects to another site.",
                "若需要，请直接用该网址。 Use that address if you want it.",
            )
        url = following
    raise IngestError("网页反复跳转。 The page redirects too often.", "请在浏览器中检查该网址。 Check it in a browser.")


def _within(asked: Site, target: Site) -> bool:
    """Whether a redirect stays on its site; from http to https on the usual ports it does."""
    return asked == target or (asked[1] == target[1] and asked[0::2] == ("http", 80) and target[0::2] == ("https", 443))


def _once(http: httpx.Client, url: httpx.URL, limits: Limits, deadline: float) -> tuple[Reply, str]:
    """The answer, or where it redirects to."""
    address = resolve(url, limits.allow_private)
    watch = _Watch()
    timer = threading.Timer(max(deadline - time.monotonic(), 0.01), watch.stop)
    timer.daemon = True
    request = http.build_request(
        "GET",
        url.copy_with(host=address),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={
            "sni_hostname": host_of(url),
            "trace": watch.trace,
        },  # the certificate is checked for the name, not for the number
    )
    timer.start()
    try:
        response = http.send(request, stream=True)
        try:
            if response.status_code in {301, 302, 303, 307, 308} and response.headers.get("location"):
                return Reply(url, response.status_code, "", b""), response.headers["location"]
            data = b"".join(_body(response, limits, deadline))
            return Reply(url, response.status_code, _name(response, url), data), ""
        finally:
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, zlib.error, OSError, ValueError) as error:
        raise _unreachable(url, TimeoutError() if watch.stopped else error) from None
    finally:
        timer.cancel()


class _Watch:
    """Cuts a connection off when its time is over: a server may send a byte now and then for ever."""

    def __init__(self) -> None:
        self.stopped = False
        self._sockets: list[socket.socket] = []

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._sockets.append(info["return_value"].get_extra_info("socket"))

    def stop(self) -> None:
        self.stopped = True
        for connected in self._sockets:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)


def _unreachable(url: httpx.URL, error: Exception) -> IngestError:
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return IngestError(f"{url.host} 响应太慢。 The site answers too slowly.", "请稍后再试。 Try again later.")
    return IngestError(
        f"无法访问 {url.host}：{str(error)[:150] or type(error).__name__}。 The site cannot be reached.",
        "请检查网址和网络，或稍后再试。 Check the address and the network, or try later.",
    )


def _body(response: httpx.Response, limits: Limits, deadline: float) -> Iterator[bytes]:
    """The bytes of an answer, unpacked here so that a small answer cannot grow without limit."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise IngestError(f"网页用了不支持的压缩方式 {coding[:20]}。 An unsupported coding.", "请下载后导入。")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding not in {"identity", ""} else None
    size = 0
    for chunk in response.iter_raw():
        for part in _unpacked(unpack, chunk):
            size += len(part)
            if size > limits.max_bytes:
                raise IngestError(
                    f"内容超过 {limits.max_bytes / 1e6:.0f} MB。 The file is too large.",
                    "请下载并拆分后导入，或调高上限。 Download and split it, or raise the limit.",
                )
            yield part
        if time.monotonic() > deadline:
            raise TimeoutError


def _unpacked(unpack: zlib._Decompress | None, chunk: bytes) -> Iterator[bytes]:
    if unpack is None:
        yield chunk
        return
    while chunk and not unpack.eof:
        yield unpack.decompress(chunk, _CHUNK)
        chunk = unpack.unconsumed_tail


def _name(response: httpx.Response, url: httpx.URL) -> str:
    """The file name that the answer gives itself (RFC 6266), which may be raw UTF-8 or GBK; else that of the address."""
    raw = next((value for name, value in response.headers.raw if name.lower() == b"content-disposition"), b"")
    return cleaned(parameter(raw, "filename")) or name_of(url)
