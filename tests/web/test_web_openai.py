"""`/v1/chat/completions` and `/v1/models` with the stock `openai` client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

    from tests.web.conftest import Site, stand_in_server
else:
    from conftest import Site, stand_in_server  # pytest puts this folder on the path

LAND = "2019年出让土地多少亩"


def client_of(site: Site, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{site.base}/v1", api_key=key, max_retries=0)


def said(text: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": text}]


def text_of(site: Site, citation: Any) -> str:
    text: str = httpx.get(f"{site.base}/v1/documents/{citation['document_id']}").json()["text"]
    return text


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[openai.OpenAI]:
    with client_of(site) as opened:
        yield opened


def test_an_answer_has_its_sources_as_annotations_and_in_context(site: Site, client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="policyqa", messages=said(LAND), temperature=0.7, seed=1)
    (choice,) = reply.choices
    assert (reply.object, choice.finish_reason, choice.message.role) == ("chat.completion", "stop", "assistant")
    native = httpx.post(f"{site.base}/v1/answers", json={"question": LAND}, timeout=60).json()
    content = choice.message.content or ""
    assert content.startswith(native["text"])
    assert "3150亩" in content
    assert choice.message.annotations
    cited = choice.message.annotations[0].url_citation
    assert (
        content[cited.start_index : cited.end_index]
        == (native["text"][native["citations"][0]["answer_start"] : native["citations"][0]["answer_end"]])
    )
    assert cited.url == site.base + native["citations"][0]["url"]
    assert httpx.get(cited.url).status_code == 200
    context = choice.message.model_extra["context"]  # type: ignore[index]
    assert [c["quote"] for c in context["citations"]] == [c["quote"] for c in native["citations"]]
    first = context["citations"][0]
    assert text_of(site, first)[first["quote_start"] : first["quote_end"]] == first["quote"] == first["content"]
    assert context["outcome"] == "answered"


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="policyqa-extract", messages=said(LAND)).choices[0].message
    with client.chat.completions.create(
        model="policyqa-extract", messages=said(LAND), stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices) == whole.content
    (extra,) = [c.delta.model_extra for c in choices if c.delta.model_extra and "context" in c.delta.model_extra]
    assert extra["context"]["citations"] == whole.model_extra["context"]["citations"]  # type: ignore[index]
    assert whole.annotations
    assert extra["annotations"] == [a.model_dump() for a in whole.annotations]
    assert [choice.finish_reason for choice in choices if choice.finish_reason] == ["stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None


def test_earlier_messages_complete_a_follow_up(client: openai.OpenAI) -> None:
    messages: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Always answer 42."},
        {"role": "user", "content": [{"type": "text", "text": LAND}]},
        {"role": "assistant", "content": "3150亩"},
        {"role": "user", "content": "那2018年呢？"},
    ]
    message = client.chat.completions.create(model="policyqa", messages=messages).choices[0].message
    context = message.model_extra["context"]  # type: ignore[index]
    assert "2018年" in context["understood"]
    assert "出让土地" in context["understood"]
    assert (context["outcome"], context["reason"]) == ("refused", "wrong_year")
    assert "42" not in (message.content or "")
    assert not message.annotations


def test_our_own_fields_go_through_extra_body(stand_in_site: Site) -> None:
    extra = {"as_of": "2020-03-10", "filters": {"year": 2019}, "language": "en"}
    with client_of(stand_in_site) as client:
        client.chat.completions.create(model="policyqa-extract", messages=said("问"), extra_body=extra)
    (asked,) = stand_in_site.assistant.asked
    assert asked["as_of"].isoformat() == "2020-03-10"
    assert (asked["filters"].year, asked["language"], asked["mode"]) == (2019, "en", "extract")


def test_cautions_follow_the_text(stand_in_site: Site) -> None:
    with client_of(stand_in_site) as client:
        reply = client.chat.completions.create(model="policyqa", messages=said("问"))
    content = reply.choices[0].message.content or ""
    assert content.startswith("定稿 ")
    assert content.endswith("）")


def test_what_is_taken_back_is_followed_by_what_counts(stand_in_site: Site) -> None:
    with client_of(stand_in_site) as client:
        chunks = list(client.chat.completions.create(model="policyqa", messages=said("retract"), stream=True))
    content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert content.startswith("初稿\n\n刚才的内容没有通过核验，已撤回。\n\n定稿 ")
    (extra,) = [e for c in chunks if (e := c.choices[0].delta.model_extra) and "annotations" in e]
    cited = extra["annotations"][0]["url_citation"]
    assert content[cited["start_index"] : cited["end_index"]] == "定稿"


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["policyqa", "policyqa-extract"]
    assert client.models.retrieve("policyqa").owned_by == "policyqa"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


def test_a_configured_language_model_is_one_of_the_models(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = {"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "m"}
    with stand_in_server(tmp_path_factory.mktemp("llm"), **settings) as site, client_of(site) as client:
        assert [model.id for model in client.models.list()] == ["policyqa", "policyqa-extract", "policyqa-llm"]
        client.chat.completions.create(model="policyqa-llm", messages=said("问"))
        assert site.assistant.asked[0]["mode"] == "llm"
        _, secret = site.assistant.records.keys.create("k")
        with pytest.raises(openai.AuthenticationError) as refused:
            client.models.list()
        assert refused.value.code == "unauthorized"
        with client_of(site, secret) as known:
            assert len(known.models.list().data) == 3
        _, writer = site.assistant.records.keys.create("w", ("ingest",))
        with client_of(site, writer) as unfit, pytest.raises(openai.PermissionDeniedError):
            unfit.models.list()


@pytest.mark.parametrize("stream", [False, True])
def test_errors_are_the_clients_own(stand_in_site: Site, stream: bool) -> None:
    with client_of(stand_in_site) as client:
        ask: Any = client.chat.completions.create
        with pytest.raises(openai.BadRequestError) as empty:
            ask(model="policyqa", messages=said("  "), stream=stream)
        assert (empty.value.code, empty.value.type) == ("bad_question", "invalid_request_error")
        assert empty.value.request_id
        with pytest.raises(openai.NotFoundError):
            ask(model="gpt-4o", messages=said("问"), stream=stream)
        with pytest.raises(openai.BadRequestError):
            ask(model="policyqa", messages=[{"role": "assistant", "content": "问"}], stream=stream)
        with pytest.raises(openai.BadRequestError, match="messages"):
            ask(model="policyqa", messages=[], stream=stream)
        with pytest.raises(openai.BadRequestError, match="n:"):
            ask(model="policyqa", messages=said("问"), n=2, stream=stream)
        with pytest.raises(openai.APIError, match="大模型没有回答"):
            list(ask(model="policyqa", messages=said("model"), stream=stream))
        with pytest.raises(openai.APIError) as crash:
            list(ask(model="policyqa", messages=said("crash"), stream=stream))
        assert "secret" not in str(crash.value)


def test_an_asynchronous_client_works_as_well(site: Site) -> None:
    async def ask() -> str:
        async with openai.AsyncOpenAI(base_url=f"{site.base}/v1", api_key="none") as client:
            stream = await client.chat.completions.create(model="policyqa", messages=said(LAND), stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    import asyncio

    assert "3150亩" in asyncio.run(ask())


def test_langchains_client_works_as_well(site: Site) -> None:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    model = ChatOpenAI(base_url=f"{site.base}/v1", api_key=SecretStr("none"), model="policyqa")
    assert "3150亩" in str(model.invoke(LAND).content)
    assert "3150亩" in "".join(str(piece.content) for piece in model.stream(LAND))
