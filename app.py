"""政策问答 on the command line: serve · ask · ingest · eval · reindex · doctor."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.errors import DataLocked, PolicyQAError, UsageError
from retrieval.settings import Settings, load_settings

if TYPE_CHECKING:
    from retrieval.models import Answer


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code: 0 done, 1 failed with one clear line, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(
            data=options.data, host=getattr(options, "host", None), port=getattr(options, "port", None)
        )
        run: Callable[[argparse.Namespace, Settings], int] = options.run
        return run(options, settings)
    except PolicyQAError as error:
        print(f"policyqa: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("policyqa: 已中断。 Interrupted.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="政策问答：答案都有出处 / answers with their sources")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help="数据目录 / data folder (default: data)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Settings], int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, parents=[common])
        added.set_defaults(run=run)
        return added

    serve = command("serve", _serve, "启动网页与接口 / serve the chat page and the API")
    serve.add_argument("--host", help="监听地址 / address (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, help="端口 / port (default: 7860)")
    ask = command("ask", _ask, "问一个问题 / ask one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="输出 JSON / print the Answer as JSON")
    ask.add_argument(
        "--history", type=Path, metavar="FILE", help='之前的对话 / earlier turns: [{"question","answers":[…]}]'
    )
    ask.add_argument("--as-of", type=_day, metavar="DATE", help="提问的日期 / day of the question (default: today)")
    ask.add_argument(
        "--mode", choices=("extract", "llm"), help="默认：设了大模型用 llm / default: llm where one is set"
    )
    ask.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="固定用语的语言 / language of fixed replies"
    )
    ingest = command("ingest", _ingest, "导入文件、目录或语料 / take in files, folders, corpora")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    ingest.add_argument("--json", action="store_true", help="输出 JSON / print the report as JSON")
    evaluate = command("eval", _eval, "评测 / answer a set of questions and print the figures")
    for name in ("--corpus", "--questions", "--out"):
        evaluate.add_argument(name, type=Path, required=True, metavar="FILE")
    evaluate.add_argument("--mode", choices=("extract", "llm"), default="extract")
    evaluate.add_argument("--limit", type=int, metavar="N", help="只问前 N 个 / the first N questions only")
    reindex = command("reindex", _reindex, "重建索引 / rebuild the index from the records")
    reindex.add_argument("--to", metavar="URL", help="chroma, chroma://HOST:PORT (default: as now)")
    command("doctor", _doctor, "检查安装与数据 / check the installation and the data")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，应如 2020-03-10 / not a date") from None


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    gc.disable()  # a million objects are made on the way up, all to stay: collecting among them costs over a second
    from ingest.pipeline import ingest
    from retrieval.assistant import Assistant
    from web.server import serve

    assistant = Assistant.from_settings(settings)

    def take_in(folder: Path, tell: Callable[[int, int], None]) -> dict[str, object]:
        report = ingest([folder], assistant.library, lambda done, total, _: tell(done, total), base=folder)
        return report.as_dict()

    try:
        gc.enable()
        serve(assistant, take_in)
    finally:
        assistant.close()
    return 0


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from retrieval.models import Answer

    history = _history(options.history)
    try:
        from retrieval.assistant import Assistant

        assistant = Assistant.from_settings(settings)
    except DataLocked as lock:
        if not lock.url:
            raise
        from web.client import ask_server

        payload = {
            "question": options.question,
            "history": [turn.model_dump() for turn in history],
            "as_of": options.as_of.isoformat() if options.as_of else None,
            "mode": options.mode,
            "language": options.language,
        }
        answer = Answer.model_validate(ask_server(lock, payload, options.language))
    else:
        try:
            answer = assistant.answer(
                options.question, history=history, as_of=options.as_of, mode=options.mode, language=options.language
            )
        finally:
            assistant.close()
    print(
        json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=2) if options.json else _readable(answer)
    )
    return 0


def _history(path: Path | None) -> list[Any]:
    from retrieval.evaluation import read_history

    if path is None:
        return []
    try:
        return read_history(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} 不是对话记录：{error}。 Not a history file.", '应为 [{"question","answers":[…]}]。'
        ) from error


def _readable(answer: Answer) -> str:
    lines = [answer.text, *(f"（{warning}）" for warning in answer.warnings)]
    shown = answer.citations or answer.nearest.passages
    for c in shown:
        about = " · ".join(str(part) for part in (c.doc_no, c.issuer, c.published_on) if part)
        lines.append(f"\n[{c.n}] 《{c.title}》{about}\n    “{c.quote}”\n    {c.url}")
    return "\n".join(lines)


def _ingest(options: argparse.Namespace, settings: Settings) -> int:
    from web.progress import progress_bar

    try:
        from retrieval.library import open_library

        library = open_library(settings)
    except DataLocked as lock:
        if not lock.url:
            raise
        from ingest.load import uploads
        from web.client import ingest_through

        with progress_bar(quiet=options.json) as tell:
            report = ingest_through(lock, uploads(options.paths), tell)
    else:
        from ingest.pipeline import ingest

        try:
            with progress_bar(quiet=options.json) as tell:
                report = ingest(options.paths, library, tell).as_dict()
        finally:
            library.close()
    print(json.dumps(report, ensure_ascii=False, indent=2) if options.json else _summary(report))
    return 1 if report["failed"] and not any(report[name] for name in ("added", "updated", "unchanged")) else 0


def _summary(report: dict[str, Any]) -> str:
    counts = report["counts"]
    lines = [
        f"新增 {counts['added']}，更新 {counts['updated']}，未变 {counts['unchanged']}，失败 {counts['failed']}"
        " （added, updated, unchanged, failed）"
    ]
    lines += [f"  失败 {fault['source']}：{fault['reason']} {fault['hint']}" for fault in report["failed"]]
    return "\n".join(lines)


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from ingest.pipeline import ingest
    from retrieval.assistant import Assistant
    from retrieval.evaluation import evaluate, figures, read_rows
    from web.progress import progress_bar

    rows = read_rows(options.questions)[: options.limit]
    assistant = Assistant.from_settings(settings)
    try:
        with progress_bar() as tell:
            ingest([options.corpus], assistant.library, tell)
        with progress_bar() as tell:
            results = list(evaluate(assistant, rows, options.mode, lambda done: tell(done, len(rows), "")))
    finally:
        assistant.close()
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{options.out} 无法写入：{error.strerror}。 Cannot be written.") from error
    print(json.dumps(figures(rows, results), ensure_ascii=False, indent=2))
    return 0


def _reindex(options: argparse.Namespace, settings: Settings) -> int:
    from retrieval.reindex import reindex
    from web.progress import progress_bar

    with progress_bar() as tell:
        rebuilt = reindex(settings, options.to, lambda done, total: tell(done, total, ""))
    print(
        f"索引已重建：{rebuilt.chunks} 段，重新嵌入 {rebuilt.embedded} 段，前十一致率 {rebuilt.overlap:.3f}。"
        f" Rebuilt: {rebuilt.chunks} chunks, {rebuilt.embedded} embedded anew, top-10 agreement {rebuilt.overlap:.3f}."
    )
    return 0


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from web.doctor import examine

    checks = examine(settings)
    for check in checks:
        print(f"{'✓' if check.good else '✗' if check.needed else '–'} {check.name}：{check.found}")
        if not check.good and check.advice:
            print(f"    {check.advice}")
    return 0 if all(check.good or not check.needed for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
