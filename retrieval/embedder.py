"""Vectors for questions and passages, by a sentence-transformers model under LangChain."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.bundled_model import BUNDLED_FOLDER, build_bundled_model
from retrieval.errors import EmbedderError
from retrieval.fast_encoder import speed_up
from retrieval.settings import Settings

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

# Two passages of 350 characters keep a thread's activations within its core's cache (1, 4, 8 and 16 are slower).
BATCH_PER_THREAD = 2
BATCHES_PER_TURN = 4  # a question that comes during an ingest waits for no more
PROBE = "第１条 ～ “申请”\u3000A1，龘。"


class Embedder:
    """One loaded model with its prompts; safe to call from several threads, which then take turns."""

    def __init__(
        self, langchain: HuggingFaceEmbeddings, fingerprint: str, dimension: int, threads: int, backend: str
    ) -> None:
        self._langchain = langchain
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._threads = threads
        self._backend = backend
        self._lock = Lock()
        self._queue = Lock()

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

    @property
    def threads(self) -> int:
        """The threads it computes with."""
        return self._threads

    @property
    def backend(self) -> str:
        """What the model runs on, for people to read: `openvino int8`, `openvino bf16`, `torch`."""
        return self._backend

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Waits for this thread's turn; with the second lock a question is not kept waiting by a long ingest."""
        with self._queue:
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    def encode_query(self, text: str) -> Vectors:
        """The question's vector: float32, shape (dimension,), length 1."""
        with self._turn():
            vector = self._langchain.embed_query(text)
        result: Vectors = unit(np.asarray([vector], np.float32))[0]
        return result

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """The passages' vectors in their order: float32, shape (n, dimension), each of length 1.

        `progress` is told the number done so far, every few batches.
        """
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        # Texts of one length share a batch, so that little time goes into padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        size = BATCHES_PER_TURN * BATCH_PER_THREAD * self._threads
        for start in range(0, len(order), size):
            part = order[start : start + size]
            with self._turn():
                vectors[part] = self._langchain.embed_documents([texts[i] for i in part])
            if progress:
                progress(start + len(part))
        return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """The rows, each divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
    return result


def weights_hash(model: SentenceTransformer, prompts: tuple[str, str]) -> str:
    """16 hex digits over the prompts, a sample of every weight tensor, and how a probe text is cut up."""
    digest = hashlib.sha256(repr((prompts, model.max_seq_length, [m.__class__.__name__ for m in model])).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, flat.numel() // 512)].float().cpu().numpy()
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        digest.update(sample.tobytes())
    digest.update(repr(model.preprocess([PROBE])["input_ids"].tolist()).encode())
    return digest.hexdigest()[:16]


def prompts_of(model: SentenceTransformer, settings: Settings) -> tuple[str, str]:
    """The texts before a question and a passage: the settings', else the model's own, else none."""
    own = model.prompts
    query = own.get("query") if settings.query_prompt is None else settings.query_prompt
    passage = settings.passage_prompt
    if passage is None:
        passage = own.get("passage") or own.get("document")
    return query or "", passage or ""


def load_langchain(model: str) -> HuggingFaceEmbeddings:
    """The model under LangChain, from a folder or a hub name. Raises EmbedderError where it is not there."""
    from langchain_huggingface import HuggingFaceEmbeddings
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    options = {"device": "cpu", "local_files_only": Path(model).is_dir()}
    try:
        return HuggingFaceEmbeddings(model_name=model, model_kwargs=options)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EmbedderError(
            f"不能加载嵌入模型 / cannot load the embedder {model!r}: {reason}",
            "请检查 POLICYQA_EMBEDDER：填 sentence-transformers 模型的文件夹，或已下载到本机的模型名（首次下载时设 "
            "HF_HUB_OFFLINE=0）；留空则用内置模型 / check POLICYQA_EMBEDDER: a sentence-transformers folder, or the "
            "name of a model that is on this machine (set HF_HUB_OFFLINE=0 for the first download); leave it "
            "empty for the bundled model.",
        ) from error


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; the bundled one is built where it is missing.

    Raises EmbedderError with what to do.
    """
    import torch

    threads = settings.threads or core_count()
    torch.set_num_threads(threads)
    folder = settings.embedder or str(build_bundled_model(BUNDLED_FOLDER))
    langchain = load_langchain(folder)
    model: SentenceTransformer = langchain._client
    dimension = model.get_embedding_dimension()
    if not dimension:
        raise EmbedderError(
            f"模型不给出向量维数 / {folder!r} has no fixed dimension.", "换一个模型 / use another model."
        )
    query, passage = prompts_of(model, settings)
    fingerprint = f"{Path(folder).name}:{weights_hash(model, (query, passage))}"
    backend = speed_up(model, Path(folder), threads)
    langchain.encode_kwargs = {"prompt": passage, "batch_size": BATCH_PER_THREAD * threads}
    langchain.query_encode_kwargs = {"prompt": query}
    return Embedder(langchain, fingerprint, dimension, threads, backend)
