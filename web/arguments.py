"""The commands of the command line and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from retrieval.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]


def build_parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of all commands; the chosen one is `options.run`."""
    parser = argparse.ArgumentParser(prog="app.py", description="政策问答：答案都有出处 / answers with their sources")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help="数据目录 / data folder (default: data)")
    added_to = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        added = added_to.add_parser(name, help=text, description=text, parents=[common])
        added.set_defaults(run=commands[name])
        return added

    _questions(command)
    _documents(command)
    _upkeep(command)
    _keys(command, common)
    _bots(command, common)
    _asked(command, common)
    _words(command, common)
    return parser


Add = Callable[[str, str], argparse.ArgumentParser]


def _questions(command: Add) -> None:
    serve = command("serve", "启动网页与接口 / serve the chat page and the API")
    serve.add_argument("--host", help="监听地址 / address (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, help="端口 / port (default: 7860)")
    command("mcp", "在标准输入输出上提供 MCP 服务 / an MCP server on standard input and output")
    ask = command("ask", "问一个问题 / ask one question")
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


def _documents(command: Add) -> None:
    ingest = command("ingest", "导入文件、目录、语料或网址 / take in files, folders, corpora, web addresses")
    ingest.add_argument("paths", nargs="+", metavar="PATH_OR_URL")
    ingest.add_argument("--json", action="store_true", help="输出 JSON / print the report as JSON")
    ingest.add_argument("--sync", action="store_true", help="使索引与目录一致 / make the index equal to the folder")
    ingest.add_argument("--watch", action="store_true", help="守着目录，一变就同步 / keep in step with the folder")
    ingest.add_argument("--depth", type=int, default=0, metavar="N", help="网址：跟几层链接 / follow links N deep")
    ingest.add_argument("--limit", type=int, default=200, metavar="N", help="网址：最多几份 / at most N documents")
    ingest.add_argument(
        "--group", action="append", default=[], metavar="NAME",
        help="只给这些组看，可多次 / for these groups alone, repeatable",
    )  # fmt: skip
    listing = command("documents", "列出文件 / list the documents")
    listing.add_argument("query", nargs="?", default="", help="标题、文号或机关 / part of a title, number or issuer")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象 / one JSON object a line")
    edit = command("edit", "修订文件的信息 / correct what is known of a document")
    edit.add_argument("id")
    edit.add_argument("changes", nargs="+", metavar="FIELD=VALUE", help="空值取消修订 / an empty value takes it back")
    remove = command("remove", "移除文件 / take documents out")
    remove.add_argument("ids", nargs="+", metavar="ID")
    command("token", "打印运行中服务的令牌 / print the running server's token")


def _upkeep(command: Add) -> None:
    evaluate = command("eval", "评测 / answer a set of questions and print the figures")
    for name in ("--corpus", "--questions", "--out"):
        evaluate.add_argument(name, type=Path, required=True, metavar="FILE")
    evaluate.add_argument("--mode", choices=("extract", "llm"), default="extract")
    evaluate.add_argument("--limit", type=int, metavar="N", help="只问前 N 个 / the first N questions only")
    reindex = command("reindex", "重建索引 / rebuild the index from the records")
    reindex.add_argument("--to", metavar="URL", help="chroma, chroma://HOST:PORT (default: as now)")
    command("doctor", "检查安装与数据 / check the installation and the data")


def _keys(command: Add, common: argparse.ArgumentParser) -> None:
    keys = command("keys", "管理接口的密钥 / the keys of the API").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    create = keys.add_parser("create", help="新建密钥，只显示这一次 / make a key; shown only once", parents=[common])
    create.add_argument("name", help="给谁用 / who it is for")
    create.add_argument("--scopes", default="ask", help="权限 / scopes: ask,ingest,admin (default: ask)")
    create.add_argument(
        "--group", action="append", default=[], metavar="NAME",
        help="可以看哪些组的文件，可多次 / groups whose documents it may see",
    )  # fmt: skip
    create.add_argument(
        "--origin", action="append", default=[], metavar="ORIGIN",
        help="公开密钥：可用它的网页，可多次 / a public key, for pages of this origin",
    )  # fmt: skip
    create.add_argument("--days", type=int, metavar="N", help="几天后过期 / expires after N days")
    listing = keys.add_parser("list", help="列出密钥 / list the keys", parents=[common])
    for parser in (create, listing):
        parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    revoke = keys.add_parser("revoke", help="撤销密钥 / make keys worthless", parents=[common])
    revoke.add_argument("ids", nargs="+", metavar="ID")


def _bots(command: Add, common: argparse.ArgumentParser) -> None:
    bots = command("bots", "管理机器人 / the bots that sites embed").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    listing = bots.add_parser("list", help="列出机器人和它们的密钥 / list the bots with their keys", parents=[common])
    add = bots.add_parser("add", help="新建机器人 / make a bot", parents=[common])
    add.add_argument("name", help="名称 / what it is called")
    change = bots.add_parser("change", help="修改机器人，只改写了的 / change what is given", parents=[common])
    change.add_argument("--name", metavar="NAME", help="名称 / what it is called")
    for parser in (add, change):
        _of_bot(parser)
    renew = bots.add_parser("renew", help="更换密钥，原来的作废 / another key in place of its own", parents=[common])
    for parser in (change, renew):
        parser.add_argument("id", metavar="ID")
    for parser in (listing, add, change, renew):
        parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象 / one JSON object a line")
    remove = bots.add_parser("remove", help="删除机器人 / remove bots", parents=[common])
    remove.add_argument("ids", nargs="+", metavar="ID")


def _of_bot(parser: argparse.ArgumentParser) -> None:
    """What a bot may have."""
    for name, values, text in (
        ("greeting", "TEXT", "问候 / what it says first"),
        ("language", "zh|en|auto", "语言 / language"),
        ("theme", "light|dark|auto", "深浅 / theme"),
        ("accent", "#RRGGBB", "主色 / colour"),
        ("position", "left|right", "位置 / side"),
        ("mode", "extract|llm|auto", "回答方式 / how it answers"),
    ):
        parser.add_argument(f"--{name}", metavar=values, help=text)
    for name, text in (
        ("question", "可点的问题 / a question to begin with"),
        ("issuer", "知道这些机关的文件 / knows the documents of issuers with this in their names"),
        ("folder", "知道来自这个目录或网站的 / knows what comes from this folder or site"),
        ("document", "知道这份文件 / knows the document with this id"),
        ("origin", "可以用它的网页 / pages of this origin may use it"),
        ("group", "还能看这个组的文件 / sees the documents of this group besides"),
    ):
        parser.add_argument(
            f"--{name}",
            action="append",
            metavar=name.upper(),
            help=f"{text}；可多次，空的清空 / repeatable; '' for none",
        )


def _asked(command: Add, common: argparse.ArgumentParser) -> None:
    faq = command("faq", "导出、导入常见问题 / the FAQ as a file").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    for name, text in (("export", "写成文件 / write a file"), ("import", "读入文件 / take a file in")):
        faq.add_parser(name, help=f"{text}, JSON lines", parents=[common]).add_argument("file", type=Path)
    log = command("log", "导出问答记录 / what was asked, as a file").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    export = log.add_parser("export", help="写成文件 / write a file: CSV, Markdown", parents=[common])
    export.add_argument("file", type=Path)
    export.add_argument("--format", choices=("csv", "md"), help="默认看文件名 / default: as the name ends")
    for name in ("--since", "--until"):
        export.add_argument(name, type=_day, metavar="DATE", help="起止日期 / the first and the last day")
    gone = command("purge", "清除问答和评价 / remove questions, answers and opinions")
    gone.add_argument("--user", metavar="NAME", help="谁的：用户、密钥的名称或编号 / of a user, or of a key")
    gone.add_argument("--before", type=_day, metavar="DATE", help="哪一天以前的 / from before a day")


def _words(command: Add, common: argparse.ArgumentParser) -> None:
    words = command("words", "敏感词 / sensitive words").add_subparsers(dest="action", required=True, metavar="ACTION")
    taken = words.add_parser("import", help="读入 txt 或 csv / take in txt or csv", parents=[common])
    taken.add_argument("file", type=Path)
    taken.add_argument(
        "--action", dest="way", choices=("block", "mask"), default="block",
        help="没有写明的词怎样处理 / of words that do not say (default: block)",
    )  # fmt: skip
    taken.add_argument("--replace", action="store_true", help="换掉原有的词 / in place of all that were")
    words.add_parser("export", help="写成 csv / write csv", parents=[common]).add_argument("file", type=Path)
    words.add_parser("test", help="试一段文字 / try a text", parents=[common]).add_argument("text")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，应如 2020-03-10 / not a date") from None
