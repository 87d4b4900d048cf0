"""What the inputs of the products are divided by, and their weights multiplied with, before both are rounded to 8 bits.

A few channels of this encoder are a hundred times as large as the others, and one scale rounds all of them: most of the
small ones away. Moving a part of the size of each channel into its weights evens that out (SmoothQuant, arXiv 2211.10438).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.train_reader.examples import Example, nearest_sentence, seen
from tools.train_reader.model import ReaderModel, batch
from tools.train_reader.written import notices, papers

SHARE = 0.75  # of the size of a channel that moves into its weights
_TEXTS, _TOGETHER, _LENGTH = 256, 8, 240
_SEED = 7
_LEAST = 1e-5
_PARTS = (
    "attention.self.query",
    "intermediate.dense",
    "output.dense",
)  # of a layer; keys and values take what queries do


def factors(model: ReaderModel, tokenizer: Tokenizer) -> dict[str, NDArray[np.float32]]:
    """What each channel is divided by, by the name of its product: told from our own questions and invented texts."""
    found = {}
    for name, size in _largest(model, tokenizer).items():
        weight = _weights(model, name).abs().amax(0)
        factor = size.clamp(min=_LEAST) ** SHARE / weight.clamp(min=_LEAST) ** (1 - SHARE)
        found[name] = factor.float().numpy()
    return found


def _largest(model: ReaderModel, tokenizer: Tokenizer) -> dict[str, torch.Tensor]:
    """The largest size of each channel of what goes into the products."""
    largest: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Any:
        def keep(_module: Any, given: tuple[torch.Tensor]) -> None:
            size = given[0].detach().abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest[name], size) if name in largest else size

        return keep

    names = [f"encoder.encoder.layer.{i}.{part}" for i in range(len(model.encoder.encoder.layer)) for part in _PARTS]
    watched = [model.get_submodule(name).register_forward_pre_hook(watch(name)) for name in names]
    with torch.inference_mode():
        for some in _examples():
            given = batch(tokenizer, some)
            model(given.ids, given.mask)
    for one in watched:
        one.remove()
    return largest


def _weights(model: ReaderModel, name: str) -> torch.Tensor:
    """The weights that the product takes; those of queries, keys and values are one product."""
    alike = [name.replace("query", part) for part in ("query", "key", "value")] if name.endswith("query") else [name]
    return torch.cat([model.get_parameter(f"{one}.weight").detach() for one in alike])


def _examples() -> Iterator[list[Example]]:
    """Questions with the passage that is nearest to each, some at a time."""
    for given in (notices(), papers()):
        chosen = random.Random(_SEED).sample(given.learned, _TEXTS // 2)
        for at in range(0, len(chosen), _TOGETHER):
            some = []
            for question in chosen[at : at + _TOGETHER]:
                paragraph = given.paragraphs[question.gold[0]]
                shown = seen(paragraph.text, nearest_sentence(question.text, paragraph.text), _LENGTH)
                some.append(Example(question.id, question.text, paragraph.title, shown.of(paragraph.text), None, None))
            yield some
