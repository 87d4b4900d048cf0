"""`reader.pt` → the file that ships: ONNX with weights in 8 bits, and its tokenizer.

    python -m tools.train_reader.export WORK/reader.pt OUT [--base FOLDER] [--release VERSION]

The graph is put together here from onnxruntime's own fused layers; what an exporter makes of the same network takes
twice the time. Products are taken in 8 bits with one scale for each column of weights and activations measured as they
come (dynamic quantisation), both smoothed first (`smooth.py`); the table of words has one scale for each word.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from retrieval.fast_encoder import eight_bit_rows
from retrieval.reader import CARD, MODEL, TOKENIZER
from tools.train_reader.model import ReaderModel
from tools.train_reader.smooth import factors

FUSED = "com.microsoft"
INPUTS = (
    ("ids", TensorProto.INT64, ("rows", "tokens")),
    ("mask", TensorProto.INT32, ("rows", "tokens")),
    ("shared", TensorProto.INT64, ("rows", "tokens")),  # 1: the token stands in the other text too
    ("positions", TensorProto.INT64, ("tokens",)),
    ("question", TensorProto.FLOAT, ("rows", 1, "tokens")),  # weights that take the mean of the question's tokens
    ("passage", TensorProto.FLOAT, ("rows", 1, "tokens")),
)
OUTPUTS = (("pair", ("rows", 3)), ("ends", ("rows", "tokens", 2)))


def load(path: Path, base: Path, earlier: Path | None = None, share: float = 1.0) -> ReaderModel:
    """The trained model; a checkpoint will do.

    With `earlier` weights, the mean of both, of the trained ones by `share`: what was learned
    before is forgotten less than by the training alone (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
    """
    model = ReaderModel(base)
    state = _weights(path)
    if earlier:
        other = _weights(earlier)
        state = {k: share * v + (1 - share) * other[k] if v.is_floating_point() else v for k, v in state.items()}
    model.load_state_dict(state)
    return model.eval()


def _weights(path: Path) -> dict[str, torch.Tensor]:
    state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    return cast("dict[str, torch.Tensor]", state.get("model", state))


class Graph:
    """The network, node by node. `weights` are the trained model's by their torch names.

    `factors` are what the channels that go into a product are divided by, and its weights multiplied with.
    """

    def __init__(self, model: ReaderModel, factors: Mapping[str, NDArray[np.float32]] | None = None) -> None:
        self.factors = factors or {}
        self.weights = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
        self.config = model.encoder.config
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """A constant by name."""
        self.constants.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], name: str, domain: str = "", **options: object) -> str:
        """One operation; gives the name of its result."""
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **options))
        return name

    def weight(self, name: str, turned: bool = False) -> str:
        """A trained weight as a constant, turned for products from the left."""
        values = self.weights[name]
        return self.constant(name, values.T if turned else values)

    def product(self, x: str, name: str) -> str:
        """x · weightᵀ, without the bias."""
        weight = self.weights[f"{name}.weight"].T
        x, weight = self.smoothed(x, weight, name)
        return self.node("MatMul", [x, self.constant(f"{name}.weight", weight)], f"{name}.product")

    def smoothed(self, x: str, weight: NDArray[np.float32], name: str) -> tuple[str, NDArray[np.float32]]:
        """What goes into a product and its weights: the same product, of channels of more even size."""
        if name not in self.factors:
            return x, weight
        factor = self.factors[name]
        by = self.constant(f"{name}.smooth", (1 / factor).astype(np.float32))
        return self.node("Mul", [x, by], f"{name}.smoothed"), weight * factor[:, None]

    def embeddings(self) -> str:
        """Words, where they stand, and whether they stand in both texts."""
        table = "encoder.embeddings"
        words, scales = eight_bit_rows(torch.from_numpy(self.weights[f"{table}.word_embeddings.weight"]))
        rows = self.constant("words", words.numpy())
        taken = self.node("Gather", [rows, "ids"], "words.taken")
        as_floats = self.node("Cast", [taken], "words.float", to=TensorProto.FLOAT)
        scale = self.node("Gather", [self.constant("scales", scales.numpy()), "ids"], "scales.taken")
        x = self.node("Mul", [as_floats, scale], "words.values")
        places = (
            self.weights[f"{table}.position_embeddings.weight"]
            + self.weights[f"{table}.token_type_embeddings.weight"][0]
        )
        at = self.node("Gather", [self.constant("places", places), "positions"], "places.taken")
        both = self.node("Gather", [self.weight("shared.weight"), "shared"], "shared.taken")
        x = self.node("Add", [self.node("Add", [x, at], "words.placed"), both], "words.all")
        norm = [self.weight(f"{table}.LayerNorm.{part}") for part in ("weight", "bias")]
        return self.node("LayerNormalization", [x, *norm], "embedded", epsilon=self.config.layer_norm_eps, axis=-1)

    def layer(self, x: str, number: int) -> str:
        """One layer of the encoder."""
        name = f"encoder.encoder.layer.{number}"
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], 1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        even, weight = self.smoothed(x, weight, parts[0])
        inputs = [even, self.constant(f"{name}.qkv", weight), self.constant(f"{name}.qkv.bias", bias), "mask"]
        mixed = self.node("Attention", inputs, f"{name}.mixed", FUSED, num_heads=self.config.num_attention_heads)
        x = self.added(x, self.product(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output")
        wide = self.product(x, f"{name}.intermediate.dense")
        wide = self.node("BiasGelu", [wide, self.weight(f"{name}.intermediate.dense.bias")], f"{name}.wide", FUSED)
        return self.added(x, self.product(wide, f"{name}.output.dense"), f"{name}.output")

    def added(self, x: str, more: str, name: str) -> str:
        """The sum of both and of the bias of `more`, normalised."""
        rest = [self.weight(f"{name}.{part}") for part in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        kind = "SkipLayerNormalization"
        return self.node(kind, [x, more, *rest], f"{name}.normal", FUSED, epsilon=self.config.layer_norm_eps)

    def heads(self, x: str) -> None:
        """The outputs."""
        first = self.node("Gather", [x, self.constant("first", np.array(0, np.int64))], "first.state", axis=1)
        axis = self.constant("axis", np.array([1], np.int64))
        means = []
        for text in ("question", "passage"):
            mean = self.node("MatMul", [text, x], f"{text}.sum")
            means.append(self.node("Squeeze", [mean, axis], f"{text}.mean"))
        product = self.node("Mul", means, "means.product")
        apart = self.node("Abs", [self.node("Sub", means, "means.less")], "means.apart")
        all_ = self.node("Concat", [first, *means, product, apart], "judged", axis=1)
        pooled = self.node("Gemm", [all_, self.weight("pooled.weight"), self.weight("pooled.bias")], "pooled", transB=1)
        active = self.node("Gelu", [pooled], "pooled.active", FUSED)
        self.node("Gemm", [active, self.weight("pair.weight"), self.weight("pair.bias")], "pair", transB=1)
        ends = self.node("MatMul", [x, self.weight("ends.weight", turned=True)], "ends.product")
        self.node("Add", [ends, self.weight("ends.bias")], "ends")

    def build(self) -> Any:
        """The whole model."""
        x = self.embeddings()
        for number in range(self.config.num_hidden_layers):
            x = self.layer(x, number)
        self.heads(x)
        graph = helper.make_graph(
            self.nodes,
            "reader",
            [helper.make_tensor_value_info(*given) for given in INPUTS],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in OUTPUTS],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def quantise(source: Path, path: Path) -> None:
    """Writes the model with the weights of its layers in 8 bits."""
    quantize_dynamic(
        source,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention"],
        nodes_to_exclude=["ends.product"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )


def card(release: str) -> str:
    """What `reader.json` says beside the weights: whose they are, which release, from what and when."""
    told = {
        "name": "policyqa-reader",
        "version": release,
        "made": datetime.now(UTC).date().isoformat(),
        "base": "intfloat/multilingual-e5-small",
        "licence": "MIT",
        "card": "tools/train_reader/MODEL_CARD.md",
    }
    return json.dumps(told, indent=2) + "\n"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, default=Path("models/reader-base"))
    parser.add_argument("--earlier", type=Path, help="weights of an earlier training, to take the mean with")
    parser.add_argument("--share", type=float, default=0.6, help="of the model in that mean")
    parser.add_argument("--release", default="own", help="the version that reader.json tells")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer = (given.base / "tokenizer.json").read_bytes()
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        model = load(given.model, given.base, given.earlier, given.share)
        onnx.save(Graph(model, factors(model, Tokenizer.from_buffer(tokenizer))).build(), str(whole))
        quantise(whole, given.out / MODEL)
    (given.out / TOKENIZER).write_bytes(gzip.compress(tokenizer, mtime=0))
    (given.out / CARD).write_text(card(given.release), encoding="utf-8")
    print(f"{(given.out / 'reader.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
