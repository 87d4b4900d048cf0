"""Questions that lead on from an answer, made by rule from what it cites, and asked before they are offered.

The figures beside the cited one, the year before and after, the next article, and what the document itself is asked:
none is shown that the bot would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest

from retrieval.characters import squeeze
from retrieval.examples import number_questions
from retrieval.models import Answer, Citation, PolicyDocument
from retrieval.records import Records
from retrieval.titles import issued_title

MOST = 3
_TRIED = 7  # questions asked at most to find them
_AROUND = 700  # characters of a document to either side of what is cited, in which its neighbours stand
_LONGEST = 34  # characters of a question that still is read at a glance
_BASIS = re.compile(r"(?:根据|依据|依照|按照)[^。；\n]{0,30}《")
_ARTICLE = re.compile(r"^\s*(?P<article>第[零一二三四五六七八九十百千]+条)(?!第)", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


def follow_ups(
    answer: Answer,
    asked: Sequence[str],
    records: Records,
    ask: Callable[[str], Answer | None],
    wanted: Callable[[], bool],
) -> list[str]:
    """Up to `MOST` questions that `ask` has an answer to, none of them in `asked`; [] for what was no answer."""
    if answer.outcome not in {"answered", "conflict"} or not answer.citations:
        return []
    cited = answer.citations[0]
    document = records.documents([cited.document_id]).get(cited.document_id)
    if document is None:
        return []
    known = {squeeze(question) for question in (*asked, answer.question, answer.understood)}
    found: list[str] = []
    for tried, question in enumerate(_proposed(answer, cited, document)):
        if tried >= _TRIED or len(found) >= MOST or not wanted():
            break
        if squeeze(question) not in known and len(question) <= _LONGEST and _settled(question, ask(question), document):
            known.add(squeeze(question))
            found.append(question)
    return found


def _settled(question: str, answer: Answer | None, document: PolicyDocument) -> bool:
    """Whether an answer is one, and where the question is about the document, of that document and to the point."""
    if answer is None or answer.outcome != "answered":
        return False
    own = any(cited.document_id == document.id for cited in answer.citations)
    based = any(_BASIS.search(cited.quote) for cited in answer.citations)
    articles = re.findall(r"》(第[^条]+条)", question)
    quoted = all(any(article in cited.quote for cited in answer.citations) for article in articles)
    return ("《" not in question or own) and ("依据" not in question or based) and quoted


def _proposed(answer: Answer, cited: Citation, document: PolicyDocument) -> Iterator[str]:
    """Questions worth a try, one of each kind before the second of any."""
    kinds = (_figures(answer, cited, document), _years(answer), _articles(cited, document), _about(answer, document))
    rounds = zip_longest(*kinds)
    yield from dict.fromkeys(question for question in chain.from_iterable(rounds) if question)


def _figures(answer: Answer, cited: Citation, document: PolicyDocument) -> Iterator[str]:
    """Questions for the figures in and near the cited sentence that the answer does not lead with, the nearest first."""
    start, end = max(0, cited.quote_start - _AROUND), cited.quote_end + _AROUND
    lead = answer.text.partition("\n")[0]
    near = [
        (abs(span.start - cited.quote_start), question)
        for span, number, question in number_questions(document, start, min(end, len(document.text)))
        if number not in lead
    ]
    yield from (question for _, question in sorted(near))


def _years(answer: Answer) -> Iterator[str]:
    """The same question for the year before and the year after."""
    question = answer.understood or answer.question
    years = set(_YEAR.findall(question))
    if len(years) == 1:
        (year,) = years
        for other in (int(year) - 1, int(year) + 1):
            yield question.replace(f"{year}年", f"{other}年")


def _articles(cited: Citation, document: PolicyDocument) -> Iterator[str]:
    """The article behind the one that is cited."""
    following = _ARTICLE.search(document.text, cited.quote_end)
    if following and _ARTICLE.search(document.text, 0, cited.quote_end):
        yield f"《{_name(document)}》{following['article']}规定了什么？"


def _about(answer: Answer, document: PolicyDocument) -> Iterator[str]:
    """What the document itself is asked, where the record tells and it was not just asked."""
    asked = answer.understood or answer.question
    if document.status != "未知" and "有效" not in asked:
        yield f"《{_name(document)}》还有效吗？"
    if document.effective_on and not re.search(r"施行|实施|生效", asked):
        yield f"《{_name(document)}》何时施行？"
    if _BASIS.search(document.text):
        yield f"《{_name(document)}》的依据是什么？"


def _name(document: PolicyDocument) -> str:
    """The title as other documents call it, that of the rules which a notice issues, without its own brackets."""
    return issued_title(document.title).replace("《", "〈").replace("》", "〉")
