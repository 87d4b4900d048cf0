"""The network: an encoder over question and passage, and on it four small heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from retrieval.reader import PAD, SEP, TOKENS, UNK, Passage
from tools.train_reader.examples import Example

UNKNOWN = -1


class Outputs(NamedTuple):
    """Logits: of the pair (relevance, answerability, yes) of shape (n, 3); of the answer's ends, each (n, tokens)."""

    pair: Tensor
    start: Tensor
    end: Tensor


class ReaderModel(nn.Module):
    """Reads `<s> question </s></s> passage </s>`; an end on `<s>` says that there is no answer.

    Two helps make it learn from few examples: each token is told whether it stands in the other text too, and the pair
    is judged by the means of both texts besides `<s>`, which is what the encoder was first trained to make.
    """

    def __init__(self, base: Path, dropout: float = 0.1) -> None:
        super().__init__()
        drops = dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), dropout)
        self.encoder: Any = AutoModel.from_pretrained(
            str(base), attn_implementation="sdpa", add_pooling_layer=False, **drops
        )
        size = self.encoder.config.hidden_size
        self.shared = nn.Embedding(2, size)
        nn.init.zeros_(self.shared.weight)
        self.pooled = nn.Linear(5 * size, size)
        self.pair = nn.Linear(size, 3)
        self.ends = nn.Linear(size, 2)

    def forward(self, ids: Tensor, mask: Tensor) -> Outputs:
        """The logits; those of padding are very low."""
        second = (ids == SEP).cumsum(1) > 0
        words = ids > UNK
        alike = (ids.unsqueeze(2) == ids.unsqueeze(1)) & (second.unsqueeze(2) ^ second.unsqueeze(1))
        shared = alike.any(2) & words
        read = self.encoder.embeddings.word_embeddings(ids) + self.shared(shared.long())
        states = self.encoder(inputs_embeds=read, attention_mask=mask).last_hidden_state.float()
        question, passage = _mean(states, words & ~second), _mean(states, words & second)
        both = [states[:, 0], question, passage, question * passage, (question - passage).abs()]
        pair = self.pair(functional.gelu(self.pooled(torch.cat(both, 1))))
        start, end = self.ends(states).unbind(-1)
        hidden = (1 - mask.float()) * -1e4
        return Outputs(pair, start + hidden, end + hidden)


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    weights = chosen.float().unsqueeze(2)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


@dataclass(frozen=True)
class Batch:
    """Examples as tensors; UNKNOWN where nothing is known. `inside` tells passage tokens and `<s>`."""

    ids: Tensor
    mask: Tensor
    inside: Tensor
    relevant: Tensor
    answerable: Tensor
    yes: Tensor
    start: Tensor
    end: Tensor
    group: Tensor


def batch(tokenizer: Tokenizer, examples: Sequence[Example]) -> Batch:
    """Examples of whole groups as one batch."""
    pairs = [(e.question, Passage(e.title, e.passage).whole) for e in examples]
    tokenizer.enable_truncation(TOKENS, strategy="only_second")
    # Few different lengths: the memory of one step is then used again by the next.
    tokenizer.enable_padding(pad_id=PAD, pad_token="<pad>", pad_to_multiple_of=32)
    read = tokenizer.encode_batch(pairs)
    ends = [_ends(e, r) for e, r in zip(examples, read, strict=True)]
    groups = {key: i for i, key in enumerate(dict.fromkeys(e.group for e in examples))}
    known = {
        name: torch.tensor([_known(getattr(e, name)) for e in examples]) for name in ("relevant", "answerable", "yes")
    }
    return Batch(
        ids=torch.tensor([r.ids for r in read]),
        mask=torch.tensor([r.attention_mask for r in read]),
        inside=torch.tensor([[i == 0 or s == 1 for i, s in enumerate(r.sequence_ids)] for r in read]),
        start=torch.tensor([s for s, _ in ends]),
        end=torch.tensor([e for _, e in ends]),
        group=torch.tensor([groups[e.group] for e in examples]),
        **known,
    )


def _known(value: bool | None) -> float:
    return UNKNOWN if value is None else float(value)


def _ends(example: Example, read: Any) -> tuple[int, int]:
    """The first and last token of the answer; 0, 0 where there is none; UNKNOWN where it isn't known."""
    if example.answerable is False:
        return 0, 0
    if example.span is None:
        return UNKNOWN, UNKNOWN
    shift = len(Passage(example.title, "").whole)
    first, last = example.span[0] + shift, example.span[1] + shift
    inside = [
        i
        for i, (s, (a, b)) in enumerate(zip(read.sequence_ids, read.offsets, strict=True))
        if s == 1 and b > a and b > first and a < last
    ]
    return (inside[0], inside[-1]) if inside else (UNKNOWN, UNKNOWN)


def loss(out: Outputs, given: Batch) -> tuple[Tensor, dict[str, float]]:
    """What is wrong with the outputs, in all and by part."""
    parts: dict[str, Tensor] = {}
    for i, (name, truth) in enumerate(
        (("relevant", given.relevant), ("answerable", given.answerable), ("yes", given.yes))
    ):
        known = truth >= 0
        if known.any():
            parts[name] = functional.binary_cross_entropy_with_logits(out.pair[known, i], truth[known])
    outside = ~given.inside
    ends = []
    for logits, truth in ((out.start, given.start), (out.end, given.end)):
        if (truth >= 0).any():
            ends.append(functional.cross_entropy(logits.masked_fill(outside, -1e4), truth, ignore_index=UNKNOWN))
    if ends:
        parts["ends"] = torch.stack(ends).mean()
    ranks = []
    for key in range(int(given.group.max()) + 1):
        own = given.group == key
        good, bad = own & (given.relevant == 1), own & (given.relevant == 0)
        if good.any() and bad.any():
            scores = out.pair[:, 0]
            rest = torch.logsumexp(scores[bad], 0)
            ranks.append(torch.stack([torch.logaddexp(s, rest) - s for s in scores[good]]).mean())
    if ranks:
        parts["rank"] = torch.stack(ranks).mean()
    weights = {"relevant": 0.5, "answerable": 1.0, "yes": 0.3, "ends": 1.0, "rank": 1.0}
    whole = torch.stack([weights[name] * part for name, part in parts.items()]).sum()
    return whole, {name: float(part.detach()) for name, part in parts.items()}
