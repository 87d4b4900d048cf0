"""What `/v1/chat/completions` takes, in the shapes of OpenAI's API, and what it makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts import Language
from retrieval.errors import UsageError
from retrieval.models import Filters, Turn
from web.schemas import QUESTION

MODEL = "policyqa"
_LONGEST_HISTORY = 50


class Part(BaseModel):
    """A part of a message. Only text is read."""

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """A message. What a system message says of the answer's style is not obeyed: answers are quoted and verified."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """Options of a stream."""

    include_usage: bool = Field(False, description="a last chunk with the usage")


class ChatRequest(BaseModel):
    """A conversation whose last message is the question. Parameters of sampling are taken and have no effect."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"examples": [{"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}]},
    )

    model: str = Field(MODEL, description="one of GET /v1/models")
    messages: list[ChatMessage] = Field(min_length=1, max_length=500)
    stream: bool | None = Field(False, description="answer as server-sent events")
    stream_options: StreamOptions | None = None
    n: int | None = Field(1, ge=1, le=1, description="one answer")
    as_of: date | None = Field(None, description="ours: the day on which it is asked; default: today")
    filters: Filters | None = Field(None, description="ours: what may be searched")
    language: Language | None = Field(None, description="ours: language of fixed replies; default: Accept-Language")


def asked_in(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """The question of a conversation and its earlier turns. Raises UsageError where it ends with no question."""
    spoken = [message for message in messages if message.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        raise UsageError("最后一条消息应是用户的问题。 The last message must be the user's.", 'role 应为 "user"。')
    turns: list[Turn] = []
    for message in spoken[:-1]:
        if message.role == "user":
            turns.append(Turn(question=message.text))
        elif turns and message.text:
            turns[-1] = turns[-1].model_copy(update={"answers": (*turns[-1].answers, message.text)})
    return spoken[-1].text, turns[-_LONGEST_HISTORY:]


COMPLETION_EXAMPLE: dict[str, Any] = {
    "id": "chatcmpl-5f1c0d9e8a7b6c5d4e3f2a1b",
    "object": "chat.completion",
    "created": 1790000000,
    "model": MODEL,
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "3150亩\n一是实现出让土地97宗,面积3150亩",
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "url": "http://127.0.0.1:7860/documents/…?cite=660-707",
                            "title": "…",
                            "start_index": 0,
                            "end_index": 27,
                        },
                    }
                ],
                "context": {
                    "outcome": "answered",
                    "citations": [{"n": 1, "quote": "…", "url": "…"}],
                    "label": {"text": "…", "generated": False},
                },
            },
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
}
CHUNK_EXAMPLE = """data: {"id":"chatcmpl-…","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

data: {"id":"chatcmpl-…","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"3150亩"}}]}

data: {"id":"chatcmpl-…","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"annotations":["…"],"context":{"…":"…"}}}]}

data: {"id":"chatcmpl-…","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

data: [DONE]
"""
