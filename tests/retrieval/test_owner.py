"""One process owns a data folder."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.errors import DataError, DataLocked
from retrieval.owner import own
from retrieval.settings import ROOT

HOLD = """
import sys
from pathlib import Path
from retrieval.owner import own
owner = own(Path(sys.argv[1]))
owner.announce("http://127.0.0.1:7999")
print("ready", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_second_process_is_told_who_has_the_folder_until_that_one_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        try:
            with pytest.raises(DataLocked) as locked:
                own(tmp_path)
            assert str(process.pid) in locked.value.message
            assert locked.value.url == "http://127.0.0.1:7999"
            assert len(locked.value.token) >= 24
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    owner = own(tmp_path)
    assert json.loads((tmp_path / "owner.json").read_text())["pid"] == os.getpid()
    owner.release()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    owner = own(tmp_path / "new" / "data")
    with pytest.raises(DataLocked):
        own(tmp_path / "new" / "data")
    owner.release()
    owner.release()
    assert not (tmp_path / "new" / "data" / "owner.json").exists()
    own(tmp_path / "new" / "data").release()


def test_the_note_with_the_token_is_for_this_user_only(tmp_path: Path) -> None:
    owner = own(tmp_path)
    assert stat.S_IMODE((tmp_path / "owner.json").stat().st_mode) == 0o600
    owner.release()


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '"x"', "{}"])
def test_a_spoilt_note_does_not_hide_that_the_folder_is_taken(tmp_path: Path, note: str) -> None:
    owner = own(tmp_path)
    (tmp_path / "owner.json").write_text(note)
    with pytest.raises(DataLocked) as locked:
        own(tmp_path)
    assert locked.value.url == ""
    owner.release()


def test_a_folder_that_cannot_be_made_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(DataError) as unusable:
            own(folder)
        assert "--data" in unusable.value.hint


def test_a_full_disk_gives_the_folder_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("retrieval.owner.json.dump", full)
        with pytest.raises(DataError):
            own(tmp_path)
    own(tmp_path).release()
