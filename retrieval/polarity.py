"""Whether a sentence says yes or no to a question: by its denials and their reach, its leaves, duties and limits.

It keeps silent wherever the sentence is not plain: where it holds under a condition, in principle, with an exception,
is a claim or a plan, speaks of other things than the question, or says both. A wrong yes is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.amounts import Amount, amounts
from retrieval.characters import bigrams, fold, squeeze
from retrieval.limits import Reach, reach, without_amounts
from retrieval.propositions import Form, Proposition, proposition_of
from retrieval.tokens import tagged
from retrieval.verify_clauses import Parsed
from retrieval.verify_conditions import Condition, conditions, hedges
from retrieval.verify_denial import DENIAL
from retrieval.verify_lexicon import is_content, says

# What denies a matter and is no adverb: DENIAL, and words that end or withhold it.
_DENIES = re.compile(rf"{DENIAL.pattern}|取消|停止|暂停|终止|谢绝|暂缓|无法|无权|尚未|从未|并未|没(?!收)")
_DOUBLE = re.compile(r"不得不|不能不|不可不|不会不|并非不|没有不|不是不")
_BANS = re.compile(
    r"不得|不能|不可|不准|不许|不允许|不予|不再|不应|禁止|严禁|谢绝|拒绝|暂停|停止|取消|终止|无法|无权|不"
)
_RELIEVES = re.compile(r"不需要?|不必|不用|无需|无须|不要求|免|不再|取消|不")
_LACKS = re.compile(r"没有|没|未|无|不")
_LEAVE = re.compile(
    r"可以|可(?![能行靠持再见视控观比燃用信选研循])|能够|有权|允许|准予|准许|方可|(?<![不可功职技性智])能(?![力源够耗量否效级手])"
)
_DUTY = re.compile(r"应当|必须|务必|应(?![急用对届聘收付邀征变])|须(?!知)|(?<!所)需(?![求量])|要(?![求点素件])")
_HAS = re.compile(
    r"(?<![没未])有(?![效关利限机])|存在|享有|具有|设有|拥有|设立|给予|发放|享受|领取|提供|造成|导致|致使?|发生|予以"
)
_FORMS: dict[Form, tuple[re.Pattern[str] | None, re.Pattern[str]]] = {
    "may": (_LEAVE, _BANS),
    "can": (_LEAVE, _BANS),
    "need": (_DUTY, _RELIEVES),
    "have": (_HAS, _LACKS),
    "will": (None, _DENIES),
    "is": (None, _DENIES),
}
# Between a denial and what it denies stand only adverbs, leaves and by whom or by what something is done.
_FILLER = re.compile(
    r"(?:得|予|能够?|再|准|许|应当?|需要?|要|可以?|曾|有|被|再次|继续|擅自|随意|自行|直接|依法|及时|按时|按期|如期|按约定?|实际|真正|完全|任何|"
    r"[以向对将由按给为在从与和就把因到去进][^,，;；。未不无]{1,12}?)*"
)
_DOER = re.compile(r"由([\u4e00-\u9fff]{2})(?!此)")
_TOLD = re.compile(
    r"诉称|辩称|[声宣]称|称[,:]?|认为|请求|要求|主张|建议|申请(?=判|法院)|诉请|是否|如果|假如|倘若|可能|或许|据说|质疑|怀疑"
)
_PLANNED = re.compile(
    r"欲|企图|意图|准备|想要|力争|计划|拟(?![定订人])|目标|预计|争取|将(?=于|在|会|要|对)|下一步|打算|研究"
)
_ALL = re.compile(r"所有|全部|全体|一切|任何|一律|每[个人名次]|均|各|都|全(?=[部都责额权])|只|仅|唯一")
_SOME = re.compile(r"部分|个别|有的|有些|一些|少数|主要|基本|仅|只(?!要)|之一")
_FOUND_OUT = re.compile(
    r"经(?:依法|现场|本院)?(?:审理|查|侦查|鉴定|核实|统计|调查|检测|抽查|监测|测算)(?!合格|批准|同意)"
)
_MONTH = re.compile(r"(?<!\d)0?(1?\d)月")
_EXCEPT = re.compile(r"除(?!了?尘|草|虫|雪|名)[^,，。;；]{1,30}?外|除外")
_KNOWN = 0.5  # least share of a condition's pairs of characters in the question that names it
# Least share of the matter's pairs of characters in the clause that says it; of a whole question's, who does it among
# them, fewer.
_WORDED, _WORDED_PLAIN = 0.6, 0.5
_NAMED = 0.6  # least share of the words before the matter that the sentence or its heads say


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of the sentence in which all words of the matter stand, the first of them at `at`."""

    text: str
    at: int
    words: tuple[str, ...]
    free: tuple[tuple[int, int], ...]  # what the question says itself as a condition


def polarity(question: str, sentence: str, heads: str = "") -> bool | None:
    """True where a sentence says yes to a question, False where it says no, None where it is not plain that it does.

    `heads` are the title and section above the sentence, which may name what it speaks of.
    """
    asked = proposition_of(question)
    if asked is None:
        return None
    return _Reading(question, asked, sentence, heads).sign


@dataclass(frozen=True)
class _Reading:
    """A question beside the sentence that may settle it."""

    question: str
    asked: Proposition
    sentence: str
    heads: str

    @property
    def sign(self) -> bool | None:
        """Whether the sentence affirms what is asked; None where it is not plain."""
        if _asks_denied(self.asked.matter) or not self.words or self._guarded or not self._names:
            return None
        inside = self._reach
        if inside == "unknown":
            return None
        signs = {self._of(clause, inside) for clause in self._clauses}
        return signs.pop() if len(signs) == 1 else None

    @cached_property
    def text(self) -> str:
        """The folded sentence, a double denial in it told as the duty that it is."""
        return _DOUBLE.sub(lambda m: "必须要" if m.group()[1] in "得能可" else "确实会", fold(self.sentence))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of what is asked to be so; of 再婚, which no dictionary has, the characters themselves."""
        bare = without_amounts(self.asked.matter)
        found = tuple(w for w, tag in tagged(bare) if is_content(w, tag))
        return found or ((bare,) if len(bare) > 1 else ())

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The words of the matter by which its place is found: light verbs (提供) among them."""
        verbs = (w for w, tag in tagged(without_amounts(self.asked.matter)) if tag.startswith("v"))
        return tuple(dict.fromkeys((*self.words, *verbs)))

    @property
    def _names(self) -> bool:
        """Whether the sentence, or what stands above it, speaks of what the question does."""
        own = [w for w, tag in tagged(without_amounts(self.asked.about)) if is_content(w, tag)]
        said = f"{self.text}\n{fold(self.heads)}"
        return sum(says(said, word) for word in own) >= _NAMED * len(own)

    @property
    def _guarded(self) -> bool:
        """Whether the sentence is a claim or a plan, less than a rule, or holds on a condition that is not asked of."""
        asked = fold(self.question)
        for pattern in (_TOLD, _PLANNED):
            if any(word not in asked for word in pattern.findall(self.text)):
                return True
        if (months := set(_MONTH.findall(asked))) and not months <= set(_MONTH.findall(self.text)):
            return True
        if hedges(self.text) - hedges(asked) or _EXCEPT.search(self.text):
            return True
        if _ALL.search(asked) and not set(_ALL.findall(asked)) <= set(_ALL.findall(self.text)):
            return True
        return any(not _stated(c.key, asked) for c in self._conditions)

    @cached_property
    def _clauses(self) -> list[_Clause]:
        found = []
        for clause in Parsed(self.text).clauses:
            text = self.text[clause.start : clause.end]
            places = [text.find(word) for word in self.told if word in text]
            if not places or not all(says(text, word) for word in self.words) or not self._worded(text):
                continue
            free = tuple((c.start - clause.start, c.start + len(c.key) - clause.start) for c in self._conditions)
            found.append(_Clause(text, min(places), self.told, free))
        return found

    def _worded(self, text: str) -> bool:
        """Whether a clause says the matter in much the same words, one after the other."""
        pairs = bigrams(squeeze(without_amounts(self.asked.matter)))
        least = _WORDED_PLAIN if self.asked.plain else _WORDED
        return len(pairs & bigrams(squeeze(text))) >= least * len(pairs)

    @cached_property
    def _conditions(self) -> list[Condition]:
        found = conditions(Parsed(self.text))
        return [c for c in found if self.asked.form != "is" or not _FOUND_OUT.match(c.key)]

    @property
    def _reach(self) -> Reach:
        return reach(self.question, "，".join(c.text for c in self._clauses) or self.text)

    def _of(self, clause: _Clause, inside: Reach) -> bool | None:
        """Whether a clause affirms the matter, denies it, or leaves it open."""
        affirms, denies = _FORMS[self.asked.form]
        some = any(word not in fold(self.question) for word in _SOME.findall(clause.text))
        if some or _within(clause) or _by_another(clause, self.question):
            return None
        found = [m for m in _DENIES.finditer(clause.text) if not _own(m, clause)]
        if found:
            denied = all(denies.match(clause.text, m.start()) for m in found)
            reached = any(_governs(m, clause) for m in found)
            return False if denied and reached and inside in {"same", "inside"} else None
        if inside == "outside":
            strict = _DUTY.search(clause.text) or re.search(r"不超过|以?内|期限|方可|才", clause.text)
            return False if strict and self.asked.form in {"may", "can"} else None
        if inside == "inside" and self.asked.form in {"may", "can"} and _DUTY.search(clause.text):
            return True
        if affirms is None:
            return True
        if self.asked.form == "have" and inside == "same" and _restricted(clause, self.question):
            return None
        led = affirms.search(clause.text)
        if self.asked.form in {"may", "can"} and _restricted(clause, self.question) and inside == "same":
            return None
        return True if led and (led.start() <= clause.at or self.asked.form == "have") else None


def _asks_denied(matter: str) -> bool:
    """Whether a question asks if something is not so, to which 是 and 否 say either."""
    return any(not m.group().startswith("免") for m in _DENIES.finditer(matter))


def _stated(condition: str, asked: str) -> bool:
    """Whether a question names a condition itself, a lack of consent as such."""
    if ("未" in condition) != bool(re.search(r"未|没|不", asked)) and condition[0] in "未经":
        return False
    pairs = bigrams(squeeze(condition))
    return len(pairs & bigrams(squeeze(asked))) >= _KNOWN * len(pairs)


def _own(denial: re.Match[str], clause: _Clause) -> bool:
    """Whether a denial is a part of the asked words (免 of 免费), or of a condition that the question names."""
    if any(start <= denial.start() < end for start, end in clause.free):
        return True
    return any(at <= denial.start() < at + len(word) for word in clause.words for at in _places(clause.text, word))


def _governs(denial: re.Match[str], clause: _Clause) -> bool:
    """Whether a denial reaches the asked words: only adverbs stand between it and the first of them behind it."""
    behind = [at for word in clause.words for at in _places(clause.text, word) if at >= denial.end()]
    return bool(behind) and bool(_FILLER.fullmatch(clause.text, denial.end(), min(behind)))


def _within(clause: _Clause) -> bool:
    """Whether the matter stands in a condition itself: 在没有办理手续的情况下."""
    return any(start <= clause.at < end for start, end in clause.free)


def _by_another(clause: _Clause, question: str) -> bool:
    """Whether a clause says by whom something is done, and the question names another."""
    return any(m[1] not in fold(question) for m in _DOER.finditer(clause.text))


def _places(text: str, word: str) -> Sequence[int]:
    return [m.start() for m in re.finditer(re.escape(word), text)]


def _restricted(clause: _Clause, question: str) -> bool:
    """Whether a leave or a benefit is for those of some age or size only, which the question does not name."""
    before: list[Amount] = [a for a in amounts(clause.text) if a.end <= clause.at and a.limit & {"least", "most"}]
    return bool(before) and not amounts(question)
