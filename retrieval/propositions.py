"""What a yes/no question asks to be so: 逾期还能申请补贴吗 asks, of 逾期, whether one can 申请补贴."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retrieval.characters import fold

# is: 是/否; may: 可以/不可以; can: 能/不能; need: 需要/不需要; have: 有/没有; will: 会/不会.
Form = Literal["is", "may", "can", "need", "have", "will"]

_STILL = r"(?:还|仍然?|也|都|就|已经?|依然|继续|同时|必须)?"
_MARKS = re.compile(
    rf"(?P<may>可不可以|可以不可以|可否|允不允许|(?:是否|是不是){_STILL}(?:可以|可(?![能行靠])|允许|准许|有权))"
    rf"|(?P<can>能不能够?|能否|(?:是否|是不是){_STILL}能够?)"
    rf"|(?P<need>需不需要|需要不需要|要不要|用不用|应不应该?当?|(?:是否|是不是){_STILL}(?:需要|必须|应当|应该|[需须应](?![求知])|要(?!求)))"
    rf"|(?P<have>有没有|有无|(?:是否|是不是){_STILL}(?:有(?![效关利权])|存在|具有|具备|享有|拥有))"
    rf"|(?P<will>会不会|(?:是否|是不是){_STILL}会)"
    r"|(?P<is>是否|是不是|(?P<verb>[\u4e00-\u9fff])不(?P=verb))"
)
_ASKING = re.compile(r"(?:了?没有?|[吗嘛]|(?<![什怎那这多要])么)$")
_PLAIN = re.compile(
    r"(?P<may>可以|(?<!不)允许|准许|有权)|(?P<can>(?<!不)(?<!可)(?<!功)(?<!职)(?<!技)(?<!性)(?<!智)能够?(?![力源耗量效级]))"
    r"|(?P<need>(?<!不)需要|必须|应当|应该|(?<![重主需不想只简])要(?![求点素件是]))|(?P<will>(?<![社不机协委大开])会(?![议计员长费场展]))"
    r"|(?P<have>(?<![没所只含拥具持享国占])有(?![效关利权限机人些的]))"
)
_COURTESY = re.compile(r"^(?:请问一?下?|请教一?下?|麻烦问?一?下?|我?想(?:知道|了解|问)一?下?|那么?)[,:]?")
_END = re.compile(r"(?:的?(?:吗|嘛|呢|啊|呀|吧)|(?<![什怎那这多要])么)$")
_TAG = re.compile(r"[,]?(?:对吗|是吗|对不对|是不是|行吗|行不行|可以吗|可不可以|能吗|好吗)$")
_TAGS: dict[str, Form] = {"可以吗": "may", "可不可以": "may", "行吗": "may", "行不行": "may", "能吗": "can"}
_AGAIN = re.compile(r"(?<![归偿退返交生])还(?=[收能可要需有用在让给会不])|仍然?(?=[收能可要需有用在须])")
_SOMEBODY = re.compile(r"^(?:人|他人|人员)(?=[\u4e00-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a question asks to be so: `matter`, of what stands before it (`about`); both folded."""

    form: Form
    about: str
    matter: str
    plain: bool = False  # without 是否 and its like, so that where the matter begins is not told


def proposition_of(question: str) -> Proposition | None:
    """What a question asks to be so; None where it is no question for yes or no."""
    text = _AGAIN.sub("", _COURTESY.sub("", fold(question).strip(" ?。!.,")).strip())
    tag = _TAG.search(text)
    if tag and len(text) - len(tag.group()) >= 4:
        rest = text[: tag.start()]
        form: Form = _TAGS.get(tag.group().lstrip(","), "is")
        return Proposition(form, "", rest, plain=True)
    if mark := _MARKS.search(text):
        return _marked(text, mark)
    if not _ASKING.search(text):
        return None
    bare = _bare(text)
    found = _PLAIN.search(bare)
    if found and found.end() < len(bare):
        return Proposition(_form(found), bare[: found.start()], bare[found.end() :])
    return Proposition("is", "", bare, plain=True)


def _marked(text: str, mark: re.Match[str]) -> Proposition:
    form = _form(mark)
    matter = _bare(text[mark.end() :])
    if mark["verb"]:  # 算不算, 交不交税
        matter = mark["verb"] + matter
    about = text[: mark.start()]
    if form == "have" and (somebody := _SOMEBODY.match(matter)):  # 有没有人受伤
        return Proposition("have", about, matter[somebody.end() :])
    return Proposition(form, about, matter)


def _form(mark: re.Match[str]) -> Form:
    forms: tuple[Form, ...] = ("may", "can", "need", "have", "will")
    return next((form for form in forms if mark[form]), "is")


def _bare(text: str) -> str:
    """A text without the words that make a question of it, 了 and 过 among them."""
    bare = _END.sub("", re.sub(r"了?没有?$", "", text).rstrip(" ?。"))
    return re.sub(r"[了过]$", "", bare)
