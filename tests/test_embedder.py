"""The embedder: prompts, fingerprint, speed path, other models, errors."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pytest

from retrieval.bundled_model import BUNDLED_FOLDER
from retrieval.embedder import BATCH_PER_THREAD, Embedder, load_embedder
from retrieval.errors import EmbedderError
from retrieval.sample_text import synthetic_passages
from retrieval.settings import Settings, load_settings
from tests.bench.bench_embedding import measure

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTION = "青岚市高龄津贴从几岁开始发放？"
# Unlike the calibration's text: other seeds, other languages, a table, lists of figures, one sign.
TEXTS = [
    *synthetic_passages(12, 350, seed=101),
    *synthetic_passages(8, 60, seed=102),
    "Residents aged 80 or over receive a monthly allowance; apply at the office of the township you live in. " * 5,
    "| 年份 | 补贴（元） |\n|---|---|\n" + "\n".join(f"| {year} | {year * 7 % 997}.50 |" for year in range(2000, 2030)),
    " ".join(str(number * 7919) for number in range(100)),
    "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。" * 12,
    "。",
    "网址：https://example.org/a/b?c=1&d=2，邮箱 someone@example.org",
]


def settings(**changes: object) -> Settings:
    given: dict[str, object] = {"embedder": "", "threads": 2, **changes}
    return load_settings(**given)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(settings())


@pytest.fixture(scope="module")
def exact(embedder: Embedder) -> SentenceTransformer:
    """The same model in torch, float32. (It comes second, so that the folder is there.)"""
    import torch
    from sentence_transformers import SentenceTransformer

    assert embedder.dimension == 384
    torch.set_num_threads(1)
    return SentenceTransformer(str(BUNDLED_FOLDER), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT as a sentence-transformers folder, without prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    base = tmp_path_factory.mktemp("tiny")
    signs = "[PAD] [UNK] 甲 乙 丙 丁 问 答 ： a b c".split()
    words = Tokenizer(models.WordLevel({sign: i for i, sign in enumerate(signs)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer: Any = PreTrainedTokenizerFast
    tokenizer = tokenizer(tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]")
    tokenizer.save_pretrained(base / "bert")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(signs),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(base / "bert")
    modules = [Transformer(str(base / "bert"), max_seq_length=64), Pooling(32)]
    SentenceTransformer(modules=modules, device="cpu").save(str(base / "model"))
    return base / "model"


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    product: np.ndarray = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return product


def test_vectors_have_the_promised_shape(embedder: Embedder) -> None:
    query, passages = embedder.encode_query(QUESTION), embedder.encode_passages(TEXTS[:3])
    assert query.shape == (384,)
    assert passages.shape == (3, 384)
    assert query.dtype == passages.dtype == np.float32
    assert np.allclose(np.linalg.norm(np.vstack([query, passages]), axis=1), 1, atol=1e-5)
    assert embedder.encode_passages([]).shape == (0, 384)


def test_the_fast_path_stays_close_to_float32(embedder: Embedder, exact: SentenceTransformer) -> None:
    assert embedder.backend.startswith("openvino")
    ours, theirs = embedder.encode_passages(TEXTS), np.asarray(exact.encode(TEXTS, prompt_name="passage"))
    assert cosines(ours, theirs).min() >= 0.995
    query = embedder.encode_query(QUESTION)
    assert query @ np.asarray(exact.encode(QUESTION, prompt_name="query")) >= 0.995


def test_prompts_are_applied(embedder: Embedder, exact: SentenceTransformer) -> None:
    bare = np.asarray(exact.encode([f"query: {QUESTION}", f"passage: {QUESTION}"]))
    ours = np.stack([embedder.encode_query(QUESTION), embedder.encode_passages([QUESTION])[0]])
    agreement = ours @ bare.T
    assert agreement[0, 0] > 0.995 > agreement[0, 1] + 0.01
    assert agreement[1, 1] > 0.995 > agreement[1, 0] + 0.01
    assert embedder.langchain.encode_kwargs["prompt"] == "passage: "
    assert embedder.langchain.query_encode_kwargs["prompt"] == "query: "


def test_order_and_company_do_not_matter(embedder: Embedder) -> None:
    together = embedder.encode_passages(TEXTS)
    alone = np.vstack([embedder.encode_passages([text]) for text in TEXTS[10:20]])
    assert cosines(together[10:20], alone).min() > 0.999


def test_progress_counts_up_to_the_end(embedder: Embedder) -> None:
    seen: list[int] = []
    embedder.encode_passages(TEXTS, seen.append)
    assert seen == sorted(set(seen))
    assert seen[-1] == len(TEXTS)


def test_langchain_gives_the_same_vector(embedder: Embedder) -> None:
    vector = np.asarray(embedder.langchain.embed_query(QUESTION))
    assert vector @ embedder.encode_query(QUESTION) > 0.9999


def test_questions_from_several_threads_get_their_own_vectors(embedder: Embedder) -> None:
    questions = [f"{place}的补贴标准是多少？" for place in ("云湖县", "柳溪区", "望江市", "松台县")] * 4
    expected = [embedder.encode_query(question) for question in questions]
    with ThreadPoolExecutor(5) as pool:
        passages = pool.submit(embedder.encode_passages, TEXTS[:24])
        found = list(pool.map(embedder.encode_query, questions))
    assert cosines(np.stack(found), np.stack(expected)).min() > 0.9999
    assert passages.result().shape == (24, 384)


def test_the_default_makes_no_connection(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    again = load_embedder(settings(threads=1))
    assert again.fingerprint == embedder.fingerprint
    assert again.threads == 1
    assert embedder.threads == 2


def test_threads_set_the_number_of_pieces_a_batch_is_cut_into(tiny: Path) -> None:
    pieces = []
    for threads in (1, 3):
        one = load_embedder(settings(embedder=str(tiny), threads=threads))
        bert: Any = one.langchain._client[0]
        pieces.append(len(bert.auto_model.forward.requests))
        assert one.langchain.encode_kwargs["batch_size"] == BATCH_PER_THREAD * threads
    assert pieces == [1, 3]
    assert load_embedder(settings(embedder=str(tiny), threads=0)).threads >= 1


def test_another_folder_works_with_its_own_prompts_or_those_set(tiny: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["甲乙丙", "丁", "a b c 甲 " * 12, ""]
    plain = load_embedder(settings(embedder=str(tiny)))
    exact = SentenceTransformer(str(tiny), device="cpu")
    assert plain.dimension == 32
    assert plain.langchain.encode_kwargs["prompt"] == ""
    assert cosines(plain.encode_passages(texts)[:3], np.asarray(exact.encode(texts[:3]))).min() > 0.999
    assert np.isfinite(plain.encode_passages(texts)).all()
    prompted = load_embedder(settings(embedder=str(tiny), query_prompt="问：", passage_prompt="答："))
    assert prompted.encode_query("甲乙") @ plain.encode_query("问：甲乙") > 0.9999
    assert prompted.encode_query("甲乙") @ plain.encode_query("甲乙") < 0.9999
    assert prompted.fingerprint != plain.fingerprint


def test_the_fingerprint_tells_models_apart(tiny: Path, tmp_path: Path, embedder: Embedder) -> None:
    from safetensors.numpy import load_file, save_file

    first = load_embedder(settings(embedder=str(tiny))).fingerprint
    assert first == load_embedder(settings(embedder=str(tiny), threads=1)).fingerprint
    assert first != embedder.fingerprint
    other = tmp_path / tiny.name
    for path in tiny.rglob("*"):
        if path.is_file():
            target = other / path.relative_to(tiny)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    weights = load_file(other / "model.safetensors")
    weights["encoder.layer.1.output.dense.weight"] = weights["encoder.layer.1.output.dense.weight"] * 1.01
    save_file(weights, other / "model.safetensors", metadata={"format": "pt"})
    assert first != load_embedder(settings(embedder=str(other))).fingerprint


@pytest.mark.parametrize("name", ["nobody/no-such-model", "./no/such/folder"])
def test_a_model_that_is_not_there_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbedderError) as caught:
        load_embedder(settings(embedder=name))
    assert name in caught.value.message
    assert "POLICYQA_EMBEDDER" in caught.value.hint


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="POLICYQA_EMBEDDER"):
        load_embedder(settings(embedder=str(tmp_path)))


def test_the_bench_measures_something(embedder: Embedder) -> None:
    figures = measure(embedder, seconds=1)
    assert set(figures) == {"passages_per_second", "query_ms"}
    assert min(figures.values()) > 0
