"""`faq`, `log` and `purge` on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import main
from retrieval.answer_log import Asker
from retrieval.assistant import Assistant
from retrieval.faq_store import FaqCitation, FaqDraft

QUOTE = "2019年水稻补贴标准为每亩95元。"
PAPER = f"云溪市2019年水稻补贴通知（虚构示例）\n2019年4月2日\n{QUOTE}\n"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def bot(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(paper=PAPER)


@pytest.fixture
def run(bot: Assistant, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command beside the open records of `bot`; its exit code and all it said."""

    def once(*arguments: str | Path) -> tuple[int, str]:
        code = main([*map(str, arguments), "--data", str(bot.settings.data)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return once


def draft(bot: Assistant, **more: Any) -> FaqDraft:
    cited = FaqCitation(document_id=bot.records.matching()[0], quote=QUOTE)
    return FaqDraft(**{"questions": ("水稻补贴多少",), "answer": "95元", "citations": (cited,), **more})


def log(bot: Assistant, key: str, question: str, who: Asker, **more: Any) -> None:
    cited = {
        "n": 1, "document_id": "d", "title": "水稻补贴通知", "doc_no": "云农发〔2019〕8号", "issuer": None,
        "published_on": "2019-04-02", "quote": QUOTE, "url": "/documents/d?cite=1-9",
    }  # fmt: skip
    answer: dict[str, Any] = {
        "id": key, "question": question, "understood": question, "text": "95元\n原句", "citations": [cited],
        "outcome": "answered", "reason": None, "mode": "extract", "warnings": ["该文件已修订"], **more,
    }  # fmt: skip
    bot.records.answers.add(answer, who, 12.0)
    bot.records.answers.flush()


def test_the_faq_goes_out_and_comes_in_again(bot: Assistant, run: Run, tmp_path: Path) -> None:
    entry = bot.records.faq.save(draft(bot), bot.records)
    file = tmp_path / "out" / "faq.jsonl"
    code, said = run("faq", "export", file)
    assert (code, json.loads(file.read_text("utf-8"))["id"]) == (0, entry.id), said
    bot.records.faq.remove(entry.id)
    assert run("faq", "import", file)[0] == 0
    again = bot.records.faq.get(entry.id)
    assert (again.questions, again.answer, again.citations) == (entry.questions, entry.answer, entry.citations)
    assert run("faq", "import", file)[0] == 0
    assert len(bot.records.faq.listed()) == 1
    assert bot.answer("水稻补贴多少").mode == "faq"  # of a process that was there before


def test_lines_that_cannot_be_used_are_told(bot: Assistant, run: Run, tmp_path: Path) -> None:
    good = draft(bot).model_dump(mode="json")
    bad = {**good, "citations": [{**good["citations"][0], "quote": "每亩96元"}]}
    file = tmp_path / "faq.jsonl"
    lines: list[Any] = [bad, good, {"answer": "x"}, []]
    rows = [json.dumps(row, ensure_ascii=False) for row in lines]
    file.write_text("\n".join([*rows, "{", ""]), encoding="utf-8-sig")
    code, said = run("faq", "import", file)
    assert code == 1
    for number in (1, 3, 4, 5):
        assert f"line {number}:" in said
    assert "1 FAQ entries imported" in said
    assert run("faq", "import", tmp_path / "none.jsonl")[0] == 2


DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '  =HYPERLINK("http://x")', "＝1", "%0A=1", "|calc")


def test_a_spreadsheet_runs_nothing_of_what_was_typed(bot: Assistant, run: Run, tmp_path: Path) -> None:
    for i, question in enumerate(DANGEROUS):
        log(bot, f"ans-{i}", question, Asker("chat", user=question))
    file = tmp_path / "log.csv"
    assert run("log", "export", file)[0] == 0
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["问题"] for row in told] == [f"'{question}" for question in reversed(DANGEROUS)]
    assert not any(cell.lstrip()[:1] in "=+-@＝%|" for row in rows for cell in row if cell)
    assert {(row["标识"], row["提醒"], row["入口"]) for row in told} == {
        ("原文摘录，非人工智能生成", "该文件已修订", "提问页")
    }
    assert told[0]["出处"] == f"[1] 《水稻补贴通知》云农发〔2019〕8号 · 2019-04-02 “{QUOTE}” /documents/d?cite=1-9"


def test_each_exported_answer_is_labelled(bot: Assistant, run: Run, tmp_path: Path) -> None:
    log(bot, "ans-1", "写的*答案*<b>", Asker("chat"), mode="llm")
    log(bot, "ans-2", "没有", Asker("api", "门户"), outcome="refused", reason="not_found", citations=[])
    log(bot, "ans-3", "常见", Asker("mcp", "owner"), mode="faq")
    file = tmp_path / "log.md"
    assert run("log", "export", file)[0] == 0
    text = file.read_text("utf-8")
    parts = text.split("\n## ")[1:]
    assert [part.splitlines()[0] for part in parts] == ["常见", "没有", r"写的\*答案\*\<b\>"]
    labels = ("单位编写，非人工智能生成", "自动检索的结果，非人工智能生成", "内容由人工智能生成，请核对原文")
    assert all(f"*{label}*" in part for part, label in zip(parts, labels, strict=True))
    assert QUOTE in parts[2]
    assert run("log", "export", tmp_path / "x.txt", "--format", "md", "--until", "2020-01-01")[0] == 0
    assert (tmp_path / "x.txt").read_text("utf-8").strip() == "# 问答记录"


def test_one_persons_questions_are_removed(bot: Assistant, run: Run) -> None:
    log(bot, "ans-1", "我的", Asker("chat", user="王小明"))
    log(bot, "ans-2", "别人的", Asker("chat"))
    code, said = run("purge", "--user", "王小明")
    assert (code, "1 answers and 0 opinions" in said) == (0, True), said
    assert bot.records.answers.count() == 1
    assert "0 answers" in run("purge")[1]  # what is older than the settings keep
    assert "1 answers" in run("purge", "--before", "2999-01-01")[1]
