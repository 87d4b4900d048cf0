"""`make bench`: start-up, answers, embedding and memory on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil

from retrieval.settings import ROOT, load_settings
from tests.bench.bench_embedding import measure
from tests.quality.run import SUITES, run


def server_start(data: Path) -> dict[str, float]:
    """Seconds from the start of `serve` over the ingested samples until it answers, and its memory after an answer."""
    environment = {**os.environ, "POLICYQA_PORT": "0"}
    start = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "app.py", "serve", "--data", str(data)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        url = _address(server)
        with urllib.request.urlopen(f"{url}/readyz", timeout=30) as reply:
            reply.read()
        seconds = time.perf_counter() - start
        body = json.dumps({"question": "2019年出让土地多少亩"}).encode()
        request = urllib.request.Request(f"{url}/v1/answers", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            reply.read()
        return {
            "ready_seconds": round(seconds, 2),
            "memory_mb": round(psutil.Process(server.pid).memory_info().rss / 1e6),
        }
    finally:
        server.terminate()
        server.wait(30)


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        if "http://" in line:
            threading.Thread(target=server.stderr.read, daemon=True).start()  # keeps the pipe from filling
            return "http://" + line.split("http://")[1].split()[0].rstrip("。/")
    raise RuntimeError("the server did not start")


def main() -> int:
    """Prints the figures as JSON."""
    from retrieval.embedder import load_embedder

    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "samples")
        subprocess.run(
            [sys.executable, "app.py", "ingest", "samples", "--data", str(data)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        found["server"] = server_start(data)
        found["embedding"] = {k: round(v, 1) for k, v in measure(load_embedder(load_settings())).items()}
        for suite in (suite for suite in SUITES if not suite.reading):
            if all(path.exists() for path in (suite.corpus, *suite.questions)):
                start = time.perf_counter()
                _, _, figures = run(suite, Path(folder, suite.name))
                wall = round(time.perf_counter() - start, 1)
                found[suite.name] = {
                    "ms_p50": figures["ms_p50"],
                    "ms_p95": figures["ms_p95"],
                    "seconds_with_ingest": wall,
                }
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
