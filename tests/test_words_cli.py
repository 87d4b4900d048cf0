"""`words` on the command line, beside open records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app import main
from retrieval.assistant import Assistant
from retrieval.sensitive import Word


def test_words_come_in_are_tried_and_go_out(
    assistant_over: Callable[..., Assistant], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bot = assistant_over(paper="通知\n每户奖励三百元。\n")
    data = str(bot.settings.data)
    given, out = tmp_path / "words.txt", tmp_path / "out.csv"
    given.write_text("\ufeff# 注\n甲词\n\n乙词,mask\n丙词,拦截\n", encoding="utf-8")
    assert main(["words", "import", str(given), "--action", "block", "--data", data]) == 0
    assert bot.records.words.listed() == [Word("丙词", "block"), Word("乙词", "mask"), Word("甲词", "block")]
    capsys.readouterr()
    assert main(["words", "test", "有乙 词", "--data", data]) == 0
    assert capsys.readouterr().out == "mask\t乙词\t乙 词\n有＊ ＊\n"
    assert main(["words", "export", str(out), "--data", data]) == 0
    before = bot.records.words.listed()
    assert main(["words", "import", str(out), "--replace", "--data", data]) == 0
    assert bot.records.words.listed() == before
    given.write_text("丁词\n戊词,删除\n", encoding="utf-8")
    assert main(["words", "import", str(given), "--replace", "--data", data]) == 2
    assert bot.records.words.listed() == before
