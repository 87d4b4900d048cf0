"""Orders to a machine reader kept away from answers: out of questions, out of what is read, out of what is drafted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.characters import squeeze
from retrieval.claims import Draft, Source
from retrieval.evidence import Statement
from retrieval.instructions import blocks_in, goes_on, is_instruction, may_instruct, takes_back, without_order
from retrieval.markup import addresses
from retrieval.models import Hit, Turn
from retrieval.sentences import Span, sentences

_FOLLOWING = 3  # sentences after an order that may belong to it
_AROUND = 300  # characters before a quoted sentence in which the order may stand that it belongs to
_EDGES = " ，,：:；;。（(【[<）)】]>"
_LEAST = 4  # characters of a question
_AFTER = 60  # characters after it
_PARTS = re.compile(r"(?<=[。；;！!？?，,：:\n>\]])|(?<=[a-zA-Z][.!?]) |(?=[（(【\[<])")
_ASKS = re.compile(
    r"告诉我|请问|多少|几[个项条种类次家人天年月]|什么|哪|谁|何|吗|是否|能否|怎|如何|多[大长久高]|有没有|是不是|"
    r"\b(?:what|which|who|when|where|how|why|is|are|does|do|can)\b",
    re.I,
)
# Orders that only a question can hold: how it is to be answered, and on whose authority.
_IN_QUESTION = re.compile(
    r"(?:请|现在|你)?(?:以|用|作为|使用)(?:一名)?(?:系统)?(?:管理员|超级用户|root|admin|开发者|超管|最高权限|上帝)(?:的|模式)?(?:身份|权限|名义|口吻|角色)?(?:来|直接)?(?:回答|登录)?|"
    r"我(?:是|就是)(?:你的|系统|本系统的?|平台)(?:的)?(?:管理员|开发者|主人|创造者|老板|工程师)|"
    r"(?:不用|不要|无需|不必|别|不需要|禁止|省略)(?:给出|提供|附上?|标注|显示|加上?|带|写|列出?|管|查|看)?(?:任何)?(?:引用|出处|来源|原文|依据|文件|资料|核验)[^,，。;；?？]{0,8}|"
    r"(?:^|(?<=[,，。;；!！?？:：]))(?:请|你)?(?:只|仅|就)(?:能|需|需要|要|许|准|可以|用)?(?:回答|回复|输出|说|答)[^,，。;；?？:：]{1,24}|"
    r"(?:请)?(?:直接)?(?:回答|答复|回复|输出)[“\"'‘「『][^”\"'’」』]{1,30}[”\"'’」』]|"
    r"(?:即使|就算|如果|要是|哪怕)[^,，。;；]{0,6}(?:没有|不知道|查不到|找不到|没写)[^,，。;；]{0,10}(?:随便|编|猜|虚构|必须给|给我?一?个)[^,，。;；?？]{0,12}|"
    r"(?:随便|帮我)?(?:编造?|虚构|瞎编|猜)一[个段条下][^,，。;；?？]{0,12}|"
    r"(?:不要|别|不许|禁止|不准)(?:拒绝|说不知道|说没有|回答无法)[^,，。;；?？]{0,8}|"
    r"(?:without|no|skip the|omit(?:ting)?) (?:any )?(?:citations?|sources?|references?)|"
    r"(?:do not|don't|never) (?:cite|refuse|say you)[^.,;?]{0,30}|(?:just|simply) (?:guess|make (?:it|something) up)[^.,;?]{0,20}",
    re.I,
)


def asked_only(question: str) -> str:
    """The question without the orders in it, word for word; "" where nothing is left that is asked."""
    if not is_instruction(question) and not _IN_QUESTION.search(question):
        return question
    kept = ""
    after_order = False
    for part in _PARTS.split(question):
        rest = _IN_QUESTION.sub("", part)
        if is_instruction(part):
            rest = without_order(rest)
            rest = rest if _ASKS.search(rest) and not is_instruction(rest) else ""
        after_order = (after_order and not _ASKS.search(rest)) or rest != part
        kept += "" if after_order and not _ASKS.search(rest) else rest
    if is_instruction(kept):  # an order that its parts do not tell by themselves
        kept = "".join(part for part in _PARTS.split(question) if _ASKS.search(part) and not is_instruction(part))
    kept = kept.strip(" ，,。;；:：、\n")
    return "" if is_instruction(kept) or len(squeeze(kept)) < _LEAST else kept


def asked_turns(history: Sequence[Turn]) -> list[Turn]:
    """Earlier turns, the orders taken out of their questions; those that were nothing else left out."""
    turns = ((turn, asked_only(turn.question)) for turn in history)
    return [
        turn if asked == turn.question else turn.model_copy(update={"question": asked})
        for turn, asked in turns
        if asked
    ]


def harmless(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, orders taken out of the names that are shown with a passage: its document's title, its section."""
    cleaned: list[Hit] = []
    for hit in hits:
        title, section = without_orders(hit.document.title), without_orders(hit.chunk.section)
        if title != hit.document.title:
            hit = replace(hit, document=hit.document.model_copy(update={"title": title or hit.document.source}))
        if section != hit.chunk.section:
            hit = replace(hit, chunk=replace(hit.chunk, section=section))
        cleaned.append(hit)
    return cleaned


def without_orders(words: str) -> str:
    """A name or a line up to the first order in it; where it begins with one, what follows the last."""
    if not is_instruction(words):
        return words
    parts = _PARTS.split(words)
    orders = [at for at, part in enumerate(parts) if is_instruction(part)]
    if not orders:  # its parts do not tell the order by themselves
        return ""
    after = parts[orders[-1] + 1 :]
    while after and goes_on(after[0]):
        after = after[1:]
    kept = "".join(parts[: orders[0]]).strip(_EDGES) or "".join(after).strip(_EDGES)
    return "" if is_instruction(kept) else kept


def screened(found: Sequence[Statement]) -> list[Statement]:
    """The statements without orders to a reader and what belongs to them.

    A table's row stays where some cell of it is none: what is read from it is a cell.
    """
    orders: dict[str, list[Span]] = {}
    kept: list[Statement] = []
    for statement in found:
        chunk = statement.hit.chunk
        if chunk.id not in orders:
            orders[chunk.id] = orders_in(statement.hit.document.text, chunk.start, chunk.end)
        if not _within(statement.span, orders[chunk.id]) or (statement.row and not _all_orders(statement)):
            kept.append(statement)
    return kept


def for_model(found: Sequence[Statement]) -> list[Statement]:
    """Those of some statements that a model may read: no order, and no row of a table with one in it."""
    return [s for s in found if not is_instruction(s.said) and not ordered((s, s.span))]


def spared(drafted: Draft) -> Draft:
    """A draft without the claims that are orders, or stand in a sentence that belongs to one."""
    claims = tuple(c for c in drafted.claims if not is_instruction(c.text) and not any(map(ordered, c.sources)))
    return drafted if len(claims) == len(drafted.claims) else replace(drafted, claims=claims)


def orders_in(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]` that are orders, and those beside them that belong to them."""
    if not may_instruct(text[start:end]):
        return []
    spans = sentences(text, start, end)
    said = [span.of(text) for span in spans]
    ordered = [is_instruction(sentence) for sentence in said]
    for at in range(1, len(spans)):  # broken in two by a line's end
        pair = text[spans[at - 1].start : spans[at].end]
        if "\n" in pair and not ordered[at] and not ordered[at - 1] and is_instruction(pair):
            ordered[at - 1] = ordered[at] = True
    # The mark that opens a picture may be taken for the end of the sentence before.
    blocks = [Span(start + first + 1, start + last) for first, last in blocks_in(text[start:end])]
    found = {at for at, span in enumerate(spans) if _within(span, blocks)}
    for at in (at for at, order in enumerate(ordered) if order):
        found.add(at)
        if at and takes_back(said[at - 1]):
            found.add(at - 1)
        for next_ in range(at + 1, min(at + 1 + _FOLLOWING, len(spans))):
            if not goes_on(said[next_]) or " | " in said[next_]:
                break
            found.add(next_)
    return [spans[at] for at in sorted(found)]


def _within(span: Span, orders: Sequence[Span]) -> bool:
    return any(order.start < span.end and span.start < order.end for order in orders)


def _all_orders(statement: Statement) -> bool:
    """Whether nothing would be left of a row without its orders but its labels."""
    row = statement.row
    cells = [row.text_of(cell) for cell in row.row.cells] if row else []
    return not any(text and not is_instruction(text) for text in cells[1:]) or (
        bool(cells) and is_instruction(cells[0])
    )


def unfit(words: str, sources: Sequence[Source]) -> bool:
    """Whether words may not be said whatever carries them: an order, or an address that none of the sources has."""
    quoted = "\n".join(span.of(statement.hit.document.text) for statement, span in sources)
    return is_instruction(words) or any(address not in quoted for address in addresses(words))


def ordered(source: Source) -> bool:
    """Whether a quoted sentence is an order or belongs to one; a table's row never, its cells are looked at alone."""
    statement, span = source
    if statement.row:
        return False
    text = statement.hit.document.text
    start = text.rfind("\n", 0, max(0, span.start - _AROUND)) + 1
    end = text.find("\n", min(len(text), span.end + _AFTER))
    return _within(span, orders_in(text, start, end if end >= 0 else len(text)))
