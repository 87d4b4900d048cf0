"""English questions put into the words of Chinese documents, so that their years, places and terms can be checked.

No translation for reading aloud: the words in Chinese order, the question word at the end. Words that the glossary
lacks stay as they are, so that a question is never answered as if they had not been said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.characters import has_han
from retrieval.english_asks import Asked, asked_in
from retrieval.english_times import take_times
from retrieval.glossary import glossary, place_named

_WORD = re.compile(r"[A-Za-z][A-Za-z'’\-]*|[\u3400-\u9fff〔〕《》“”\d年月日号条第]+|\d[\d,.]*%?")
_NO_WORDS = frozenset(
    "a an the this that these those there it its they their them i me my we our us you your he his she her is are was were be been "
    "being am do does did done has have had can could may might must shall should will would to at with from as into "
    "and or but if so than then also any some all each every such please tell show give list explain know want like "
    "much many more most about under over during within between among per under not no yes what which who whom whose when "
    "where why how following according based on up out made make take taken help need needed required use used still say says said now currently today ever just only exactly actually two three four five six seven eight nine ten".split()
)
_LINKS = frozenset("of for in on about regarding concerning under by".split())
_BEFORE_ALL = frozenset({"如何", "为什么", "哪些人可以"})  # question words that open a Chinese question
_BEFORE_VERB = frozenset({"什么时候", "在哪里", "怎么处理"})  # those that stand before a verb at its end
_MORE = re.compile(
    r"^\s*(?:and\s+|so\s+|then\s+|but\s+)?(?:(?:what|how) about|and(?= (?:in|for|at|the)\b)|and(?=\s*[?]))", re.I
)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be|being|get|gets|got)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or name in Chinese; `link` is the preposition that led to it."""

    text: str
    part: str
    link: bool = False
    passive: bool = False


def is_english(question: str) -> bool:
    """Whether a question is English: mostly Latin words, at least two of them."""
    latin = re.findall(r"[A-Za-z]{2,}", question)
    han = re.findall(r"[\u3400-\u9fff]", question)
    return len(latin) >= 2 and sum(map(len, latin)) > 3 * len(han) and bool(_ENGLISH.search(question))


_ENGLISH = re.compile(
    r"\b(?:what|how|when|where|who|why|which|is|are|was|were|do|does|did|can|the|of|in|for|and|list|tell|about)\b", re.I
)


def chinese_of(question: str, names: Mapping[str, str | None] | None = None) -> str:
    """An English question in the words of Chinese documents; one in Chinese, unchanged.

    `names` are names that the library's documents have, by their pinyin (see `glossary.romanised`).
    """
    if not is_english(question):
        return question
    times, rest = take_times(question)
    more = _MORE.match(rest)
    asked = Asked("呢", rest[more.end() :], cut=True) if more else asked_in(rest)
    places, pieces = _pieces(asked, names or {})
    verb = pieces.pop() if asked.form in _BEFORE_VERB and pieces and _is_last_verb(pieces) else None
    said = _ordered(pieces)
    if not (said or places or verb) and not times:
        return question
    ending = asked.chinese(said)
    if asked.form in _BEFORE_ALL:
        return f"{times}{''.join(places)}{ending}{said}"
    return f"{times}{''.join(places)}{said}{ending}{verb.text if verb else ''}"


def _is_last_verb(pieces: list[_Piece]) -> bool:
    return pieces[-1].part == "verb"


def _pieces(asked: Asked, names: Mapping[str, str | None]) -> tuple[list[str], list[_Piece]]:
    words = [re.sub(r"['’]s?$", "", word) for word in _WORD.findall(asked.rest)]
    known = glossary()
    places: list[str] = []
    pieces: list[_Piece] = []
    at, link, passive = 0, False, False
    while at < len(words):
        word = words[at]
        place = place_named(words, at, names) if word[:1].isupper() and (at or asked.cut) else None
        entry = None if place else known.find(words, at, verb=passive or _after_verb_sign(words, at))
        if place:
            places.append(place[0])
            at += place[1]
        elif entry and not (word.lower() in _NO_WORDS and entry[2] == 1):
            pieces.append(_Piece(entry[0], entry[1], link, passive and entry[1] == "verb"))
            at, link, passive = at + entry[2], False, False
        else:
            link = link or word.lower() in _LINKS
            passive = bool(_PASSIVE.fullmatch(word)) or (passive and word.lower() in {"not", "newly", "been"})
            if word.lower() not in _NO_WORDS and word.lower() not in _LINKS:
                pieces.append(_Piece(word, "name", link))
                link = False
            at += 1
    return list(dict.fromkeys(places)), pieces


def _after_verb_sign(words: list[str], at: int) -> bool:
    """Whether a word that may be a noun or a verb is a verb here: to review, will plan, did approve."""
    word = words[at].lower()
    before = words[at - 1].lower() if at else ""
    return before in {
        "to",
        "will",
        "can",
        "should",
        "must",
        "did",
        "do",
        "does",
        "i",
        "we",
        "they",
        "you",
        "may",
    } or bool(re.fullmatch(r"\w+(?:ed|ing)", word))


_AGE = re.compile(r"\d(?:周岁|岁)")


def _ordered(pieces: list[_Piece]) -> str:
    """The words in Chinese order: what 'of' and 'for' lead to goes first, a passive verb before its noun."""
    aged = any(_AGE.search(piece.text) for piece in pieces)
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        if aged and piece.text == "人员":
            continue  # 80至89周岁 says whom
        if _AGE.search(piece.text):
            groups.append([piece])
            continue
        if piece.link and groups[-1]:
            groups.append([])
        groups[-1].insert(_place_in(groups[-1], piece), piece)
    texts: list[str] = []
    for group in reversed(groups):
        for piece in group:
            if piece.text not in texts:
                texts.append(piece.text)
    joined = ""
    for text in texts:
        apart = joined and not (has_han(joined[-1]) and has_han(text[0]))
        joined += f" {text}" if apart else text
    return joined


def _place_in(group: list[_Piece], piece: _Piece) -> int:
    """Where a piece stands in its group: 每亩 before its noun, a passive verb before the nouns that it follows."""
    at = len(group)
    if piece.text.startswith("每") and group and group[-1].part == "noun":
        return at - 1
    while piece.passive and at > 0 and group[at - 1].part != "verb":
        at -= 1
    return at
