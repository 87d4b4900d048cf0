"""What the inputs of the reader's products are divided by, and their weights multiplied with, before both are rounded."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from tokenizers import Tokenizer

from retrieval.channels import Array, balance, watched
from retrieval.window import LONGEST
from tools.train_reader.examples import Example, nearest_sentence, seen
from tools.train_reader.model import ReaderModel, batch
from tools.train_reader.written import notices, papers

# Of the reach of a channel, what moves into its weights. Against float weights the answerability is off by 0.13 log-odds on
# average (341 windows), with 0.8 and 0.85 by 0.13 and 0.14, with 0.9 by 0.16, with 0.65 by 0.19, with 0.5 by 0.38.
SHARE = 0.75
_TEXTS, _TOGETHER = 256, 8
_SEED = 7
# The products of a layer; keys and values take what queries do.
_PARTS = ("attention.self.query", "intermediate.dense", "output.dense")


def factors(model: ReaderModel, tokenizer: Tokenizer) -> dict[str, Array]:
    """What each channel is divided by, by the name of its product: told from our own questions and invented texts."""
    names = [f"encoder.encoder.layer.{i}.{part}" for i in range(len(model.encoder.encoder.layer)) for part in _PARTS]
    with watched((name, model.get_submodule(name)) for name in names) as ranges, torch.inference_mode():
        for some in _examples():
            given = batch(tokenizer, some)
            model(given.ids, given.mask)
    return {name: balance(ranges[name], _weights(model, name), SHARE) for name in names}


def _weights(model: ReaderModel, name: str) -> Array:
    """The weights that the product takes; those of queries, keys and values are one product."""
    alike = [name.replace("query", part) for part in ("query", "key", "value")] if name.endswith("query") else [name]
    return torch.cat([model.get_parameter(f"{one}.weight").detach() for one in alike]).float().numpy()


def _examples() -> Iterator[list[Example]]:
    """Questions with the passage that is nearest to each, some at a time."""
    for given in (notices(), papers()):
        chosen = random.Random(_SEED).sample(given.learned, _TEXTS // 2)
        for at in range(0, len(chosen), _TOGETHER):
            some = []
            for question in chosen[at : at + _TOGETHER]:
                paragraph = given.paragraphs[question.gold[0]]
                shown = seen(paragraph.text, nearest_sentence(question.text, paragraph.text), LONGEST)
                some.append(Example(question.id, question.text, paragraph.title, shown.of(paragraph.text), None, None))
            yield some
