"""What is installed, what is missing, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass

from retrieval.errors import DataLocked, PolicyQAError
from retrieval.settings import Settings

_PACKAGES = ("langchain", "chromadb", "sentence-transformers", "gradio", "torch", "fastapi", "sqlalchemy")
_MEMORY = 2 << 30
_DISK = 1 << 30
_OFFICE = (
    "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui --no-install-recommends"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `needed` things must be good for the bot to work."""

    name: str
    good: bool
    found: str
    advice: str = ""
    needed: bool = True


def examine(settings: Settings) -> list[Check]:
    """All checks, in reading order; none of them changes anything stored."""
    return [
        _python(),
        *map(_package, _PACKAGES),
        _fts5(),
        _memory(),
        _disk(settings),
        _ocr(),
        _office(),
        _model(settings),
        _reader(settings),
        *_data(settings),
        _llm(settings),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info[:2] == (3, 11), version, "请用 Python 3.11。 Use Python 3.11.")


def _package(name: str) -> Check:
    try:
        return Check(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, False, "未安装 / missing", "请运行 make setup。 Run `make setup`.")


def _fts5() -> Check:
    with sqlite3.connect(":memory:") as db:
        good = any("ENABLE_FTS5" in row[0] for row in db.execute("PRAGMA compile_options"))
    return Check(
        "SQLite FTS5", good, sqlite3.sqlite_version, "请换用带 FTS5 的 Python。 Use a Python whose SQLite has FTS5."
    )


def _memory() -> Check:
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Check(
        "内存 / memory",
        free >= _MEMORY,
        f"{free / 1e9:.1f} GB 可用 / free",
        "建议空出 2 GB。 2 GB free is advised.",
        False,
    )


def _disk(settings: Settings) -> Check:
    folder = next(p for p in (settings.data, *settings.data.resolve().parents) if p.exists())
    free = shutil.disk_usage(folder).free
    return Check("磁盘 / disk", free >= _DISK, f"{free / 1e9:.1f} GB 可用 / free", "请清理磁盘。 Free some disk space.")


def _ocr() -> Check:
    from ingest.formats import ocr

    missing = ocr.available() is not None
    return Check(
        "OCR",
        not missing,
        "未安装，图片和扫描的 PDF 不能导入 / missing, pictures and scanned PDFs cannot be taken in"
        if missing
        else "RapidOCR",
        "需要时运行 pip install rapidocr==3.10.0（连同 opencv 约 100 MB）。"
        " Where needed, run `pip install rapidocr==3.10.0` (about 100 MB with opencv).",
        needed=False,
    )


def _office() -> Check:
    from ingest.formats import office

    found = office.available()
    return Check(
        "LibreOffice",
        found is not None,
        found
        or "未安装，旧版 DOC、PPT 和 RTF、ODT、ODP 不能导入 / missing, DOC, PPT, RTF, ODT, ODP cannot be taken in",
        f"需要时运行 {_OFFICE}（下载 141 MB，占用 432 MB）。 Where needed, run it (141 MB to download, 432 MB on disk).",
        needed=False,
    )


def _model(settings: Settings) -> Check:
    from retrieval.embedder import load_embedder

    try:
        embedder = load_embedder(settings)
    except PolicyQAError as error:
        return Check("嵌入模型 / embedder", False, error.message, error.hint)
    return Check("嵌入模型 / embedder", True, f"{embedder.fingerprint}（{embedder.dimension} 维 / dimensions）")


def _reader(settings: Settings) -> Check:
    from retrieval.rerankers import OFF, open_reranker

    name = "阅读模型 / reader"
    try:
        reranker = open_reranker(settings)
    except PolicyQAError as error:
        return Check(name, False, error.message, error.hint)
    if reranker:
        return Check(name, True, settings.reranker or "随项目的阅读模型 / the bundled one")
    off = settings.reranker == OFF
    found = "已关闭 / off" if off else "缺文件，只按规则回答 / its file is missing, rules alone answer"
    return Check(name, off, found, "请重新取得项目文件。 Get the project's files anew.", needed=False)


def _data(settings: Settings) -> list[Check]:
    from retrieval.library import open_library

    if not settings.data.exists():
        return [
            Check("数据 / data", False, f"{settings.data} 不存在 / missing", "请运行 ingest。 Run `ingest`.", False)
        ]
    try:
        library = open_library(settings)
    except DataLocked as lock:
        return [Check("数据 / data", True, f"正由服务使用 / in use {lock.url}")]
    except PolicyQAError as error:
        return [Check("数据 / data", False, error.message, error.hint)]
    try:
        found = f"{library.records.count()} 个文件 / documents，{library.records.count_chunks()} 段 / chunks"
        return [Check("数据 / data", True, found)]
    finally:
        library.close()


def _llm(settings: Settings) -> Check:
    if not settings.uses_llm:
        return Check("大模型 / language model", False, "未设置，摘录原文 / not set, text is quoted", needed=False)
    import httpx

    try:
        reply = httpx.get(settings.llm_base_url.rstrip("/") + "/models", timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        return Check(
            "大模型 / language model", False, f"{settings.llm_base_url}：{error}", "请检查 LLM_BASE_URL。", False
        )
    return Check(
        "大模型 / language model",
        reply.status_code < 500,
        f"{settings.llm_model}，HTTP {reply.status_code}",
        needed=False,
    )
