"""Web addresses: one spelling for each, and the machines that may be asked.

A page may name any address, and so may a redirect or a name server: an address within this network is refused
wherever it comes from, and the address that was checked is the one that is connected to.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import unquote, urljoin

import httpx

from retrieval.errors import IngestError, UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Site = tuple[str, str, int]  # scheme, host, port

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def canonical(url: str) -> httpx.URL:
    """The one spelling of a web address, without its fragment. Raises UsageError where it is none that can be asked."""
    try:
        parsed = httpx.URL(url.strip())
        host, port = parsed.host, parsed.port
    except (httpx.InvalidURL, ValueError, TypeError, UnicodeError):
        raise _bad(url) from None
    if parsed.scheme not in _PORTS or not host or "%" in host or len(str(parsed)) > _LONGEST:
        raise _bad(url)
    if port is not None and not 0 < port < 65_536:
        raise _bad(url)
    if parsed.userinfo:
        raise UsageError(
            "网址里不能带用户名或密码。 A web address must not hold a user name or password.", "请去掉后再试。"
        )
    return parsed.copy_with(raw_path=parsed.raw_path, fragment=None)


def _bad(url: str) -> UsageError:
    return UsageError(
        f"{url[:200]!r} 不是可以访问的网址。 Not a web address that can be fetched.",
        "网址应以 http:// 或 https:// 开头。 It begins with http:// or https://.",
    )


def joined(base: httpx.URL, link: str) -> httpx.URL | None:
    """The address that `link` on the page `base` means; None where it is none."""
    try:
        return canonical(urljoin(str(base), link.strip()))
    except (UsageError, ValueError):
        return None


def site_of(url: httpx.URL) -> Site:
    """The scheme, host and port of an address: what is the same for all pages of a site."""
    return url.scheme, url.host, url.port or _PORTS[url.scheme]


def name_of(url: httpx.URL) -> str:
    """The last part of an address's path as a file name; the host where it has none."""
    return cleaned(url.path.rstrip("/").rsplit("/", 1)[-1]) or url.host


def cleaned(name: str) -> str:
    """A file name that came from outside: percent signs decoded, without a path or characters that no name may hold."""
    last = re.split(r"[/\\]", unquote(name))[-1]
    return "".join(c for c in last if c >= " " and c not in ':*?"<>|').strip()[-150:]


def host_of(url: httpx.URL) -> str:
    """The host as name servers know it (IDNA)."""
    return url.raw_host.decode("ascii")


def resolve(url: httpx.URL, allow_private: bool) -> str:
    """The network address of `url`'s host, as text. Raises IngestError where there is none or it is not public.

    One address that is not public is enough to refuse a host: it may be the one that answers next time.
    """
    try:
        found = socket.getaddrinfo(host_of(url), url.port or _PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise IngestError(
            f"找不到网站 {url.host}。 The host cannot be found.",
            "请检查网址和网络。 Check the address and the network.",
        ) from None
    addresses = [ipaddress.ip_address(str(place[4][0]).split("%")[0]) for place in found]
    if not addresses:
        raise IngestError(f"找不到网站 {url.host}。 The host cannot be found.", "请检查网址。 Check the address.")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise IngestError(
            f"{url.host} 是内部网络地址，已拒绝访问。 The address lies within a private network.",
            "若确需抓取内网网站，请在设置中允许。 Allow private addresses in the settings if you mean it.",
        )
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, also where it wraps another one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
