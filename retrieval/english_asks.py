"""What an English question asks for, and the Chinese question words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.glossary import glossary

_MONEY = r"(?:money|cash)"
# In this order; each pattern stands at the beginning, behind words such as please or tell me.
_LEAD = r"^(?:please|could you|can you|tell me|show me|i want to know|i would like to know|do you know|[,.\s])*\s*"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(_LEAD + pattern, re.I), asked)
    for pattern, asked in (
        (r"what (?:percentage|proportion|share|percent) of\b", "的比例是多少"),
        (rf"how much {_MONEY}\b", "多少元"),
        (r"how (?:long|many days|many months)\b", "多久"),
        (r"how (?:big|large) (?:is|was|are|were)\b", "面积多少"),
        (r"how (?:many|much)\b", "多少"),
        (r"how (?:do|does|can|should|to|could|would|is|are|did|was|were|will)\b", "如何"),
        (
            r"(?:when|what time|on what date|by when|since when|what date|which day|in (?:which|what) year)\b",
            "什么时候",
        ),
        (r"where\b", "在哪里"),
        (r"who (?:can|may|is eligible to|are eligible to|is entitled to|qualif\w+ for|could)\b", "哪些人可以"),
        (r"(?:who|whom|by whom|which person)\b", "谁"),
        (r"why\b", "为什么"),
        (r"what (?:does|do|is meant by)\b(?=.*\bmean)", "是什么意思"),
        (
            r"(?:which|what) (?!is\b|are\b|was\b|were\b|does\b|do\b|did\b|has\b|have\b|should\b|will\b|if\b|happens?\b)",
            "有哪些",
        ),
        (r"what happens?\b", "怎么处理"),
        (r"(?:what (?:are|were)|list|name)\b", "有哪些"),
        (r"what\b", "是什么"),
        (r"(?:is|are|was|were|do|does|did|can|could|may|will|has|have|must|should|shall)\b", "吗"),
    )
)
_NUMBERS = re.compile(
    r"(?:面积|比例|率|金额|数量|总数|费用|价格|电话|热线|收入|收益|指标|投资|产值|标准|利率|总值|人口|工资|学费|租金|补贴|津贴|补助|每[亩月年人])$"
)
_DATES = re.compile(r"(?:时间|日期)$")
_LENGTHS = re.compile(r"(?:期限|有效期|公示期)$")
_PERSONS = re.compile(r"(?:局长|书记|市长|省长|校长|院长|领导)$")
_LISTS = re.compile(r"(?:任务|措施|材料|条件|步骤|项目|部门|要求|政策|内容|工作)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the rest of the question; `cut` says that something was cut off before it."""

    form: str
    rest: str
    unit: str = ""
    cut: bool = False

    def chinese(self, said: str) -> str:
        """The Chinese question words behind what was said."""
        if self.form == "多少":
            return f"多少{self.unit}"
        if self.form == "是什么":
            for pattern, asked in (
                (_NUMBERS, "是多少"),
                (_DATES, "是什么时候"),
                (_LENGTHS, "是多久"),
                (_PERSONS, "是谁"),
                (_LISTS, "有哪些"),
            ):
                if pattern.search(said):
                    return asked
        return "是谁" if self.form == "谁" else self.form


def asked_in(question: str) -> Asked:
    """What an English question asks for; "" as its form where it has no question word."""
    text = question.strip().rstrip("?.! ")
    for pattern, form in _FORMS:
        match = pattern.match(text)
        if not match:
            continue
        rest = text[match.end() :]
        if form == "多少":
            words = re.findall(r"[A-Za-z'\-]+", rest)
            unit = glossary().unit(words, 0)
            if unit:
                taken = r"\W+".join(map(re.escape, words[: unit[1]]))
                rest = re.sub(rf"^\W*{taken}\b\s*(?:of\b)?", "", rest, count=1)
                return Asked(form, rest, unit[0], True)
        return Asked(form, rest, cut=True)
    return Asked("", text)
