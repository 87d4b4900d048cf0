"""Vectors for questions and passages, by a sentence-transformers model under LangChain."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.bundled_model import BUNDLED_FOLDER, build_bundled_model
from retrieval.errors import EmbedderError
from retrieval.settings import Settings

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BATCH = 16
CHUNK = 16 * BATCH  # passages between two progress reports
PROBE = "第１条 ～ “申请”\u3000A1，龘。"


class Embedder:
    """One loaded model with its prompts; safe to call from several threads, which then take turns."""

    def __init__(self, langchain: HuggingFaceEmbeddings, fingerprint: str, dimension: int) -> None:
        self._langchain = langchain
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._lock = Lock()

    @property
    def langchain(self) -> HuggingFaceEmbeddings:
        """The LangChain object that does the work."""
        return self._langchain

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """Names model, prompts and weights: vectors under different fingerprints must not be compared."""
        return self._fingerprint

    def encode_query(self, text: str) -> Vectors:
        """The question's vector: float32, shape (dimension,), length 1."""
        with self._lock:
            return unit(np.asarray([self._langchain.embed_query(text)], np.float32))[0]

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """The passages' vectors in their order: float32, shape (n, dimension), each of length 1.

        `progress` is told the number done so far after each piece of work.
        """
        vectors = np.empty((len(texts), self._dimension), np.float32)
        # Texts of one length share a batch, so that little time goes into padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for start in range(0, len(order), CHUNK):
            part = order[start : start + CHUNK]
            with self._lock:
                vectors[part] = self._langchain.embed_documents([texts[i] for i in part])
            if progress:
                progress(start + len(part))
        return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """The rows, each divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.float32(1e-12))


def weights_hash(model: SentenceTransformer, prompts: tuple[str, str]) -> str:
    """16 hex digits over the prompts, a sample of every weight tensor, and how a probe text is cut up."""
    digest = hashlib.sha256(repr((prompts, model.max_seq_length, [m.__class__.__name__ for m in model])).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, flat.numel() // 512)].float().cpu().numpy()
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        digest.update(sample.tobytes())
    digest.update(repr(model.tokenize([PROBE])["input_ids"].tolist()).encode())
    return digest.hexdigest()[:16]


def prompts_of(model: SentenceTransformer, settings: Settings) -> tuple[str, str]:
    """The texts before a question and a passage: the settings', else the model's own, else none."""
    own = model.prompts
    query = own.get("query", "") if settings.query_prompt is None else settings.query_prompt
    passage = (
        (own.get("passage") or own.get("document") or "")
        if settings.passage_prompt is None
        else settings.passage_prompt
    )
    return query, passage


def load_langchain(model: str) -> HuggingFaceEmbeddings:
    """The model under LangChain, from a folder or a hub name. Raises EmbedderError where it is not there."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from langchain_huggingface import HuggingFaceEmbeddings

    try:
        return HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EmbedderError(
            f"不能加载嵌入模型 / cannot load the embedder {model!r}: {error}",
            "请检查 POLICYQA_EMBEDDER / check POLICYQA_EMBEDDER.",
        ) from error


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; the bundled one is built where it is missing.

    Raises EmbedderError with what to do.
    """
    import torch

    torch.set_num_threads(settings.threads or os.cpu_count() or 1)
    folder = settings.embedder or str(build_bundled_model())
    name = settings.embedder or BUNDLED_FOLDER.name
    langchain = load_langchain(folder)
    model: Any = langchain._client
    query, passage = prompts_of(model, settings)
    fingerprint = f"{Path(name).name}:{weights_hash(model, (query, passage))}"
    langchain.encode_kwargs = {"prompt": passage, "batch_size": BATCH}
    langchain.query_encode_kwargs = {"prompt": query}
    return Embedder(langchain, fingerprint, int(model.get_sentence_embedding_dimension()))
