"""A follow-up question made whole from the conversation before it, by rules.

In turn: 那2020年呢 puts its year, place or subject in place of the last question's; 该政策 and 上面说的 become
what they point to; a bare 学院 becomes the one spoken of; a question without a matter of its own (如何申请,
依据是什么) gets that of the last turn that has one. A question with its own matter stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.ellipsis import completed_ellipsis
from retrieval.models import Turn
from retrieval.places import place_spans
from retrieval.references import resolved
from retrieval.tokens import tagged
from retrieval.topics import ASKING, PERSONAL, bare, belongs, belongs_wholly, matter_of, owner_of, specific, subject_of

_REMEMBERED = 8  # turns that a follow-up may point back to
# What may stand before a question whose subject is left out: 在国际交流方面, 近三年来.
_CIRCUMSTANCE = re.compile(
    r"^(?:(?:在|对于|关于|至于|按照|根据)?[^,?]{2,14}(?:方面|期间|时|后|前|上|中|以来|过程中),|(?:近|最近|过去)[一二三四五六七八九十两\d]+年来?,?|"
    r"(?:目前|现在|一共|总共|具体|其中|分别|主要|每个?[年月季]度?|最[多少高低早晚迟]|一般|大概|必须|应该|可以|能|都|还|又)+)"
)
_PREPOSITION = re.compile(r"^(?:由|与|和|跟|向|对|从|到|在|去|通过|按|用|为|给|因|凭|以)(?=什么|哪|谁|何|多少|几)")
_NAMED = re.compile(r"《|〔|“|(?:19|20)\d\d")
_LONG, _SHORT = 32, 10  # characters of a question that leaves its matter out; of one behind a place
_VERBAL = ("v", "d", "p", "c", "u", "r", "m", "q", "f", "x", "y", "zg", "b", "t", "a", "k", "h")


def complete_question(question: str, history: Sequence[Turn]) -> str:
    """A follow-up made whole from the turns before it; a question that is whole already, unchanged."""
    if not history:
        return question
    turns: list[Turn] = []
    for turn in history[-_REMEMBERED:]:
        turns.append(Turn(question=_whole(turn.question, turns), answers=turn.answers))
    return _whole(question, turns)


def _whole(question: str, turns: Sequence[Turn]) -> str:
    """`question` completed from turns whose own questions are whole."""
    text = bare(question)
    if not turns or not text:
        return question
    if ellipsis := completed_ellipsis(text, turns[-1].question):
        return ellipsis
    named = resolved(question, turns)
    if named != question:
        return named
    return _with_matter(question, text, turns) if lacks_matter(text) else question


def lacks_matter(text: str) -> bool:
    """Whether a bare folded question leaves out what it is about."""
    places = place_spans(text)
    if places:
        return _only_place(text, places[0][1], places[-1][2])
    personal = PERSONAL.match(text)
    rest = _CIRCUMSTANCE.sub("", text[personal.end() :] if personal else text)
    asked = ASKING.search(rest)
    if not asked or len(rest) > _LONG or _NAMED.search(rest):
        return False
    before, after = rest[: asked.start()], rest[asked.end() :].replace("能", "可以")
    if _PREPOSITION.match(rest):
        return True  # 由谁负责, 与哪些国家签订
    if _subjectless(before):
        return bool(before and not personal) or not specific(after)
    return not specific(subject_of(before))


def _only_place(text: str, start: int, end: int) -> bool:
    """Whether a question says where, and not what: 历城区怎么申请, 历城区的条件是什么."""
    asked = ASKING.search(text, end)
    if start or not asked or len(text) - end > _SHORT:
        return False
    words = text[end : asked.start()].lstrip("的")
    return not specific(words) and not specific(text[asked.end() :]) and (belongs_wholly(words) or _subjectless(words))


def _subjectless(before: str) -> bool:
    """Whether the words before the question word are a verb without a subject: 提供|哪些."""
    return all(tag.startswith(_VERBAL) for _, tag in tagged(before))


def _with_matter(question: str, text: str, turns: Sequence[Turn]) -> str:
    """The question with the matter that the turns are about put before it."""
    matter = owner_of(text, [matter_of(turn.question) for turn in turns])
    if not matter:
        return question
    at = fold(question).find(text)
    asked = question[at:]
    if personal := PERSONAL.match(fold(asked)):
        return f"{asked[: personal.end()]}{matter}{asked[personal.end() :]}"
    place, known = place_spans(text), place_spans(matter)
    if place and place[0][1] == 0:
        head, asked = asked[: place[0][2]], asked[place[0][2] :].lstrip("的")
        matter = matter[: known[0][1]] + matter[known[-1][2] :] if known else matter
        return f"{head}{matter.lstrip('的')}{_joint(matter, asked)}{asked}"
    shared = next((n for n in range(min(len(matter), len(text)), 1, -1) if fold(matter).endswith(text[:n])), 0)
    asked = asked[shared:]  # 济南市低保, 低保需要什么
    return f"{matter}{_joint(matter, asked)}{asked}"


def _joint(matter: str, rest: str) -> str:
    """的 before a part, a comma behind a matter that is long, nothing before a verb."""
    first = tagged(fold(rest[:8]))
    noun = (
        bool(first) and (first[0][1].startswith(("n", "b")) or fold(first[0][0]) in {"依据"}) and belongs(first[0][0])
    )
    if noun:
        return "的"
    return "，" if len(matter) > 20 else ""
