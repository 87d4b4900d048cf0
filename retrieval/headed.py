"""Whether the heading above a statement names what a question asks for: 谁能领 below 一、发放对象, 多少 below 二、发放标准.

Official documents are written so: the heading says what is told, and the line below it only tells it.
"""

from __future__ import annotations

import re

from retrieval.evidence import Statement
from retrieval.passage_run import is_bare, is_numbered, siblings
from retrieval.query import Query
from retrieval.sentences import Span, paragraph

_HEADING = 30  # characters at the end of a line above that may be a heading
_END = r"(?:[是为]|如下|及[^。：:]{2,8})?[:：。]?\s*$"
_STANDARD = re.compile(rf"(?:标准|金额|额度|数额){_END}")
_CONTACT = re.compile(r"电话|热线|联系方式|号码|传真")
# What is asked, and how the heading of what tells it ends.
_ASKED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"(?:谁|什么人|哪[些类种]?人员?|哪[些类][\u4e00-\u9fff]{0,6}?|什么样的人)(?:才|都|就)?(?:能|可以?|有资格|符合|够|享受|适用|领|申)|(?:发放|补[贴助]|适用|救助|保障|资助|奖励|服务|参保|申[请报])(?:对象|范围)(?:是|有|包|$)"
        ),
        re.compile(rf"(?:对象|范围|条件|资格|人群){_END}"),
    ),
    (re.compile(r"(?:什么|哪些|啥)(?:申[请报]|办理)?(?:条件|资格)|条件是"), re.compile(rf"(?:条件|资格|对象){_END}")),
    (
        re.compile(r"(?:什么|哪些|啥)(?:申[请报]|办理)?(?:材料|资料|手续|证件)"),
        re.compile(rf"(?:材料|资料|要件){_END}"),
    ),
    (
        re.compile(r"(?:怎么样?|如何|怎样|咋)(?:去|才能|可以|能)?(?:办|申|领|报名|拿)|流程|步骤|程序"),
        re.compile(rf"(?:程序|流程|步骤|手续|方式|办法){_END}"),
    ),
    (
        re.compile(r"(?:怎么样?|如何|怎样|咋|什么时[候间]|何时|多久)(?:才|能|可以|会)*(?:发|拨|兑|到[账手])"),
        re.compile(rf"(?:发放|拨付|兑[现付]|支付)(?:方式|程序|办法|时间)?{_END}"),
    ),
)


def headed(query: Query, statement: Statement) -> bool:
    """Whether the statement, or the list that it is an item of, stands right below a heading for what is asked."""
    if query.kind == "phone":
        return bool(_CONTACT.search(_above(statement, None)))
    if query.kind == "quantity":
        items = siblings(statement)
        return bool(_STANDARD.search(_above(statement, items[0] if items else None)))
    label = next((label for asked, label in _ASKED if asked.search(query.question)), None)
    if label is None or is_bare(statement.text) or is_numbered(statement.text):
        return False
    items = siblings(statement)
    return bool(label.search(_above(statement, items[0] if items else None)))


def _above(statement: Statement, first: Span | None) -> str:
    """What stands right above a statement or its list: the line before, or the heading with which its line begins."""
    text, start = statement.hit.document.text, (first or statement.span).start
    line = paragraph(text, start)
    opening = text[line.start : start].strip()
    if opening:
        return opening if is_numbered(opening) or is_bare(opening) else ""
    above = text[:start].rstrip()
    return above[above.rfind("\n") + 1 :][-_HEADING:]
