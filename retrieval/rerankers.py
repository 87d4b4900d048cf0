"""Which reader puts the found passages in order: the project's own, one of the user's, or none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from retrieval.errors import SettingsError
from retrieval.reader import FOLDER, MODEL, Judgement, Passage, Reader
from retrieval.settings import Settings

OFF = "off"
_LOG = logging.getLogger("policyqa.reader")
_HINT = (
    "请检查 POLICYQA_RERANKER：文件夹或已下载的模型名，或 off。"
    " Check POLICYQA_RERANKER: a folder, the name of a model on this machine, or off."
)


class Reranker(Protocol):
    """Says of a question and passages how far each answers."""

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """What it says of each passage, in their order."""


class CrossReranker:
    """A CrossEncoder of sentence-transformers. It tells relevance alone: not whether, nor where, the answer stands."""

    def __init__(self, name: str) -> None:
        """Raises SettingsError where there is no such model on this machine."""
        import torch
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(
                name, device="cpu", local_files_only=True, activation_fn=torch.nn.Identity()
            )
        except (OSError, ValueError) as error:
            raise SettingsError(f"重排模型 {name} 无法读取。 The reranker cannot be read: {error}", _HINT) from error
        if self._model.num_labels != 1:
            raise SettingsError(f"{name} 给出 {self._model.num_labels} 个分数。 A reranker gives one score.", _HINT)

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """The relevance of each passage."""
        pairs = [(question, passage.whole) for passage in passages]
        return [Judgement(float(score)) for score in self._model.predict(pairs, show_progress_bar=False)]


def open_reranker(settings: Settings) -> Reranker | None:
    """The reranker of the settings; None where it is off, and, with a warning, where the bundled file is missing.

    Raises SettingsError where one that the settings name cannot be read.
    """
    if settings.reranker == OFF:
        return None
    if settings.reranker:
        return CrossReranker(settings.reranker)
    if not (FOLDER / MODEL).is_file():
        _LOG.warning(
            "没有阅读模型 %s，只按规则回答。 The reader's file is missing; rules alone answer.", FOLDER / MODEL
        )
        return None
    return Reader(threads=settings.threads)
