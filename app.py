"""政策问答 on the command line: serve · mcp · ask · ingest · documents · edit · remove · eval · reindex · token · keys · bots · faq · log · purge · words · doctor."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from retrieval.errors import PolicyQAError
from retrieval.settings import Settings, load_settings
from web.arguments import build_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code: 0 done, 1 failed with one clear line, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        host, port = getattr(options, "host", None), getattr(options, "port", None)
        settings = load_settings(data=options.data, host=host, port=port)
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
    return build_parser(
        {
            "serve": _serve, "mcp": _mcp, "ask": _ask, "ingest": _ingest, "documents": _documents, "edit": _edit, "remove": _remove,
            "eval": _eval, "reindex": _reindex, "token": _token, "keys": _keys,
            "bots": _bots, "faq": _faq, "log": _log, "purge": _purge, "words": _words, "doctor": _doctor,
        }
    )  # fmt: skip


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    gc.disable()  # a million objects are made on the way up, all to stay: collecting among them costs over a second
    from ingest.command import Order, carry_out, limits_of
    from ingest.sandbox import Sandbox
    from retrieval.assistant import Assistant
    from web.document_schemas import IngestRequest
    from web.server import serve

    assistant = Assistant.from_settings(settings)

    def take_in(folder: Path, tell: Callable[[int, int], None], groups: Sequence[str]) -> dict[str, object]:
        order = Order([folder], base=folder, groups=groups)
        return carry_out(order, assistant.library, settings, lambda done, total, _: tell(done, total)).as_dict()

    def obey(request: IngestRequest, tell: Callable[[int, int], None]) -> dict[str, object]:
        paths = [Path(path) for path in request.paths]
        base = Path(request.base) if request.base else None
        order = Order(paths, request.urls, request.sync, request.depth, request.limit, base, request.groups)
        return carry_out(order, assistant.library, settings, lambda done, total, _: tell(done, total)).as_dict()

    try:
        gc.enable()
        serve(assistant, take_in, obey=obey, picture=Sandbox(limits_of(settings)).draw)
    finally:
        assistant.close()
    return 0


def _mcp(options: argparse.Namespace, settings: Settings) -> int:
    from web.mcp_command import run_mcp

    run_mcp(settings)
    return 0


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from web.ask_command import ask_once
    from web.plain import answer_lines

    answer = ask_once(options, settings)
    told = json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=2) if options.json else ""
    print(told or answer_lines(answer))
    return 0


def _ingest(options: argparse.Namespace, settings: Settings) -> int:
    from ingest.command import order_of
    from ingest.watch import watch
    from web.commands import ingest_once
    from web.plain import report_lines

    order = order_of(
        options.paths,
        sync=options.sync or options.watch,
        depth=options.depth,
        limit=options.limit,
        groups=options.group,
    )

    def once() -> int:
        report = ingest_once(order, settings, quiet=options.json)
        print(json.dumps(report, ensure_ascii=False, indent=2) if options.json else report_lines(report), flush=True)
        return 1 if report["failed"] and not any(report[name] for name in ("added", "updated", "unchanged")) else 0

    code = once()
    if options.watch:
        watch(order.paths, once)
    return code


def _documents(options: argparse.Namespace, settings: Settings) -> int:
    from web.commands import find_documents
    from web.plain import document_lines

    found = find_documents(settings, options.query)
    if options.json:
        for document in found:
            print(json.dumps(document.model_dump(mode="json", exclude={"text"}), ensure_ascii=False))
    else:
        print(*document_lines(found), sep="\n")
    return 0


def _edit(options: argparse.Namespace, settings: Settings) -> int:
    from web.commands import edit_document
    from web.plain import document_lines

    print(*document_lines([edit_document(settings, options.id, options.changes)]), sep="\n")
    return 0


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    from web.commands import remove_document

    for key in options.ids:
        remove_document(settings, key)
    return 0


def _token(options: argparse.Namespace, settings: Settings) -> int:
    from web.commands import server_token

    print(server_token(settings))
    return 0


def _keys(options: argparse.Namespace, settings: Settings) -> int:
    from web.key_commands import create_key, key_line, list_keys, revoke_key

    if options.action == "create":
        told, secret = create_key(settings, options.name, options.scopes, options.origin, options.days, options.group)
        print(key_line(told | {"secret": secret}, plain=True) if options.json else secret)
        print(f"{key_line(told)}\n密钥只显示这一次，请妥善保存。 Shown only once; keep it safe.", file=sys.stderr)
        return 0
    shown = list_keys(settings) if options.action == "list" else [revoke_key(settings, key) for key in options.ids]
    print(*(key_line(told, plain=getattr(options, "json", False)) for told in shown), sep="\n")
    return 0


def _bots(options: argparse.Namespace, settings: Settings) -> int:
    from web.bot_commands import bots_told

    print(*bots_told(options, settings), sep="\n")
    return 0


def _faq(options: argparse.Namespace, settings: Settings) -> int:
    from web.log_commands import export_faq, import_faq

    out = options.action == "export"
    told, good = ([export_faq(settings, options.file)], True) if out else import_faq(settings, options.file)
    print(*told, sep="\n")
    return 0 if good else 1


def _log(options: argparse.Namespace, settings: Settings) -> int:
    from web.log_commands import export_log

    print(export_log(settings, options.file, options.format, options.since, options.until))
    return 0


def _purge(options: argparse.Namespace, settings: Settings) -> int:
    from web.log_commands import purge_records

    print(purge_records(settings, options.user, options.before))
    return 0


def _words(options: argparse.Namespace, settings: Settings) -> int:
    from web.word_commands import words_told

    print(*words_told(options, settings), sep="\n")
    return 0


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from ingest.command import Order, carry_out
    from retrieval.assistant import Assistant
    from retrieval.evaluation import evaluate, figures, read_rows
    from web.progress import progress_bar
    from web.written import written

    rows = read_rows(options.questions)[: options.limit]
    assistant = Assistant.from_settings(settings)
    try:
        with progress_bar() as tell:
            carry_out(Order([options.corpus]), assistant.library, settings, tell)
        with progress_bar() as tell:
            results = list(evaluate(assistant, rows, options.mode, lambda done: tell(done, len(rows), "")))
    finally:
        assistant.close()
    with written(options.out) as file:
        file.writelines(json.dumps(result, ensure_ascii=False) + "\n" for result in results)
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
