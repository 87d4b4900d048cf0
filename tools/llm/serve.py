"""Serves the chat model on this machine with an OpenAI-compatible API, until it is interrupted.

Run it with the Python of the folder that `make llm` sets up: `models/llm/venv/bin/python tools/llm/serve.py`. It needs
no network, reads one file and listens on the loopback address alone.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from model import FILE, HOST, NAME, PORT, SIZE

_CONTEXT = 4096  # tokens
_CACHE = 0  # MiB of earlier prompts kept: the tests ask each prompt once


class ServeError(Exception):
    """The model cannot be served; the message says what to do."""


def serve(file: Path, port: int, threads: int) -> Any:  # noqa: ANN401 (a class of an untyped package)
    """A server that listens already, and does so as long as it is kept. Raises ServeError."""
    if not file.is_file() or file.stat().st_size != SIZE:
        raise ServeError(f"没有模型文件 {file}，请先运行 make llm / the model is missing; run make llm first.")
    _free(port)
    try:
        engine = importlib.import_module("xllamacpp")
    except ImportError as error:
        raise ServeError(f"没有安装服务程序，请先运行 make llm / the server is not installed: {error}") from error
    settings = engine.CommonParams()
    settings.model.path = str(file)
    settings.model_alias = {NAME}
    settings.hostnames = [HOST]
    settings.port = port
    settings.n_ctx = _CONTEXT
    settings.n_parallel = 1
    settings.cache_ram_mib = _CACHE
    settings.ui = False
    settings.endpoint_slots = False
    for work in (settings.cpuparams, settings.cpuparams_batch):
        work.n_threads = threads
        work.poll = 0  # no busy waiting: on a machine that has other work, threads that spin stop each other
    try:
        return engine.Server(settings)
    except RuntimeError as error:
        raise ServeError(f"服务没有启动 / the server did not start: {error}") from error


def _free(port: int) -> None:
    """Raises ServeError where something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServeError(
                f"端口 {port} 已被占用，请结束占用它的程序，或用 make llm LLM_PORT=… 换一个 / the port is taken."
            ) from error


def main() -> None:
    """Serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    server = serve(FILE, options.port, options.threads)
    sys.stdout.write(f"LLM_BASE_URL=http://{HOST}:{options.port}/v1\nLLM_MODEL={NAME}\n")
    sys.stdout.flush()
    stop.wait()
    del server
    os._exit(0)  # its threads do not end by themselves


if __name__ == "__main__":
    try:
        main()
    except ServeError as error:
        sys.exit(str(error))
