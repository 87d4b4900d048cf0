"""How fast the embedder is, on invented notices; run by `make bench`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from retrieval.sample_text import synthetic_passages

if TYPE_CHECKING:
    from retrieval.embedder import Embedder

PASSAGE_LENGTH = 350  # characters, the length of a chunk
QUESTIONS = (
    "青岚市家电换新补贴最高能领多少钱？",
    "灵活就业人员怎么申请社保补贴？",
    "云湖县人才公寓的租金标准是多少？",
    "小微企业贷款贴息需要哪些材料？",
    "高龄津贴从几岁开始发放？",
)


def passages_per_second(embedder: Embedder, seconds: float) -> float:
    """The rate of the best of at least two rounds of 64 passages, within about `seconds`."""
    passages = synthetic_passages(64, PASSAGE_LENGTH, seed=7)
    embedder.encode_passages(passages[:8])
    best, end = 0.0, time.perf_counter() + seconds
    for done in range(1000):
        start = time.perf_counter()
        if done >= 2 and start >= end:
            break
        embedder.encode_passages(passages)
        best = max(best, len(passages) / (time.perf_counter() - start))
    return best


def query_ms(embedder: Embedder, rounds: int = 10) -> float:
    """The median time of one question, in milliseconds."""
    times = []
    for _ in range(rounds):
        for question in QUESTIONS:
            start = time.perf_counter()
            embedder.encode_query(question)
            times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1000


def measure(embedder: Embedder, seconds: float = 10) -> dict[str, float]:
    """Passages of 350 characters a second, and milliseconds for one question; takes about `seconds`."""
    return {"passages_per_second": passages_per_second(embedder, seconds), "query_ms": query_ms(embedder)}
