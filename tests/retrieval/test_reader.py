"""The bundled reader: what it says of a passage, and what takes its place."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from retrieval.errors import SettingsError
from retrieval.reader import FOLDER, MODEL, Passage, Reader
from retrieval.rerankers import CrossReranker, Reranker, open_reranker
from retrieval.settings import load_settings

TITLE = "云溪市人才公寓管理办法（虚构示例）"
RENT = "第六条　人才公寓的租金为每平方米每月18元，租期不超过三年。"
WHO = "第三条　本办法由云溪市住房和城乡建设局负责解释。"
FAR = "第九条　各单位应当加强消防安全检查，及时消除隐患。"


@pytest.fixture(scope="module")
def bundled() -> Reader:
    return Reader()


def test_the_passage_that_answers_is_the_likeliest(bundled: Reader) -> None:
    found = bundled.judge("人才公寓的租金是多少？", [Passage(TITLE, text) for text in (FAR, WHO, RENT)])

    assert max(range(3), key=lambda i: found[i].relevance) == 2
    assert max(range(3), key=lambda i: found[i].answerable or 0.0) == 2
    assert (found[2].answerable or 0.0) > 0 > (found[0].answerable or 0.0)


def test_it_points_at_the_words_of_the_answer(bundled: Reader) -> None:
    found = bundled.judge("谁负责解释本办法？", [Passage(TITLE, RENT + WHO)])[0]

    assert "住房和城乡建设局" in (RENT + WHO)[found.start : found.end]


def test_the_title_is_never_pointed_at(bundled: Reader) -> None:
    found = bundled.judge("云溪市人才公寓管理办法", [Passage(TITLE, RENT)])[0]

    assert 0 <= found.start <= found.end <= len(RENT)


def test_how_many_are_read_together_changes_nothing(bundled: Reader) -> None:
    passages = [Passage(TITLE, text * times) for times in (1, 2, 3) for text in (FAR, WHO, RENT)]

    together = bundled.judge("租金多少", passages)
    alone = [bundled.judge("租金多少", [passage])[0] for passage in passages]

    # Activations are rounded by the range of a batch, so that the last digits differ.
    assert [round(j.relevance) for j in together] == pytest.approx([j.relevance for j in alone], abs=1.2)


@pytest.mark.parametrize("text", ["", " ", "\n", "😀" * 50, "甲" * 5000])
def test_any_text_can_be_read(bundled: Reader, text: str) -> None:
    found = bundled.judge("租金多少", [Passage("", text), Passage(TITLE, text)])

    assert all(0 <= j.start <= j.end <= len(text) for j in found)


def test_nothing_to_read_is_nothing_said(bundled: Reader) -> None:
    assert bundled.judge("租金多少", []) == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing") as told:
        Reader(tmp_path)

    assert "POLICYQA_RERANKER=off" in told.value.hint


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    for name in ("tokenizer.json.gz", "reader.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / MODEL).write_bytes((FOLDER / MODEL).read_bytes()[:100_000])

    with pytest.raises(SettingsError, match="cannot be read"):
        Reader(tmp_path)


def test_the_file_is_small_enough_to_ship() -> None:
    assert (FOLDER / MODEL).stat().st_size <= 35e6


def test_off_is_no_reader() -> None:
    assert open_reranker(load_settings(reranker="off")) is None


def test_without_its_file_the_rules_alone_answer_and_a_warning_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr("retrieval.rerankers.FOLDER", tmp_path)

    with caplog.at_level(logging.WARNING, "policyqa.reader"):
        assert open_reranker(load_settings()) is None

    assert "rules alone" in caplog.text


def test_a_reranker_that_is_not_here_is_told() -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        open_reranker(load_settings(reranker="/no/such/model"))


def test_a_cross_encoder_of_ones_own_tells_relevance_alone(tmp_path: Path) -> None:
    folder = _cross_encoder(tmp_path)

    reranker: Reranker | None = open_reranker(load_settings(reranker=str(folder)))

    assert isinstance(reranker, CrossReranker)
    found = reranker.judge("租金多少", [Passage(TITLE, RENT), Passage(TITLE, FAR)])
    assert len(found) == 2
    assert all(j.answerable is None for j in found)
    assert found[0].relevance != found[1].relevance


def _cross_encoder(folder: Path) -> Path:
    """A tiny CrossEncoder with weights of chance."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(1)
    letters = sorted({c for c in f"{TITLE}{RENT}{FAR}租金多少" if c.strip()})
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]), "utf-8")
    tokenizer = BertTokenizer(str(folder / "vocab.txt"))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label={0: "score"},
    )
    BertForSequenceClassification(config).save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    return folder / "model"
