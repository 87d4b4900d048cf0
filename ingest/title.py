"""The title of a text that names none: its first line that reads as one."""

from __future__ import annotations

import re

from ingest.signed import AGENCY_LINE
from retrieval.doc_numbers import doc_numbers

_MASTHEAD = re.compile(r"[\u4e00-\u9fff、\s]{0,40}文\s*件")  # the red heading of a paper: 虚构市人民政府文件
_ORDER = re.compile(r"[\u4e00-\u9fff\s]{2,40}令|第\s*\d+\s*号")  # the head of an order: 虚构市人民政府令, 第12号
# Lines that a site puts around a text: counters, sources, font sizes, sharing.
_FURNITURE = re.compile(
    r"点击[数量]?[:：]|浏览(?:次数|量)?[:：]|阅读(?:次数|量)?[:：]|访问量|更新时间[:：]|发布时间[:：]|发布日期[:：]|来源[:：]|作者[:：]|"
    r"字体[:：]|字号[:：]|打印|关闭窗口|分享到|索\s*引\s*号|主题分类|发文机关|成文日期|发文字号|标\s*题[:：]|主\s*题\s*词|"
    r"您(?:现在)?的?位置|当前位置|^首页$"
)
_STAMP = re.compile(
    r"(?:特急|加急|平急|急件|特提|绝密|机密|秘密)(?:★.*)?$|签发人[:：]|份号[:：]?|第[一二三四五六七八九十百零\d]+条[\s　]"
)
_PROCLAIMED = re.compile(r"《([^《》]{4,80})》[^。]{0,60}(?:通过|公布|发布)")  # the sentence of an order
_LONGEST = 120
_UNFINISHED = re.compile(r"(?:关于|印发|转发|进一步|加强|[和与及的、—-])$")
_ENDING = re.compile(
    r"(?:通知|意见|办法|决定|公告|通告|报告|方案|规定|条例|细则|批复|函|规划|计划|纲要|措施|令|答复|公报)$"
)
_MOST_LINES = 4


def first_title(text: str) -> str:
    """The first line that reads as a title: not site furniture, not too long, not a sentence; "" where none does.

    A title set in several lines is put together (关于加强 / 湿地保护工作的通知).
    """
    lines = [line.strip(" \t\u3000#") for line in text.split("\n", 40)[:20]]
    for at, bare in enumerate(lines):
        if at and (proclaimed := _PROCLAIMED.match(bare)) and any(_ORDER.fullmatch(line) for line in lines[:at]):
            return proclaimed[1]
        if not bare or _FURNITURE.search(bare) or _is_head(bare) or _is_number(bare):
            continue
        whole = _joined(bare, [line for line in lines[at + 1 :] if line])
        return whole if len(whole) <= _LONGEST and whole[-1] not in "。；：，" else bare[:60]
    return ""


def _joined(first: str, rest: list[str]) -> str:
    """The title that begins with `first`, with the lines that carry it on until it ends as titles do."""
    if _ENDING.search(first) or first[-1] in "。；：，" or len(first) > 40:
        return first
    whole = first
    for line in rest[: _MOST_LINES - 1]:
        if len(line) > 40 or line[-1] in "。；：，" or _is_number(line):
            break
        whole += line
        if _ENDING.search(line):
            return whole
    return first + rest[0] if rest and _UNFINISHED.search(first) and len(rest[0]) <= 40 else first


def _is_head(line: str) -> bool:
    """Whether a line stands above a title: a masthead, an agency's name, an order's number."""
    return bool(
        _STAMP.match(line) or _MASTHEAD.fullmatch(line) or _ORDER.fullmatch(line) or AGENCY_LINE.fullmatch(line)
    )


def _is_number(line: str) -> bool:
    numbers = doc_numbers(line)
    return len(numbers) == 1 and len(line) <= len(numbers[0]) + 4
