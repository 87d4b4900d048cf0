"""The file that ships → weights and tokenizer that training goes on from.

    python -m tools.train_reader.shipped OUT

Writes OUT/base, which `--base` takes, and OUT/reader.pt, which `--start` takes. What 8 bits have rounded stays rounded.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel

from retrieval.reader import FOLDER
from tools.train_reader.vocabulary import BASE

_TABLE = "encoder.embeddings"
_PARTS = ("query", "key", "value")


def weights(path: Path) -> dict[str, torch.Tensor]:
    """The weights of a file that `export` wrote, by their torch names. Places have the one kind of token added."""
    known = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer}
    found: dict[str, NDArray[np.floating]] = {
        f"{_TABLE}.word_embeddings.weight": known.pop("words").astype(np.float32) * known.pop("scales"),
        f"{_TABLE}.position_embeddings.weight": known.pop("places"),
    }
    for name, value in known.items():
        if name.endswith("_quantized"):
            bare = name.removesuffix("_quantized")
            zero = known[f"{bare}_zero_point"].astype(np.float32)
            found[bare] = ((value.astype(np.float32) - zero) * known[f"{bare}_scale"]).T * known.get(_smooth(bare), 1)
        elif value.dtype == np.float32 and not name.endswith(("_scale", ".smooth")):
            found[name] = value.T if name == "ends.weight" else value
    for name in [name for name in found if ".qkv" in name]:
        layer, _, kind = name.partition(".qkv")
        for part, value in zip(_PARTS, np.split(found.pop(name), 3), strict=True):
            found[f"{layer}.attention.self.{part}{kind or '.weight'}"] = value
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in found.items()}


def _smooth(name: str) -> str:
    """The name of what the inputs of a product are multiplied with, by that of its weights."""
    if name.endswith(".qkv"):
        return f"{name.removesuffix('.qkv')}.attention.self.query.smooth"
    return f"{name.removesuffix('.weight')}.smooth"


def write(out: Path, folder: Path = FOLDER) -> None:
    """Both, below `out`."""
    state = weights(folder / "reader.onnx")
    tokenizer = gzip.decompress((folder / "tokenizer.json.gz").read_bytes())
    config = AutoConfig.from_pretrained(str(BASE))
    config.vocab_size = Tokenizer.from_buffer(tokenizer).get_vocab_size()
    model = AutoModel.from_config(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
    own = {name.removeprefix("encoder."): value for name, value in state.items() if name.startswith("encoder.")}
    kind = "embeddings.token_type_embeddings.weight"
    state[f"encoder.{kind}"] = own[kind] = torch.zeros_like(model.state_dict()[kind])
    model.load_state_dict(own)
    (out / "base").mkdir(parents=True, exist_ok=True)
    model.save_pretrained(str(out / "base"))
    (out / "base" / "tokenizer.json").write_bytes(tokenizer)
    torch.save(state, out / "reader.pt")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
