"""`bots` on the command line, beside open records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app import main
from retrieval.database import opened_records
from retrieval.settings import load_settings

Run = Callable[..., tuple[int, str, str]]
GIVEN = (
    *("--greeting", "您好", "--question", "停车怎么收费", "--question", "几点开门", "--language", "zh"),
    *("--theme", "dark", "--accent", "#0b4a8f", "--position", "left", "--mode", "extract"),
    *("--issuer", "交通局", "--folder", "https://www.x.gov.cn/jt/", "--document", "doc-1"),
    *("--origin", "https://www.x.gov.cn:443/", "--group", "交通"),
)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_one(*arguments: str) -> tuple[int, str, str]:
        code = main(["bots", *arguments, "--data", str(tmp_path / "data")])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_one


def test_bots_are_made_changed_renewed_and_removed(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("add", "停车助手", *GIVEN, "--json")
    assert code == 0
    made = json.loads(out)
    assert {name: made[name] for name in ("name", "greeting", "questions", "language", "theme", "accent")} == {
        "name": "停车助手", "greeting": "您好", "questions": ["停车怎么收费", "几点开门"], "language": "zh",
        "theme": "dark", "accent": "#0b4a8f",
    }  # fmt: skip
    assert (made["position"], made["mode"], made["live"]) == ("left", "extract", True)
    sources = {"issuers": ["交通局"], "folders": ["https://www.x.gov.cn/jt"], "document_ids": ["doc-1"]}
    assert (made["sources"], made["origins"], made["groups"]) == (sources, ["https://www.x.gov.cn"], ["交通"])

    code, out, _ = run(
        "change", made["id"], "--name", "停车", "--issuer", "城管局", "--folder", "", "--group", "", "--json"
    )
    changed = json.loads(out)
    expected = {
        "name": "停车",
        "sources": {"issuers": ["城管局"], "folders": [], "document_ids": ["doc-1"]},
        "groups": [],
        "changed_at": changed["changed_at"],
    }
    assert (code, changed) == (0, made | expected)

    code, out, _ = run("renew", made["id"])
    assert code == 0
    assert made["key"] not in out
    code, listed, _ = run("list")
    assert (code, listed) == (0, out)
    assert out.split("  ")[0] == made["id"]
    assert [word in out for word in ("pk_", "停车", "有效", "城管局", "doc-1", "https://www.x.gov.cn")] == [True] * 6

    with opened_records(load_settings(data=tmp_path / "data")) as records:
        (bot,) = records.bots.listed()
        records.keys.revoke(bot.key_id)
    assert "密钥已撤销" in run("list")[1]
    code, out, _ = run("remove", made["id"])
    assert code == 0
    assert made["id"] in out
    assert run("list")[:2] == (0, "\n")
    assert run("remove", made["id"])[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", " "),
        ("add", "x", "--theme", "blue"),
        ("add", "x", "--accent", "#ffff00"),
        ("add", "x", "--origin", "*"),
        ("add", "x", "--question", "一|二"),
        ("add", "x", "--folder", "/"),
    ],
)
def test_what_cannot_be_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, told = run(*arguments)
    assert (code, out) == (2, "")
    assert told.startswith("policyqa: ")
    assert run("list")[:2] == (0, "\n")
