"""How much a caller may ask, how many answers run at once, and what ends when nobody listens any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, cast

import httpx
import openai
import pytest

from prompts import load_prompts
from retrieval.errors import SettingsError
from retrieval.models import Event
from retrieval.settings import load_settings
from web.budgets import Account, Budgets, Busy, RateLimited, TooManyStreams
from web.openai_reply import Chunks, chunked
from web.sse import opened

if TYPE_CHECKING:
    from fastapi import Request

    from tests.web.conftest import TOKEN, Site, stand_in_server
    from tests.web.test_web_api import assert_problem
else:
    from conftest import TOKEN, Site, stand_in_server  # pytest puts this folder on the path
    from test_web_api import assert_problem

ENDLESS = {"question": "endless", "stream": True}
HOUR = "3/hour"  # the clock of the test machine doesn't matter


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("small")
    with stand_in_server(folder, rate_address="", rate_key=HOUR, streams=2, streams_total=3) as site:
        yield site


def key_of(site: Site) -> dict[str, str]:
    _, secret = site.assistant.records.keys.create("k", ("ask", "ingest"))
    return {"Authorization": f"Bearer {secret}"}


def search(site: Site, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{site.base}/v1/search", json={"query": "问"}, headers=headers)


def test_a_key_that_asks_too_often_is_told_when_to_come_back(small: Site) -> None:
    mine, other = key_of(small), key_of(small)
    left = [search(small, mine).headers["ratelimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    refused = search(small, mine)
    problem = assert_problem(refused, 429, "rate_limited")
    assert "POLICYQA_RATE_KEY" in problem["hint"]
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert refused.headers["ratelimit-policy"] == '"key";q=3;w=3600'
    assert refused.headers["ratelimit"].startswith('"key";r=0;t=')
    assert search(small, other).status_code == 200, "each key has its own budget"
    assert search(small, {"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_only_calls_that_ask_are_counted(small: Site) -> None:
    mine = key_of(small)
    for _ in range(5):
        reply = httpx.get(f"{small.base}/v1/documents", headers=mine)
        assert reply.status_code == 200
        assert "ratelimit" not in reply.headers
    assert search(small, mine).status_code == 200


def test_the_openai_client_sees_its_own_error(small: Site) -> None:
    secret = key_of(small)["Authorization"].split()[1]
    with openai.OpenAI(base_url=f"{small.base}/v1", api_key=secret, max_retries=0) as client:
        ask: Any = client.chat.completions.create
        for _ in range(3):
            ask(model="policyqa", messages=[{"role": "user", "content": "问"}])
        with pytest.raises(openai.RateLimitError) as refused:
            ask(model="policyqa", messages=[{"role": "user", "content": "问"}])
    assert refused.value.code == "rate_limited"
    assert int(refused.value.response.headers["retry-after"]) > 0


def test_answers_under_way_are_counted_and_end_with_their_readers(small: Site) -> None:
    first, second = key_of(small), key_of(small)
    with ExitStack() as open_streams:

        def begin(headers: dict[str, str]) -> httpx.Response:
            asked = httpx.stream("POST", f"{small.base}/v1/answers", json=ENDLESS, headers=headers)
            return open_streams.enter_context(asked)

        assert [begin(first).status_code for _ in range(2)] == [200, 200]
        third = begin(first)
        third.read()
        assert_problem(third, 429, "too_many_streams")
        assert third.headers["retry-after"]
        assert begin(second).status_code == 200
        small.assistant.closed.clear()
        crowded = begin(second)
        crowded.read()
        assert_problem(crowded, 503, "busy")
    assert small.assistant.closed.wait(20)
    newcomer = key_of(small)
    for _ in range(100):  # the places are free once the last stream has ended
        reply = httpx.post(f"{small.base}/v1/answers", json={"question": "问"}, headers=newcomer)
        if reply.status_code != 503:
            break
    assert reply.status_code in {200, 429}


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/chat/completions"])
@pytest.mark.parametrize("stream", [False, True])
def test_work_ends_when_the_caller_hangs_up(stand_in_site: Site, path: str, stream: bool) -> None:
    message = {"model": "policyqa", "messages": [{"role": "user", "content": "endless"}]}
    body = {**({"question": "endless"} if path == "/v1/answers" else message), "stream": stream}
    patience = httpx.Timeout(20, read=20 if stream else 0.5)
    with (
        suppress(httpx.ReadTimeout),
        httpx.stream("POST", stand_in_site.base + path, json=body, timeout=patience) as reply,
    ):
        assert stream
        assert next(reply.iter_lines())
        assert not stand_in_site.assistant.closed.is_set()
    assert stand_in_site.assistant.asked
    assert stand_in_site.assistant.closed.wait(20)


def test_budgets_of_one_caller_are_its_own() -> None:
    budgets = Budgets(load_settings(rate_address="1/hour;5/day", rate_key=HOUR))
    both = (Account("address", "a"), Account("key", "k"))
    told = budgets.spend(both)
    assert told["RateLimit-Policy"] == '"address";q=1;w=3600, "address";q=5;w=86400, "key";q=3;w=3600'
    with pytest.raises(RateLimited):
        budgets.spend(both)
    assert "r=1;" in budgets.spend((Account("key", "k"),))["RateLimit"], "a refused call costs nothing"
    assert budgets.spend(()) == {}
    assert Budgets(load_settings(rate_address="")).spend((Account("address", "a"),)) == {}


def test_places_are_given_back() -> None:
    budgets = Budgets(load_settings(streams=1, streams_total=2))
    with budgets.answering("a"):
        with pytest.raises(TooManyStreams), budgets.answering("a"):
            pass
        with budgets.answering("b"), pytest.raises(Busy), budgets.answering("c"):
            pass
    with pytest.raises(ValueError, match="x"), budgets.answering("a"):
        raise ValueError("x")
    with budgets.answering("a"), budgets.answering("c"):
        pass


@pytest.mark.parametrize("limit", ["many", "10", "10/fortnight", "-1/minute"])
def test_a_limit_that_is_none_is_a_setting_error(limit: str) -> None:
    with pytest.raises(SettingsError, match="POLICYQA_RATE_KEY"):
        Budgets(load_settings(rate_key=limit))


def test_an_idle_openai_stream_is_kept_alive_also_before_its_first_event() -> None:
    go = threading.Event()

    def slow() -> Iterator[Event]:
        go.wait(30)
        yield Event("meta", {"id": "chatcmpl-1"})

    async def collect() -> list[str]:
        found = []
        items = await opened(slow(), 0.01)
        async for part in chunked(cast("Request", None), items, Chunks("m", "", False, load_prompts(), "zh")):
            found.append(part)
            go.set()
        return found

    found = asyncio.run(collect())
    assert found[0] == ": ping\n\n"
    assert '"role": "assistant"' in found[-1]
