"""A chat model behind any OpenAI-compatible endpoint, by LangChain; its words as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompts import Language, Prompts
from retrieval.errors import ModelError
from retrieval.evidence import Statement
from retrieval.settings import Settings
from retrieval.understand import Query

_PASSAGES = 6
_CHARACTERS = 900  # of all passages together: about 700 tokens with the rules, which small models still follow
_TOKENS = 400


class ChatModel:
    """The configured model."""

    def __init__(self, settings: Settings) -> None:
        from langchain.chat_models import init_chat_model

        self._model = init_chat_model(
            settings.llm_model,
            model_provider="openai",
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key or "none",
            timeout=settings.llm_timeout,
            max_retries=1,
            temperature=0,
            max_tokens=_TOKENS,
        )

    def stream(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """The model's reply, piece by piece. Raises ModelError where the endpoint fails or is too slow."""
        import httpx
        import openai

        try:
            for piece in self._model.stream(list(messages)):
                if text := str(piece.text):
                    yield text
        except (openai.OpenAIError, httpx.HTTPError, ValueError) as error:
            raise ModelError(
                f"{type(error).__name__}: {str(error)[:200]}", "请检查 LLM_BASE_URL、LLM_MODEL 与 LLM_API_KEY。"
            ) from error


def messages(query: Query, found: Sequence[Statement], prompts: Prompts, language: Language) -> list[tuple[str, str]]:
    """The rules, the best sentences with their headers, and the question."""
    passages: list[str] = []
    size = 0
    for statement in found[:_PASSAGES]:
        document, chunk = statement.hit.document, statement.hit.chunk
        if size + len(statement.said) > _CHARACTERS and passages:
            break
        size += len(statement.said)
        passages.append(
            prompts.say(
                "model.passage",
                language,
                n=len(passages) + 1,
                title=document.title,
                day=document.day or "",
                section=chunk.section,
                text=statement.said[:_CHARACTERS],
            )
        )
    user = prompts.say("model.user", language, passages="\n".join(passages), question=query.question)
    return [("system", prompts.say("model.system", language)), ("user", user)]
