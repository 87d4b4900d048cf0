"""Where a document's text says what is known of it: the clause of its term, its head, the sentence that ended another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from retrieval.characters import fold
from retrieval.doc_numbers import doc_numbers
from retrieval.models import PolicyDocument
from retrieval.sentences import Span, paragraph, sentences
from retrieval.titles import family

_HEAD = 1500  # characters in which a document's number, issuer and labels stand
_BEGINS = re.compile(r"施行|实施|执行|生效|实行")
_ON_ISSUE = re.compile(r"(?:自|从|于)(?:发布|印发|公布|发文|下发|颁布)之?日")
_TERM = re.compile(r"有效期|试行期|暂行期|执行期|实施期|施行期|试行|暂行|[至到][^,。;]{4,16}止")
_LENGTH = re.compile(r"[一二两三四五六七八九十\d]\s?(?:年|个月)")
_ENDED = re.compile(r"废止|失效|停止执行|不再执行|停止施行|终止执行")
_CHANGED = re.compile(r"修[改订正]")
_LABEL = re.compile(r"时效性|有效性|效力状态|时效状态|废止|失效")
_BOOK = re.compile(r"《([^《》]{2,160})》")
_DIGITS = "零一二三四五六七八九"


def begin_clause(document: PolicyDocument) -> Span | None:
    """The sentence by which the document takes effect on the day known for it."""
    day = document.effective_on
    if day is None:
        return None
    clause = _first(document, lambda said: bool(_BEGINS.search(said) and spells(day).search(said)))
    on_issue = day == document.day
    return clause or (_first(document, lambda said: bool(_ON_ISSUE.search(said))) if on_issue else None)


def term_clause(document: PolicyDocument) -> Span | None:
    """The sentence by which the document ends on the day known for it: 有效期至…, 有效期五年."""
    day = document.expires_on
    if day is None:
        return None
    by_day = _first(document, lambda said: bool(spells(day).search(said)))
    return by_day or _first(document, lambda said: bool(_TERM.search(said) and _LENGTH.search(said)))


def day_line(document: PolicyDocument, day: date) -> Span | None:
    """The sentence or line in which a day stands: of several the shortest, which is that of a signature or a label."""
    found = [span for span in _matches(document, spells(day)) if span]
    return min(found, key=lambda span: (span.end - span.start, span.start), default=None)


def number_line(document: PolicyDocument) -> Span | None:
    """The line of the head that bears the document's 文号."""
    return next(
        (span for span in _head(document) if document.doc_no in doc_numbers(span.of(document.text))),
        None,
    )


def issuer_line(document: PolicyDocument) -> Span | None:
    """The line that names the issuer, the first of several joint ones: the shortest, a signature's or a label's."""
    name = (document.issuer or "").split("、")[0]
    if not name:
        return None
    loose = re.compile(r"[ \u3000]*".join(map(re.escape, name)))
    return min(_matches(document, loose), key=lambda span: (span.end - span.start, span.start), default=None)


def status_line(document: PolicyDocument) -> Span | None:
    """The line of the head in which a page or a stamp says what the document's status is."""
    text = document.text
    return next((s for s in _head(document) if _LABEL.search(s.of(text)) and len(s.of(text)) <= 120), None)


def title_line(document: PolicyDocument) -> Span:
    """The document's title where its text has it, else its first sentence."""
    at = document.text.find(document.title)
    if at >= 0:
        return Span(at, at + len(document.title))
    return next(iter(_head(document)), Span(0, min(len(document.text), 80)))


def ending_sentences(other: PolicyDocument, ended: PolicyDocument) -> tuple[Span, ...]:
    """The sentences of `other` that end or change `ended`: one, or the head of a list and the item in it; () if none."""
    text = other.text
    above: Span | None = None
    for span in sentences(text):
        said = span.of(text)
        says = bool(_ENDED.search(said) or _CHANGED.search(said))
        if _names(said, ended) and said != other.title:
            if says:
                return (span,)
            if above:
                return (above, span)
        if says:
            above = span
    return ()


def ends(spans: tuple[Span, ...], other: PolicyDocument) -> bool:
    """Whether what `ending_sentences` gave ends the document rather than changes it."""
    return any(_ENDED.search(span.of(other.text)) for span in spans)


def spells(day: date) -> re.Pattern[str]:
    """Matches a day in folded text: 2020年5月1日, 2020-05-01, 二零二零年五月一日."""
    year = "".join(
        rf"(?:{digit}|{_DIGITS[int(digit)]}|[○οΟoO])" if digit == "0" else rf"(?:{digit}|{_DIGITS[int(digit)]})"
        for digit in str(day.year)
    )
    month, number = (rf"(?:0?{n}|{_spoken(n)})" for n in (day.month, day.day))
    return re.compile(
        rf"{year}\s?年\s?{month}\s?月\s?{number}\s?日|{day.year}(?P<sep>[-/.])0?{day.month}(?P=sep)0?{day.day}(?!\d)"
    )


def _head(document: PolicyDocument) -> list[Span]:
    return sentences(document.text, 0, min(_HEAD, len(document.text)))


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _names(said: str, document: PolicyDocument) -> bool:
    if document.doc_no and document.doc_no in doc_numbers(said):
        return True
    return any(family(title) == family(document.title) for title in _BOOK.findall(said))


def _first(document: PolicyDocument, fits: Callable[[str], bool]) -> Span | None:
    """The last sentence that fits, since clauses of term close a document."""
    text = document.text
    found = [span for span in sentences(text) if fits(fold(span.of(text)))]
    return found[-1] if found else None


def _matches(document: PolicyDocument, pattern: re.Pattern[str]) -> Iterator[Span]:
    text = document.text
    for match in pattern.finditer(fold(text)):
        line = paragraph(text, match.start())
        said = (span for span in sentences(text, line.start, line.end) if span.start <= match.start() < span.end)
        yield next(said, line)
