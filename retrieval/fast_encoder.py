"""The layers of a BERT-like model in OpenVINO, which runs them faster than torch on a processor.

sentence-transformers still cuts the text up, looks up the embeddings, pools and normalises; only the encoder's
layers go through the graph that is put together here from the model's own weights, so nothing is exported or
stored. Where the model's folder holds `calibration.safetensors` (the bundled one does), the layers' products are
taken in 8 bits, with one scale for each row of weights, and activations balanced against the weights channel by
channel before they are rounded (SmoothQuant, arXiv 2211.10438); the one channel behind the activation function
that reaches many times further than all others stays in float (LLM.int8(), arXiv 2208.07339). Any other model runs
in bfloat16, or in float32 on a processor without it. A model of another architecture stays in torch.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.channels import Array, Ranges, balance, watched
from retrieval.sample_text import synthetic_passages

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Node = Any  # a value in an OpenVINO graph; the package carries no types
Bert = Any  # a transformers model of one of the ARCHITECTURES

CALIBRATION = "calibration.safetensors"
ARCHITECTURES = {"bert", "roberta", "xlm-roberta"}
# The share of a channel's range that moves from the activations into the weights. Over lists of bare figures and
# 40 real passages the lowest cosine against float32 is 0.9984, for 0.6 0.9979, for 0.7 0.9955; with the furthest
# channel in 8 bits too it was 0.9834, 0.9957 and 0.9957.
BALANCE = 0.5
LEVELS = 256
# Tokens come in multiples of this, so that OpenVINO compiles and keeps its kernels for few different shapes.
STEP = 16
ROWS = 8192  # of the table of words, turned into 8 bits at a time
# The products of a layer by the module whose input is measured; query, key and value share their input.
INPUTS = ("attention.self.query", "attention.output.dense", "intermediate.dense", "output.dense")
GELU_INPUT = "output.dense"  # follows the activation function: its values lie on one side of zero


def calibration_texts() -> list[str]:
    """Invented passages and questions, with the prompts of the E5 models."""
    passages = [f"passage: {text}" for text in synthetic_passages(24, 350, seed=1)]
    questions = [f"query: {text}" for text in synthetic_passages(8, 25, seed=2)]
    other = "passage: Applications are accepted until 30 June 2024; call 0000-123456 or write to office@example.org."
    return [*passages, *questions, other]


def part_of(name: str) -> str:
    """`output.dense` of `encoder.layer.3.output.dense`; empty for what is no part of a layer."""
    return name.split(".", 3)[3] if name.startswith("encoder.layer.") and name.count(".") > 2 else ""


def write_calibration(folder: Path) -> None:
    """Runs the model in `folder` over invented text and stores each channel's lowest and highest activation.

    The file holds, for each product, an array of shape (2, channels), and besides the table of word vectors in
    8 bits (`words`, `scales`), so that a start need not read the large one.
    """
    import torch
    from safetensors.numpy import save_file
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    bert: Bert = model[0]
    # One thread: on a busy machine, several would mostly wait for each other at these sizes.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with watched(each for each in bert.auto_model.named_modules() if part_of(each[0]) in INPUTS) as ranges:
        model.encode(calibration_texts(), batch_size=1)
    torch.set_num_threads(threads)
    words, scales = eight_bit_rows(bert.auto_model.embeddings.word_embeddings.weight.detach())
    save_file({**ranges, "words": words.numpy(), "scales": scales.numpy()}, folder / CALIBRATION)


def read_calibration(folder: Path) -> Ranges | None:
    """What `write_calibration` stored, or None where the folder has none."""
    from safetensors.numpy import load_file

    path = folder / CALIBRATION
    return load_file(path) if path.is_file() else None


def is_supported(bert: Bert) -> bool:
    """Whether the graph below computes what this torch model computes."""
    config = bert.config
    return (
        config.model_type in ARCHITECTURES
        and getattr(config, "hidden_act", "") == "gelu"
        and getattr(config, "position_embedding_type", None) in (None, "absolute")
        and not getattr(config, "is_decoder", False)
        and not getattr(config, "add_cross_attention", False)
    )


class Graph:
    """Puts the encoder's layers together as an OpenVINO model with inputs (n, tokens, hidden) and (n, tokens)."""

    def __init__(self, bert: Bert, ranges: Ranges | None) -> None:
        import openvino.opset13 as ops  # type: ignore[import-untyped]

        self.ops: Any = ops
        self.config = bert.config
        self.weights = {k: v.detach().float().numpy() for k, v in bert.state_dict().items() if k.startswith("enc")}
        self.ranges = ranges
        self.heads = self.config.num_attention_heads
        self.hidden = self.config.hidden_size

    def constant(self, values: NDArray[np.floating[Any]] | np.floating[Any] | float) -> Node:
        """A float32 constant."""
        return self.ops.constant(np.ascontiguousarray(values, np.float32))

    def linear(self, x: Node, weight: Array, bias: Array, source: str) -> Node:
        """x · weightᵀ + bias, in 8 bits where the activations of `source` were measured."""
        if self.ranges is None:
            product = self.ops.matmul(x, self.constant(weight), False, True)
        else:
            low, high = self.ranges[source]
            even = balance(self.ranges[source], weight, BALANCE)
            x = self.ops.multiply(x, self.constant(1 / even))
            product = self.rounded(x, weight * even, low / even, high / even, part_of(source) == GELU_INPUT)
        return self.ops.add(product, self.constant(bias))

    def rounded(self, x: Node, weight: Array, low: Array, high: Array, one_sided: bool) -> Node:
        """x · weightᵀ in 8 bits, for channels that reach from `low` to `high`."""
        ops = self.ops
        if not one_sided:
            top = np.maximum(high, -low).max()
            return ops.matmul(self.levels(x, -top * LEVELS / (LEVELS - 2), top), self.eight_bits(weight), False, True)
        furthest = int(high.argmax())
        others = np.arange(len(high)) != furthest
        kept = ops.gather(x, ops.constant([furthest]), ops.constant(2))
        alone = ops.matmul(kept, self.constant(weight[:, ~others]), False, True)
        levels = self.levels(x, low[others].min(), high[others].max())
        return ops.add(ops.matmul(levels, self.eight_bits(weight * others), False, True), alone)

    def levels(self, x: Node, bottom: np.floating[Any], top: np.floating[Any]) -> Node:
        """`x` on LEVELS steps between two values."""
        ends = self.constant(bottom), self.constant(top)
        return self.ops.fake_quantize(x, *ends, *ends, LEVELS)

    def eight_bits(self, weight: Array) -> Node:
        """The matrix in int8 with one scale for each row."""
        scale = np.maximum(np.abs(weight).max(1, keepdims=True), np.float32(1e-12)) / 127
        rounded = np.round(weight / scale).astype(np.int8)
        return self.ops.multiply(self.ops.convert(self.ops.constant(rounded), "f32"), self.constant(scale))

    def parameters(self, name: str) -> tuple[Array, Array]:
        """One module's weight and bias."""
        return self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]

    def norm(self, x: Node, name: str) -> Node:
        """Layer normalisation."""
        weight, bias = self.parameters(name)
        ops = self.ops
        flat = ops.mvn(x, ops.constant([-1]), True, self.config.layer_norm_eps, "INSIDE_SQRT")
        return ops.add(ops.multiply(flat, self.constant(weight)), self.constant(bias))

    def split_heads(self, x: Node, order: list[int]) -> Node:
        """(n, tokens, hidden) as (n, tokens, heads, size), with its axes in `order`."""
        shape = self.ops.constant([0, 0, self.heads, self.hidden // self.heads])
        return self.ops.transpose(self.ops.reshape(x, shape, True), self.ops.constant(order))

    def attention(self, x: Node, bias: Node, layer: str) -> Node:
        """Self-attention before its output product; `bias` is 0 for tokens and very low for padding."""
        ops = self.ops
        parts = [self.parameters(f"{layer}.attention.self.{part}") for part in ("query", "key", "value")]
        # The scale goes into the query's weights, and the three products are taken as one.
        scale = np.float32((self.hidden // self.heads) ** -0.5)
        parts[0] = (parts[0][0] * scale, parts[0][1] * scale)
        weight = np.concatenate([part[0] for part in parts])
        together = self.linear(x, weight, np.concatenate([part[1] for part in parts]), f"{layer}.attention.self.query")
        query, key, value = ops.split(together, ops.constant(2), 3).outputs()
        scores = ops.matmul(self.split_heads(query, [0, 2, 1, 3]), self.split_heads(key, [0, 2, 3, 1]), False, False)
        shares = ops.softmax(ops.add(scores, bias), -1)
        mixed = ops.matmul(shares, self.split_heads(value, [0, 2, 1, 3]), False, False)
        joined = ops.transpose(mixed, ops.constant([0, 2, 1, 3]))
        return ops.reshape(joined, ops.constant([0, 0, self.hidden]), True)

    def layer(self, x: Node, bias: Node, layer: str) -> Node:
        """One whole layer."""
        ops = self.ops

        def product(values: Node, name: str) -> Node:
            return self.linear(values, *self.parameters(f"{layer}.{name}"), f"{layer}.{name}")

        mixed = product(self.attention(x, bias, layer), "attention.output.dense")
        x = self.norm(ops.add(x, mixed), f"{layer}.attention.output.LayerNorm")
        wide = ops.gelu(product(x, "intermediate.dense"), "erf")
        return self.norm(ops.add(x, product(wide, "output.dense")), f"{layer}.output.LayerNorm")

    def build(self) -> Node:
        """The whole model."""
        from openvino import Model

        ops = self.ops
        embeddings = ops.parameter([-1, -1, self.hidden], np.float32)
        mask = ops.parameter([-1, -1], np.float32)
        bias = ops.multiply(ops.subtract(mask, self.constant(1)), self.constant(1e4))
        bias = ops.unsqueeze(bias, ops.constant([1, 2]))
        x = embeddings.output(0)
        for number in range(self.config.num_hidden_layers):
            x = self.layer(x, bias, f"encoder.layer.{number}")
        return Model([ops.result(x)], [embeddings, mask], "encoder")


def eight_bit_rows(table: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The table's rows in int8, and the scale of each; piece by piece, so that no second table is in memory."""
    import torch

    words = torch.empty(table.shape, dtype=torch.int8)
    scales = torch.empty((len(table), 1))
    for start in range(0, len(table), ROWS):
        rows = table[start : start + ROWS].float()
        scale = rows.abs().amax(1, keepdim=True).clamp_(min=1e-12).div_(127)
        scales[start : start + ROWS] = scale
        words[start : start + ROWS] = (rows / scale).round_().to(torch.int8)
    return words, scales


class FastEncoder:
    """Stands in for a torch model's `forward`: embeddings in torch, layers in OpenVINO.

    A batch is cut into one piece for each thread, which run side by side: that wastes less than having all
    threads share each product. Not safe to call from two threads at once.
    """

    def __init__(self, bert: Bert, ranges: Ranges | None, threads: int) -> None:
        import torch
        from openvino import Core

        core = Core()
        precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        options = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": threads,
            "INFERENCE_PRECISION_HINT": precision,
        }
        compiled = core.compile_model(Graph(bert, ranges).build(), "CPU", options)
        self.requests = [compiled.create_infer_request() for _ in range(threads)]
        # The table of word vectors is most of the model: 8 bits a value keep it small in memory.
        if ranges:
            self.words, self.scales = torch.from_numpy(ranges["words"]), torch.from_numpy(ranges["scales"])
        else:
            self.words, self.scales = eight_bit_rows(bert.embeddings.word_embeddings.weight.detach())
        self.embed = bert.embeddings
        self.name = f"openvino {'int8' if ranges else precision}"

    def __call__(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, **others: object) -> dict[str, Any]:
        """`last_hidden_state`, float32 of shape (n, tokens, hidden), with zeros at the padding."""
        import torch

        types = {k: v for k, v in others.items() if k in ("token_type_ids", "position_ids")}
        words = self.words[input_ids].float() * self.scales[input_ids]
        embedded = self.embed(inputs_embeds=words, **types).numpy()
        mask = attention_mask.numpy()
        out = np.zeros(embedded.shape, np.float32)
        pieces = []
        for request, rows in zip(self.requests, np.array_split(np.arange(len(mask)), len(self.requests)), strict=True):
            if len(rows):
                end = int(np.flatnonzero(mask[rows].any(0)).max(initial=-1)) + 1
                piece = slice(rows[0], rows[-1] + 1), slice(0, end)
                request.start_async([padded(embedded[piece]), padded(mask[piece])])
                pieces.append((request, piece))
        for request, piece in pieces:
            request.wait()
            out[piece] = request.get_output_tensor(0).data[:, : piece[1].stop]
        return {"last_hidden_state": torch.from_numpy(out)}


def padded(values: NDArray[Any]) -> Array:
    """`values`, (n, tokens, …), as float32 with zeros behind, up to a multiple of STEP tokens."""
    rows, tokens, *rest = values.shape
    out = np.zeros((rows, -(-tokens // STEP) * STEP, *rest), np.float32)
    out[:, :tokens] = values
    return out


def drop_weights(bert: Bert) -> None:
    """Lets go of what the fast encoder has copies of, and of the mapped file behind the rest."""
    import torch

    bert.encoder = torch.nn.Identity()
    bert.embeddings.word_embeddings = torch.nn.Identity()
    bert.pooler = None
    for parameter in bert.embeddings.parameters():
        parameter.data = parameter.data.clone()


def speed_up(model: SentenceTransformer, folder: Path, threads: int) -> str:
    """Puts a FastEncoder into `model` where that is possible, and returns what the model now runs on.

    The torch weights are dropped, since they would stand in memory twice.
    """
    import torch
    from sentence_transformers.models import Transformer

    first = model[0]
    if find_spec("openvino") is None or not isinstance(first, Transformer) or not is_supported(first.auto_model):
        return "torch"
    bert: Bert = first.auto_model
    encoder = FastEncoder(bert.float(), read_calibration(folder), threads)
    drop_weights(bert)
    # What is left to torch is small, and its idle threads would spin in the way of OpenVINO's.
    torch.set_num_threads(1)
    bert.forward = encoder
    return encoder.name
