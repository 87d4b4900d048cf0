"""Older office files (.doc, .wps, .rtf, .odt, .ppt …) by way of LibreOffice, which is optional.

Without it .doc and .wps are read by undoc, with a warning, because undoc loses more; other kinds are refused with
what to install. LibreOffice gives exit code 0 also when it fails, so only its output counts; it fetches pictures
that a hostile file links to, so its profile forbids that.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.formats.docx import read_docx
from ingest.formats.docx_fallback import read_with_undoc
from ingest.parsed import Parsed, Workspace
from retrieval.errors import IngestError

INSTALL = {  # Debian's package for each kind of target
    "docx": "libreoffice-writer-nogui",
    "pptx": "libreoffice-impress-nogui",
    "xlsx": "libreoffice-calc-nogui",
}
_FILTERS = {"docx": "MS Word 2007 XML", "pptx": "Impress MS PowerPoint 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}
_SECONDS = 60.0
_AGAIN = 81  # soffice.bin has set up its profile and asks to be started once more
_SCRIPTING = "org.openoffice.Office.Common/Security/Scripting"
_NETWORK = "org.openoffice.Inet/Settings"
_SETTINGS = (  # no fetching of what a file links to, no macros; port 9 of this machine answers nothing
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_NETWORK, "ooInetProxyType", "2"),
    (_NETWORK, "ooInetHTTPProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPProxyPort", "9"),
    (_NETWORK, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_NETWORK, "ooInetHTTPSProxyPort", "9"),
)
_STREAMS = {".doc": ("WordDocument",), ".ppt": ("PowerPoint Document",), ".xls": ("Workbook", "Book")}


def read_doc(data: bytes, workspace: Workspace) -> Parsed:
    """The lines of a Word 97–2003 file (.doc, .dot, .wps by Kingsoft). Raises IngestError where it cannot be read."""
    if _program() is None:
        _check(data, ".doc")
        return read_with_undoc(data)
    return read_docx(convert(data, ".doc", "docx", workspace), workspace)


def read_rtf(data: bytes, workspace: Workspace) -> Parsed:
    """The lines of an RTF file. Raises IngestError where it cannot be read, or LibreOffice is missing."""
    return read_docx(convert(data, ".rtf", "docx", workspace), workspace)


def read_odt(data: bytes, workspace: Workspace) -> Parsed:
    """The lines of an OpenDocument text. Raises IngestError where it cannot be read, or LibreOffice is missing."""
    return read_docx(convert(data, ".odt", "docx", workspace), workspace)


def convert(data: bytes, suffix: str, target: str, workspace: Workspace) -> bytes:
    """`data` (a file of the kind that `suffix` names, `.ppt`) as `docx`, `pptx` or `xlsx`, made by LibreOffice.

    It asks for a minute more, and ends LibreOffice after it. Raises IngestError where LibreOffice is missing or
    cannot read the file.
    """
    program = _program()
    if program is None:
        raise IngestError(
            f"读取 {suffix} 文件需要 LibreOffice。 Reading {suffix} files needs LibreOffice.",
            f"请运行 apt-get install {INSTALL[target]}（下载约 141 MB），或另存为 .{target} 后再试。 "
            f"Install it, or save the file as .{target}.",
        )
    _check(data, suffix)
    workspace.more_time(_SECONDS)
    with TemporaryDirectory(dir=workspace.scratch) as name:
        folder = Path(name)
        source, made = folder / f"document{suffix}", folder / "made" / f"document.{target}"
        source.write_bytes(data)
        _write_profile(folder / "profile")
        _run(program, folder, source, target)
        if not made.is_file() or not made.stat().st_size:
            raise IngestError(
                f"LibreOffice 无法读取此 {suffix} 文件，可能已损坏或加密。 LibreOffice cannot read this {suffix} file.",
                f"请打开检查，另存为 .{target} 后再试。 Check it and save it as .{target}.",
            )
        return made.read_bytes()


def _run(program: Path, folder: Path, source: Path, target: str) -> None:
    command = [
        str(program), f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}", "--headless", "--norestore",
        "--nologo", "--convert-to", f"{target}:{_FILTERS[target]}", "--outdir", str(folder / "made"), str(source),
    ]  # fmt: skip
    try:
        for _ in range(2):
            # in our own process group, so that whoever ends this process ends LibreOffice with it
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
            if done.returncode != _AGAIN:
                return
    except subprocess.TimeoutExpired as error:
        raise IngestError(
            f"LibreOffice 在 {_SECONDS:.0f} 秒内没有完成转换。 LibreOffice took too long.",
            f"请另存为 .{target} 后再试。 Save the file as .{target} and retry.",
        ) from error
    except OSError as error:
        raise IngestError(
            f"LibreOffice 无法启动：{error.strerror}。 LibreOffice cannot be started.",
            "请检查其安装。 Check its installation.",
        ) from error


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def available() -> str | None:
    """LibreOffice's version and path (`LibreOffice 7.4.7.2, /usr/bin/soffice`), or None where there is none."""
    program = _program()
    if program is None:
        return None
    try:
        done = subprocess.run([str(program), "--version"], capture_output=True, timeout=20, check=False, text=True)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        return str(program)
    words = done.stdout.split()
    return f"{' '.join(words[:2])}, {program}" if len(words) > 1 else str(program)


def _program() -> Path | None:
    """LibreOffice itself rather than its launcher, which leaves it running when killed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    itself = Path(found).resolve().with_name("soffice.bin")
    return itself if itself.is_file() else Path(found)


def _check(data: bytes, suffix: str) -> None:
    """Refuses what LibreOffice would take for plain text, and encrypted Word files (fEncrypted; MS-DOC, §2.5.2)."""
    if suffix not in _STREAMS:
        return
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            name = next(stream for stream in _STREAMS[suffix] if ole.exists(stream))
            with ole.openstream(name) as stream:
                head = stream.read(12)
    except (OSError, ValueError, KeyError, IndexError, AttributeError, TypeError, struct.error, StopIteration) as error:
        raise IngestError(
            f"{suffix} 文件已损坏，或不是 {suffix} 文件。 The file is damaged, or is no {suffix} file.",
            "请用原来的软件打开后另存，再试。 Open it in its own program, save it again, and retry.",
        ) from error
    if suffix == ".doc" and len(head) == 12 and head[11] & 1:
        raise IngestError("是加密文件。 The file is encrypted.", "请解除密码后再试。 Remove its password and retry.")
