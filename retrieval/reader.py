"""The reader: one small network that says of a question and a passage whether, where and how the passage answers.

It is the project's own (tools/train_reader holds how it was made, and its card): an encoder of twelve layers run by
onnxruntime in 8 bits. All passages of a call are read in batches of like length.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Encoding = Any  # a text as the tokenizer cuts it; the package carries no types
FOLDER = Path(__file__).parent / "weights"
MODEL, TOKENIZER, CARD = "reader.onnx", "tokenizer.json.gz", "reader.json"
_TOGETHER = 8  # passages in one run: more gain nothing on two cores, and the longest pads the others
TOKENS = 320
PAD, SEP, UNK = 1, 2, 3  # ids; words have higher ones
_LONGEST_ANSWER = 60  # tokens
_HINT = "请重新取得项目文件，或设 POLICYQA_RERANKER=off。 Get the project's files anew, or set POLICYQA_RERANKER=off."


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read: a title and some text of the document."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """The title and the text, as they are read."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader says of a passage, in log-odds, and where in its text the answer would stand.

    `answerable` is None where it tells no more than the relevance; then the rest says nothing either.
    """

    relevance: float
    answerable: float | None = None
    yes: float = 0.0
    start: int = 0
    end: int = 0
    span: float = 0.0  # of the best place against there being none

    @property
    def sure(self) -> float:
        """The chance that the answer stands at the best place, 0…1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.span))))


class Reader:
    """The network with its tokenizer. Safe to use from several threads."""

    def __init__(self, folder: Path = FOLDER, threads: int = 0) -> None:
        """Raises SettingsError where the files aren't those of a reader."""
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as failures
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores have other work
        if not (folder / MODEL).is_file():
            raise SettingsError(f"没有阅读模型 {folder / MODEL}。 The reader's file is missing.", _HINT)
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_str(
                gzip.decompress((folder / TOKENIZER).read_bytes()).decode("utf-8")
            )
            self.card: dict[str, Any] = json.loads((folder / CARD).read_text("utf-8"))
        except (OSError, ValueError, failures.Fail, failures.InvalidProtobuf, failures.InvalidGraph) as error:
            raise SettingsError(f"阅读模型无法读取：{error}。 The reader cannot be read.", _HINT) from error
        self._tokenizer.enable_truncation(TOKENS, strategy="only_second")
        self._tokenizer.no_padding()

    def judge(self, question: str, passages: Sequence[Passage]) -> list[Judgement]:
        """What it says of each passage, in their order."""
        read = self._tokenizer.encode_batch([(question, passage.whole) for passage in passages])
        order = sorted(range(len(read)), key=lambda i: len(read[i].ids))
        found: dict[int, Judgement] = {}
        for at in range(0, len(order), _TOGETHER):
            some = order[at : at + _TOGETHER]
            pair, ends = self._run([read[i].ids for i in some])
            for row, i in enumerate(some):
                found[i] = _judgement(passages[i], read[i], pair[row], ends[row, : len(read[i].ids)])
        return [found[i] for i in range(len(passages))]

    def _run(self, rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The logits of some pairs: of each as a whole (rows, 3), and of the answer's ends (rows, tokens, 2)."""
        longest = max(map(len, rows))
        ids = np.full((len(rows), longest), PAD, np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
        second, words = (ids == SEP).cumsum(1) > 0, ids > UNK
        alike = (ids[:, :, None] == ids[:, None, :]) & (second[:, :, None] ^ second[:, None, :])
        given = {
            "ids": ids,
            "mask": (ids != PAD).astype(np.int32),
            "shared": (alike.any(2) & words).astype(np.int64),
            "positions": np.arange(longest),
            "question": _shares(words & ~second),
            "passage": _shares(words & second),
        }
        pair, ends = self._session.run(None, given)
        return pair, ends


def _shares(chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(rows, 1, tokens): weights by which a product takes the mean of the chosen tokens."""
    weights = chosen.astype(np.float32)
    weights /= np.maximum(weights.sum(1, keepdims=True), 1)
    return weights[:, None, :]


def _judgement(passage: Passage, read: Encoding, pair: NDArray[np.float32], ends: NDArray[np.float32]) -> Judgement:
    """The outputs of one passage, its best place found among the tokens of its text."""
    shift = len(passage.whole) - len(passage.text)
    inside = np.array(
        [s == 1 and a >= shift and b > a for s, (a, b) in zip(read.sequence_ids, read.offsets, strict=True)]
    )
    relevance, answerable, yes = (float(value) for value in pair)
    if not inside.any():
        return Judgement(relevance, answerable, yes)
    first, last, best = _best(ends[:, 0], ends[:, 1], inside)
    start, end = read.offsets[first][0] - shift, read.offsets[last][1] - shift
    return Judgement(relevance, answerable, yes, start, end, best - float(ends[0].sum()))


def _best(start: NDArray[np.float32], end: NDArray[np.float32], inside: NDArray[np.bool_]) -> tuple[int, int, float]:
    """The tokens between which the answer stands, and the sum of their logits."""
    low = np.float32(-np.inf)
    first = np.where(inside, start, low)
    last = np.where(inside, end, low)
    sums = first[:, None] + last[None, :]
    ends = np.arange(len(start))
    reach = ends[None, :] - ends[:, None]
    sums[(reach < 0) | (reach >= _LONGEST_ANSWER)] = low
    at = int(sums.argmax())
    return at // len(start), at % len(start), float(sums.flat[at])
