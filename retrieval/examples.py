"""Example questions made from the documents' own sentences: a number is taken out and asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrieval.characters import fold
from retrieval.models import PolicyDocument
from retrieval.numbers import quantities
from retrieval.records import Records
from retrieval.sentences import Span, sentences
from retrieval.years import statement_year

_DOCUMENTS = 40
_SENTENCES = 120
_LEAD = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|其中|并|同时|共|其[一二三]|[\d一二三四五六七八九十]+[、.])")
_SUBJECT = re.compile(
    r"(?:完成|实现|新增|出让|新建|改造|发放|建设|建成|安排|投入|培训|达到?|减免|获得|补助|奖励)?[\u4e00-\u9fff“”]{3,14}"
)
_UNITS = frozenset(["亩", "宗", "公顷", "元", "人", "户", "家", "个", "项", "所", "条", "批", "%", "吨", "公里"])


def examples(records: Records, answered: Callable[[str], bool], limit: int) -> list[str]:
    """Up to `limit` questions that `answered` accepts, at most two from one document."""
    found: list[str] = []
    listed, _ = records.page(_DOCUMENTS)
    for document in records.documents([d.id for d in listed]).values():
        taken = 0
        for _, _, question in number_questions(document):
            if question not in found and answered(question):
                found.append(question)
                taken += 1
            if len(found) >= limit:
                return found
            if taken >= max(2, limit - len(listed)):
                break
    return found


def number_questions(
    document: PolicyDocument, start: int = 0, end: int | None = None
) -> Iterator[tuple[Span, str, str]]:
    """The numbers in `text[start:end]` of a document: sentence, number, and the question for it with its year."""
    for span in sentences(document.text, start, end)[:_SENTENCES]:
        text = span.of(document.text)
        year = statement_year(document, span)
        for quantity in quantities(text):
            clause = re.split(r"[,，;；。:：、]", text[: quantity.start])[-1]
            subject = _LEAD.sub("", fold(clause).strip())
            if quantity.unit not in _UNITS or not _SUBJECT.fullmatch(subject) or len(year.years) > 1:
                continue
            if subject.endswith(("等", "在", "为", "共")):  # 绿城等5个, 面积在5亩以上: no question ends so
                continue
            when = f"{min(year.years)}年" if year.years else ""
            yield (
                span,
                quantity.text,
                f"{when}{subject}多少{quantity.text.lstrip('0123456789.,一二三四五六七八九十百千余多约')}？",
            )
