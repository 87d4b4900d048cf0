"""Whether the citations of an answer carry it: each part of the text against the quotes that are said to carry it.

It reads the finished answer alone, as a reader would, and shares nothing with what verified it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from retrieval.characters import bigrams, fold, squeeze
from retrieval.tokens import tagged

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”’」』）)》】\"']*")
_PIECE = re.compile(r"[，,、：:（）()|；;。\s]+")
_ITEM = re.compile(r"^\s*(?:[-•·]|[(（]?\d{1,2}[.、)）](?!\d)|第[一二三四五六七八九十\d]+步[：:，,]?)\s*")
_REPLY = re.compile(
    r"(?:(?P<no>否|不可以|不能|不需要|没有|不会|no)|是|可以|能|需要|有|会|yes)[。.]?", re.I
)  # a lead that answers a yes/no question and says nothing else
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TERM = r"[(（]?\d[\d,.]*\s?[%％‰\u4e00-\u9fff]{0,5}[)）]?"
_SUM = re.compile(
    rf"(?P<left>{_TERM}(?:\s*[-−–+＋×÷/]\s*{_TERM})+)\s*[=＝≈]\s*约?(?P<result>-?\d[\d,]*(?:\.\d+)?)\s?(?P<share>[%％]?)"
)
_SIGNS = {"−": "-", "–": "-", "＋": "+", "×": "*", "÷": "/"}
_DENIAL = re.compile(r"不得|不能|不可|不应|不予|不再|不需|无需|禁止|严禁|没有|免[^费]|[不未无]")
_DENIED = re.compile(rf"(?:{_DENIAL.pattern})$")
_TAIL = 3  # characters after a denial by which it is known again
_SAID = 0.6  # least share of a rewritten part's pairs of characters that its quotes must have


def unsupported_parts(text: str, citations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The sentences of an answer that the quotes of their citations do not carry, in order; [] where all are carried.

    A citation carries what stands at its `answer_start:answer_end`. A sentence is carried where a quote holds it, or
    quotes hold each piece of it, or it is a sum of quoted numbers that comes out; one that was written anew where the
    quotes hold every number of it, no denial is lost or made up, and most of its pairs of characters stand in them.
    """
    found = []
    for match in _SENTENCE.finditer(text):
        part = match.group().strip()
        if not re.search(r"\w", part) or _leads_in(part):
            continue
        own = [c for c in citations if c["answer_start"] < match.end() and match.start() < c["answer_end"]]
        if not _carried(part, own):
            found.append(part)
    return found


def _leads_in(part: str) -> bool:
    """Whether a line only announces what follows it."""
    return part.endswith(("：", ":")) and not re.search(r"\d", part)


def _replied(part: str, quotes: Sequence[str]) -> bool:
    """Whether a lead of yes or no may be what quotes say: of a no they deny something, or set a limit."""
    said = _REPLY.fullmatch(part)
    if said is None or not quotes:
        return False
    return not said["no"] or any(_DENIAL.search(quote) or _NUMBER.search(fold(quote)) for quote in quotes)


def _carried(part: str, own: Sequence[Mapping[str, Any]]) -> bool:
    quotes = [str(c["quote"]) for c in own]
    if _replied(part, quotes):
        return True
    squeezed = [squeeze(quote) for quote in quotes]
    bare = _ITEM.sub("", part)
    if _loses_denial(bare, quotes):
        return False
    if any(squeeze(bare) in quote for quote in squeezed):
        return True
    for name in {str(c.get(key) or "") for c in own for key in ("title", "doc_no")} - {""}:
        bare = bare.replace(f"《{name}》", "").replace(name, "")  # what a side of two documents is told apart by
    pieces = [squeeze(piece) for piece in _PIECE.split(bare)]
    if quotes and all(any(piece in quote for quote in squeezed) for piece in pieces if piece):
        return True
    return bool(quotes) and (_reckoned(bare, quotes) or _rewritten(bare, own))


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(m.group().replace(",", "")) for m in _NUMBER.finditer(fold(text))}


def _reckoned(part: str, quotes: Sequence[str]) -> bool:
    """Whether a part is a sum that comes out, of numbers that the quotes have."""
    known = _numbers("\n".join(quotes))
    sums = list(_SUM.finditer(part))
    results = {result for match in sums if (result := _result(match)) is not None}
    years = {n for n in _numbers(part) if 1900 <= n <= 2100}
    return bool(results) and _numbers(part) <= known | results | years | {Decimal(100)}


def _result(match: re.Match[str]) -> Decimal | None:
    """The result of a sum, None where it does not come out (rounded to the decimals that it is told with)."""
    told = Decimal(match["result"].replace(",", ""))
    terms = re.sub(r"[^\d.+\-*/()]", "", "".join(_SIGNS.get(c, c) for c in fold(match["left"]).replace(",", "")))
    try:
        value = _value(terms)
    except (InvalidOperation, DivisionByZero):
        return None
    if match["share"] and "%" not in fold(match["left"]):
        value *= 100  # 70 ÷ 350 = 20%
    return told if abs(value - told) < Decimal(1).scaleb(-len(match["result"].partition(".")[2])) else None


def _value(terms: str) -> Decimal:
    """The value of a sum; a parenthesis stands first. Raises InvalidOperation, DivisionByZero."""
    inner = re.match(r"\(([^()]*)\)", terms)
    if inner:
        terms = f"{_value(inner[1])}{terms[inner.end() :]}"
    total = Decimal(0)
    for sign, product in re.findall(r"([+-]?)([^+-]+)", terms.replace("(", "").replace(")", "")):
        first, *factors = re.split(r"([*/])", product)
        value = Decimal(first)
        for operation, factor in zip(factors[::2], factors[1::2], strict=True):
            value = value * Decimal(factor) if operation == "*" else value / Decimal(factor)
        total += -value if sign == "-" else value
    return total


def _rewritten(part: str, own: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sentence in other words says what the quotes say: its numbers, nouns, denials, most of its characters."""
    whole = "\n".join(str(c["quote"]) for c in own)
    known = squeeze(whole + "".join(str(c.get("title") or "") for c in own))
    pairs = bigrams(squeeze(part))
    said = len(pairs & bigrams(squeeze(whole))) / max(1, len(pairs))
    named = all(squeeze(word) in known for word, tag in tagged(part) if tag.startswith("n") and len(word) > 1)
    denied = set(_DENIAL.findall(part)) <= set(_DENIAL.findall(whole))
    return said >= _SAID and named and denied and _numbers(part) <= _numbers(whole)


def _loses_denial(part: str, quotes: Sequence[str]) -> bool:
    """Whether a part says without 不得 what the quotes only say with it."""
    said, source = squeeze(part), squeeze("\n".join(quotes))
    for match in _DENIAL.finditer(source):
        tail = source[match.end() : match.end() + _TAIL]
        if len(tail) == _TAIL and tail in said and not _says_plainly(source, tail) and _says_plainly(said, tail):
            return True
    return False


def _says_plainly(text: str, tail: str) -> bool:
    """Whether `tail` stands in a text at some place without a denial before it."""
    return any(not _DENIED.search(text[: m.start()]) for m in re.finditer(re.escape(tail), text))


def wrong_quotes(citations: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> Iterator[str]:
    """The quotes that do not stand, verbatim, where they are said to stand in the documents' texts."""
    for c in citations:
        if texts.get(str(c["document_id"]), "")[c["quote_start"] : c["quote_end"]] != c["quote"]:
            yield str(c["quote"])
