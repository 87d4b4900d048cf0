"""该政策, 它, 上面说的, and a bare 学院: words of a question that point to what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.models import Turn
from retrieval.tokens import tagged
from retrieval.topics import ASKING, bare, belongs, matter_of, specific, subject_of, topic_of

# What organisations and documents are called; such a word alone means the one spoken of.
_HEADS = (
    "学院 大学 学校 中学 小学 医院 公司 企业 集团 银行 中心 委员会 管委会 办公室 研究院 研究所 基金会 协会 学会 法院 检察院 "
    "公安局 税务局 园区 开发区 示范区 新区 景区 社区 街道 工程 基地 平台 基金 补贴 补助 津贴 贷款 奖学金 保险 救助 奖励 专项 系统 "
    "办法 条例 规定 细则 通知 意见 公告 方案 规划 政策 法规 制度 计划 行动 项目 专业 课程 试点 院 校 局 厅 委 省 市 县 区 镇 村 部 法 站 所 馆"
).split()
_ORGANISATIONS = frozenset(_HEADS[: _HEADS.index("社区") + 1])
_HEAD = "|".join(sorted(_HEADS, key=len, reverse=True))
_POINTING = re.compile(
    rf"(?P<point>该|此|本(?=办法|条例|规定|通知|政策|法|方案)|上述|前述|这[一]?[个项种条部份家所些类]?|那[一]?[个项种条部份家所些类](?!时候)|(?:(?:你|您)?(?:上面|前面|刚才|刚刚|之前|上文|以上)(?:所)?(?:说|提|讲|列|提到|说到|讲到|介绍|回答)(?:到|过|及)?的?(?:那个|这个|那些|这些|那项|这项)?))"
    rf"(?P<head>{_HEAD}|材料|条件|人员|单位|部门|标准|流程|对象|内容|措施|情况|钱|事情?|证件?|方面|规模|资金|业务|服务)?"
)
_IT = re.compile(r"(?<![其吉维])(?:它们?|其(?![他它中余实次间一二三])(?=[\u4e00-\u9fff]))(?:的)?")
_PERSON = re.compile(r"[他她](?!们|人)(?:的)?")
_EARLY = 10  # characters of a question within which a pointing word has nothing of its own to point to
_CUT = re.compile(
    r"^.*(?:[,?。;:、!\s]|什么是|请问|关于|对于|根据|按照|属于|介绍|(?<![大中小])在(?!职)|获得了?|参加|了解|如何|怎么样?|怎样|哪些|什么|申请|办理|享受|领取|是|的|有)"
)


def resolved(question: str, turns: Sequence[Turn]) -> str:
    """The question with what points back put in words; unchanged where nothing does, or nothing is there to point to."""
    text = fold(question)
    person = _PERSON.search(text)
    if person and person.start() <= _EARLY and (name := _named_person(turns[-1])):
        return question[: person.start()] + name + question[person.end() - person.group().count("的") :]
    for pattern in (_POINTING, _IT):
        match = pattern.search(text)
        if match and match.start() <= _EARLY and not specific(text[: match.start()]):
            return _replaced(question, match, turns)
    return _bare_head(question, text, turns)


def _replaced(question: str, match: re.Match[str], turns: Sequence[Turn]) -> str:
    head = match.groupdict().get("head") or ""
    if match.groupdict().get("point") and not head and not re.match(r"这|那|上|前|刚|之|以|你|您", match.group()):
        return question  # 此 and 该 alone may be part of a word
    entity = entity_ending(head, turns) if head and not belongs_only(head) else ""
    matter = entity or topic_of([matter_of(turn.question) for turn in turns])
    if not matter:
        return question
    before, after = question[: match.start()], question[match.end() :].lstrip("的")
    if not entity and head and belongs_only(head):
        return f"{before}{matter}的{head}{after}"
    own = (
        bool(re.search(r"的$|^其", match.group()))
        or question[match.end() :].startswith("的")
        or (bool(after) and _opens_with_part(after))
    )
    return f"{before}{matter}{'的' if own else ''}{after}"


def belongs_only(head: str) -> bool:
    """Whether a pointed-at noun names a part (这些材料) rather than the thing itself (该办法)."""
    return head not in _HEADS and belongs(head)


def _opens_with_part(after: str) -> bool:
    first = tagged(after[:8])
    return bool(first) and first[0][1].startswith("n") and belongs(first[0][0])


def _bare_head(question: str, text: str, turns: Sequence[Turn]) -> str:
    """学院有哪些专业 with the college that was spoken of; unchanged where the question names its own."""
    stripped = bare(question)
    at = text.find(stripped) if stripped else -1
    head = next((h for h in sorted(_HEADS, key=len, reverse=True) if len(h) > 1 and stripped.startswith(h)), "")
    if at < 0 or not head or not _stands_alone(stripped, head):
        return question
    entity = entity_ending(head, turns)
    return question[:at] + entity + question[at + len(head) :] if entity else question


def _stands_alone(text: str, head: str) -> bool:
    """Whether the word that a question begins with is used by itself: 学院的…, 学院有…, not 学院路."""
    rest = text[len(head) :]
    asked = ASKING.search(rest)
    words = tagged(text[: len(head) + 6])
    said = ""
    for word, _ in words:
        said += word
        if len(said) >= len(head):
            break
    if said != head or not asked:
        return False
    next_tag = next(iter(tagged(rest[:6])), ("", ""))[1]
    if head in _ORGANISATIONS and (next_tag.startswith(("v", "p", "d", "c", "r", "u")) or belongs(subject_of(rest))):
        return True
    # 贷款利率 is a word of its own matter; 补贴的标准 is not.
    return not specific(rest[: asked.start()])


def entity_ending(head: str, turns: Sequence[Turn]) -> str:
    """The last thing spoken of whose name ends in `head` (学院: 青石大学文学院); "" where there is none."""
    for turn in reversed(turns):
        for text in (turn.question, *turn.answers):
            folded = fold(text)
            for match in re.finditer(re.escape(head), folded):
                name = _name_before(folded, match.end(), head)
                if name:
                    return text[match.end() - len(name) : match.end()]
    return ""


def _name_before(text: str, end: int, head: str) -> str:
    """The name that ends at `end`, from the nearest word before it that is no part of a name; "" where none."""
    name = _CUT.sub("", text[max(0, end - 30) : end])
    if len(name) < len(head) + 1 or re.match(r"^[该此本这那各全个两三每某\d一二]", name) or ASKING.search(name):
        return ""
    if re.search(r"《[^》]*$", text[:end]):
        return ""
    return name


def _named_person(turn: Turn) -> str:
    """The person that a short answer names; "" where it names none."""
    for answer in turn.answers[:1]:
        for word, tag in tagged(answer[:30]):
            if tag.startswith("nr") and 2 <= len(word) <= 4:
                return word
    return ""
