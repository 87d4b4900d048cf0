"""The doors for LangChain users: search as a `BaseRetriever`, answering as a `Runnable` that streams.

retriever = PolicyRetriever(assistant=assistant, limit=5)
chain = answer_runnable(assistant)         # question or {"question": …, "history": …} → Answer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from retrieval.assistant import Assistant
from retrieval.models import Answer, Event, Filters, Hit


class PolicyRetriever(BaseRetriever):
    """Search as LangChain's retriever: passages with their document's metadata, best first."""

    assistant: Any
    limit: int = 10
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [as_passage(hit) for hit in self.assistant.search(query, limit=self.limit, filters=self.filters)]


def as_passage(hit: Hit) -> Document:
    """A hit as LangChain's Document: the chunk's text, and what is known about it and its document."""
    about = hit.document.model_dump(mode="json", exclude={"text", "content_hash"}, exclude_none=True)
    place = {"chunk_id": hit.chunk.id, "start": hit.chunk.start, "end": hit.chunk.end, "section": hit.chunk.section}
    return Document(page_content=hit.chunk.text, id=hit.chunk.id, metadata=about | place | {"score": hit.score})


def answer_runnable(assistant: Assistant) -> Runnable[str | Mapping[str, Any], Answer]:
    """Answering as a Runnable: a question, or a mapping with the arguments of `Assistant.ask`, to the Answer."""

    def invoke(asked: str | Mapping[str, Any]) -> Answer:
        return assistant.answer(**_arguments(asked))

    return RunnableLambda(invoke, name="policyqa")


def event_runnable(assistant: Assistant) -> Runnable[str | Mapping[str, Any], Event]:
    """The steps of an answer as a Runnable; `stream` gives them as they come."""

    def steps(asked: Iterator[str | Mapping[str, Any]]) -> Iterator[Event]:
        for one in asked:
            yield from assistant.ask(**_arguments(one))

    return RunnableGenerator(steps, name="policyqa-events")


def _arguments(asked: str | Mapping[str, Any]) -> dict[str, Any]:
    return {"question": asked} if isinstance(asked, str) else dict(asked)
