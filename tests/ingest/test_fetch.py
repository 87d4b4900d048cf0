"""Documents from the web, with a real server on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.fetch import Fetched, FetchOptions, fetch
from ingest.fetch_address import canonical, is_public
from retrieval.errors import UsageError

Answer = tuple[int, dict[str, str], bytes]
_PAGE = "<html><body><p>虚构县人民政府关于{}的通知，请各乡镇遵照执行。</p>{}</body></html>"


def _page(name: str, links: str = "") -> bytes:
    return _PAGE.format(name, links).encode()


class Site:
    """A web server whose pages are a dictionary; it notes what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.heads.append({key.lower(): value for key, value in self.headers.items()})
                found = site.pages.get(self.path, (404, {}, b"not here"))
                if callable(found):
                    with suppress(OSError):
                        found(self)
                    self.close_connection = True
                    return
                status, headers, body = found
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def add(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def _here(**changes: object) -> FetchOptions:
    given: dict[str, object] = {"allow_private": True, "delay": 0.0, "seconds": 10.0, **changes}
    return FetchOptions(**given)  # type: ignore[arg-type]


def _all(site: Site, path: str, **changes: object) -> list[Fetched]:
    return list(fetch(site.address + path, _here(**changes)))


def _paths(site: Site, found: list[Fetched]) -> list[str]:
    return [item.url.removeprefix(site.address) for item in found]


def test_one_page_alone(site: Site) -> None:
    site.add("/a.html", _page("造林", '<a href="/b.html">b</a>'))
    found = _all(site, "/a.html#part")
    assert [(item.name, item.data, item.problem, item.listing) for item in found] == [
        ("a.html", site.pages["/a.html"][2], None, False)  # type: ignore[index]
    ]
    assert _paths(site, found) == ["/a.html"]
    assert site.asked == ["/robots.txt", "/a.html"]
    assert site.heads[1]["user-agent"] == "policyqa"
    assert site.heads[1]["host"] == site.address.removeprefix("http://")


def test_a_list_is_followed_in_its_order(site: Site) -> None:
    links = (
        '<base href="/docs/"><!-- <a href="old.html">old</a> --><a href="2.html#x">二</a><a class=x href=\'1.html\'>一</a>'
        '<a href="2.html">again</a><a href="javascript:go()">x</a><a href="http://example.com/">elsewhere</a>'
        '<a href="mailto:a@b.cn">m</a><a href="/site.css">css</a><a href="/list_1.html">下一页</a>'
    )
    site.add("/list.html", _page("目录", links))
    site.add("/list_1.html", _page("目录二", '<a href="/docs/3.html">三</a><a href="/list.html">1</a>'))
    for name in "123":
        site.add(f"/docs/{name}.html", _page(name, '<a href="/docs/deeper.html">d</a><a href="附件.pdf">附件</a>'))
    site.add("/docs/%E9%99%84%E4%BB%B6.pdf", b"%PDF-1.4 made up")
    found = _all(site, "/list.html", depth=1)
    assert _paths(site, found) == [
        "/list.html", "/docs/2.html", "/docs/1.html", "/docs/%E9%99%84%E4%BB%B6.pdf", "/list_1.html", "/docs/3.html",
    ]  # fmt: skip
    assert [item.listing for item in found] == [True, False, False, False, True, False]
    assert found[3].name == "附件.pdf"


def test_pages_of_a_list_that_a_script_writes(site: Site) -> None:
    site.add("/zc/", _page("目录", '<a href="1.html">一</a><script>createPageHTML(3, 0, "index", "html");</script>'))
    for number in (1, 2):
        site.add(f"/zc/index_{number}.html", _page("目录", f'<a href="p{number}.html">页</a>'))
        site.add(f"/zc/p{number}.html", _page("正文"))
    site.add("/zc/1.html", _page("正文"))
    found = _all(site, "/zc/", depth=1)
    assert _paths(site, found) == [
        "/zc/",
        "/zc/1.html",
        "/zc/index_1.html",
        "/zc/p1.html",
        "/zc/index_2.html",
        "/zc/p2.html",
    ]


def test_the_limit_counts_documents(site: Site) -> None:
    site.add("/", _page("目录", "".join(f'<a href="/{n}.html">第{n}号</a>' for n in range(9))))
    for number in range(9):
        site.add(f"/{number}.html", _page("正文"))
    found = _all(site, "/", depth=1, limit=3)
    assert _paths(site, found) == ["/", "/0.html", "/1.html", "/2.html"]


def test_a_page_that_fails_is_named_and_the_rest_goes_on(site: Site) -> None:
    site.add("/", _page("目录", '<a href="/gone.html">x</a><a href="/here.html">y</a>'))
    site.add("/here.html", _page("正文"))
    found = _all(site, "/", depth=1)
    assert [item.problem is not None for item in found] == [False, True, False]
    assert found[1].problem is not None
    assert "404" in found[1].problem.message


def test_robots_are_heard(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: *\nDisallow: /inner/\n\nUser-agent: other\nDisallow: /\n")
    site.add("/inner/a.html", _page("内部"))
    site.add("/away.html", b"", 302, Location="/inner/a.html")
    site.add("/a.html", _page("公开"))
    assert _all(site, "/a.html")[0].problem is None
    for path in ("/inner/a.html", "/away.html"):
        problem = _all(site, path)[0].problem
        assert problem is not None
        assert "robots" in problem.message


def test_a_failing_robots_file_forbids_all(site: Site) -> None:
    site.add("/robots.txt", b"", 503)
    site.add("/a.html", _page("正文"))
    assert _all(site, "/a.html")[0].problem
    assert site.asked == ["/robots.txt"]


def test_a_crawl_delay_is_kept(site: Site) -> None:
    site.add("/robots.txt", b"User-agent: policyqa\nCrawl-delay: 0.3\n")
    site.add("/a.html", _page("正文"))
    start = time.monotonic()
    assert _all(site, "/a.html")[0].problem is None
    assert time.monotonic() - start >= 0.3


def test_redirects_are_followed_within_the_site(site: Site) -> None:
    site.add("/old", b"", 301, Location="/new.html")
    site.add("/new.html", _page("正文"))
    site.add("/", _page("目录", '<a href="/old">旧</a><a href="/new.html">新</a>'))
    assert _paths(site, _all(site, "/old")) == ["/new.html"]
    assert _paths(site, _all(site, "/", depth=1)) == ["/", "/new.html"]


def test_redirects_elsewhere_and_without_end_are_refused(site: Site) -> None:
    site.add("/away", b"", 302, Location="http://127.0.0.1:9/inner")
    site.add("/host", b"", 302, Location="http://example.com/")
    site.add("/file", b"", 302, Location="file:///etc/passwd")
    site.add("/loop", b"", 302, Location="/loop")
    for path, reason in (
        ("/away", "转到了别处"),
        ("/host", "转到了别处"),
        ("/file", "转到了别处"),
        ("/loop", "反复跳转"),
    ):
        problem = _all(site, path)[0].problem
        assert problem is not None
        assert reason in problem.message


def test_size_is_limited_also_behind_compression(site: Site) -> None:
    site.add("/big", b"x" * 300_000)
    site.add("/bomb", gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip")
    site.add("/twice", gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")
    site.add("/packed", gzip.compress(_page("正文")), Content_Encoding="gzip")
    for path in ("/big", "/bomb", "/twice"):
        assert _all(site, path, max_bytes=200_000)[0].problem
    assert _all(site, "/packed")[0].data == _page("正文")


def test_a_server_that_drips_is_left(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(100):
            handler.wfile.write(b"X")
            handler.wfile.flush()
            time.sleep(0.1)

    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        drip(handler)

    site.pages["/head"], site.pages["/body"] = drip, half
    for path in ("/head", "/body"):
        problem = _all(site, path, seconds=0.5)[0].problem
        assert problem is not None
        assert "太慢" in problem.message


def _send(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(data)


def test_broken_answers_are_problems(site: Site) -> None:
    site.pages["/none"] = lambda handler: None
    site.pages["/noise"] = lambda handler: _send(handler, b"\xff\xfe\0\0 not http\r\n\r\n")
    site.pages["/short"] = lambda handler: _send(handler, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx")
    site.add("/packed", b"not gzip at all", Content_Encoding="gzip")
    for path in ("/none", "/noise", "/short", "/packed"):
        assert _all(site, path)[0].problem, path


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.docx", "通知.docx"),
        ("attachment; filename=" + "通知.docx".encode().decode("latin-1"), "通知.docx"),
        ("attachment; filename=" + "通知.docx".encode("gb18030").decode("latin-1"), "通知.docx"),
        ("attachment; filename=%E9%80%9A%E7%9F%A5.docx", "通知.docx"),
        ('attachment; filename="../../etc/x.docx"', "x.docx"),
        ("attachment", "get"),
    ],
)
def test_the_name_that_an_answer_gives_itself(site: Site, header: str, name: str) -> None:
    site.add("/get", b"data", Content_Disposition=header)
    assert _all(site, "/get")[0].name == name


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused(site: Site, host: str) -> None:
    site.add("/a.html", _page("正文"))
    port = site.address.rsplit(":", 1)[1]
    found = list(fetch(f"http://{host}:{port}/a.html", FetchOptions(delay=0.0)))
    assert found[0].problem is not None
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
     "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://a.cn/", "file:///etc/passwd", "javascript:1", "//a.cn/", "http://", "http:///x", "http://a.cn:0/",
     "http://a.cn:99999/", "http://a b/", "http://[::1", "http://u:p@a.cn/", "http://a.cn/" + "x" * 3000],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(UsageError):
        fetch(url)


def test_one_spelling_for_each_address() -> None:
    assert str(canonical(" HTTP://WWW.Example.CN:80#top ")) == "http://www.example.cn/"
    assert str(canonical("https://a.cn:443/x?b=1&a=2#")) == "https://a.cn/x?b=1&a=2"


def test_a_host_that_does_not_exist() -> None:
    assert next(fetch("http://host.invalid/", FetchOptions(delay=0.0))).problem


def test_a_page_of_a_million_marks_has_its_links_read(site: Site) -> None:
    site.add("/", b"<html>" + b"<!--" * 200_000 + b"<a href=/x.html>x</a>")
    site.add("/deep", b"<html>" + b"<div>" * 200_000 + b"<a href=/x.html>x</a>")
    site.add("/x.html", _page("正文"))
    assert _paths(site, _all(site, "/", depth=1)) == ["/"]
    assert _paths(site, _all(site, "/deep", depth=1)) == ["/deep", "/x.html"]
