"""A chat model behind any OpenAI-compatible endpoint, by LangChain; its words as they come."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Sequence

from retrieval.errors import ModelError
from retrieval.llm_watch import Watch, watched_client
from retrieval.settings import Settings

_CONNECT = 5.0  # seconds
_BACKOFF, _LONGEST = 0.5, 8.0  # seconds before the first new try, doubled for each more, and at most
_TOO_LONG = ("context length", "context_length", "context size", "context window", "too long", "maximum context")
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)  # what a reply in the wrong shape raises


class ContextTooLong(ModelError):
    """The endpoint says that the prompt does not fit its model."""


class _Passing(ModelError):
    """What may be gone at the next try, `after` so many seconds where the endpoint names them."""

    def __init__(self, message: str, hint: str = "", after: float | None = None) -> None:
        super().__init__(message, hint)
        self.after = after


class ChatModel:
    """The configured model."""

    def __init__(self, settings: Settings) -> None:
        from langchain.chat_models import init_chat_model

        self.prompt_tokens = settings.llm_prompt_tokens
        self._first, self._next = max(settings.llm_first_timeout, settings.llm_timeout), settings.llm_timeout
        self._retries = settings.llm_retries
        self._model = init_chat_model(
            settings.llm_model,
            model_provider="openai",
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key or "none",
            http_client=watched_client(min(_CONNECT, self._first), self._first),
            max_retries=0,
            temperature=0,
            max_tokens=settings.llm_max_tokens,
        )

    def stream(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        """The model's reply, piece by piece; what it sends as reasoning apart from its reply is left out.

        Closing the iterator ends the request. Before the first piece, a busy or unreachable endpoint is tried again.
        Raises ContextTooLong where the prompt does not fit, ModelError where the endpoint fails or is too slow.
        """
        for attempt in range(self._retries + 1):
            begun = False
            try:
                with contextlib.closing(self._pieces(messages)) as pieces:
                    for piece in pieces:
                        begun = True
                        yield piece
                return
            except _Passing as fault:
                if begun or attempt == self._retries:
                    raise
                time.sleep(min(_LONGEST, fault.after or _BACKOFF * 2**attempt))

    def _pieces(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        """One request. Nobody waits while a piece is dealt with: the time allowed counts for reading alone."""
        import httpx
        import openai

        with Watch() as watch:
            watch.allow(self._first)
            try:
                reply = self._model.stream(list(messages))
                for piece in reply:
                    if text := str(piece.text):
                        watch.allow(None)
                        yield text
                        watch.allow(self._next)
            except (openai.OpenAIError, httpx.HTTPError, *_BROKEN) as error:
                raise self._fault(error, late=watch.late) from error
            if watch.late:  # a stream that was cut off between two events ends without an error
                raise self._fault(TimeoutError(), late=True)

    def _fault(self, error: Exception, *, late: bool) -> ModelError:
        """The error in words for people: never the endpoint's own, which may hold anything, a key among it."""
        import httpx
        import openai

        if late or isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
            return ModelError(
                f"等待超过 {self._next:g} 秒（首字 {self._first:g} 秒） / too slow",
                "可调大 LLM_TIMEOUT 与 LLM_FIRST_TIMEOUT。 Raise them.",
            )
        if isinstance(error, openai.APIStatusError):
            return _status_fault(error)
        if isinstance(error, openai.APIConnectionError | httpx.TransportError):
            return _Passing("连接不上或中断 / no connection", "请检查 LLM_BASE_URL，及服务是否在运行。")
        if any(words in str(error).lower() for words in _TOO_LONG):
            return ContextTooLong("提示超出模型的上下文 / prompt too long", "请调小 LLM_PROMPT_TOKENS。")
        return ModelError(
            f"应答无法读取 / reply in the wrong shape ({type(error).__name__})", "LLM_BASE_URL 应是 OpenAI 兼容接口。"
        )


def _status_fault(error: object) -> ModelError:
    """What an HTTP status of the endpoint says."""
    import openai

    assert isinstance(error, openai.APIStatusError)
    status = error.status_code
    if status in {400, 413, 422} and any(words in str(error).lower() for words in _TOO_LONG):
        return ContextTooLong("提示超出模型的上下文 / prompt too long", "请调小 LLM_PROMPT_TOKENS。")
    if status in {408, 409, 425, 429} or status >= 500:
        return _Passing(
            f"HTTP {status}", "接口忙或故障，请稍后再试。", _seconds(error.response.headers.get("retry-after"))
        )
    hints = {401: "请检查 LLM_API_KEY。", 403: "请检查 LLM_API_KEY。", 404: "请检查 LLM_BASE_URL 与 LLM_MODEL。"}
    return ModelError(f"HTTP {status}", hints.get(status, "请检查 LLM_BASE_URL、LLM_MODEL 与 LLM_API_KEY。"))


def _seconds(written: str | None) -> float | None:
    """The seconds of a Retry-After header; None where it names none (or a date)."""
    try:
        return max(0.0, float(written)) if written else None
    except ValueError:
        return None
