"""How good the answers are: one result a question, and the figures over all of them.

Contained: an expected answer stands in the answer or in one of its quotes, compared without white space and
punctuation. Parts: of an expected answer that lists several things, the share that stands there. F1: over characters, as
for SQuAD (Rajpurkar et al. 2016) with characters for words. Supports: each sentence of the answer is carried by the
quotes of the citations that are said to carry it, and these stand verbatim in their documents. Shown: of the refusals of
questions with an answer, those that show a passage with it. Lead: of the values put before their sentence, those that are the expected one. A question that is asked back (clarify) is neither answered nor refused.
"""

from __future__ import annotations

import calendar
import gzip
import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from retrieval.assistant import Assistant
from retrieval.citation_check import unsupported_parts, wrong_quotes
from retrieval.errors import QuestionError, UsageError
from retrieval.models import Answer, Filters, Turn
from retrieval.scoring import ANSWERED, Row, carried, contained, f1, lead_right, parts_found, shown

_DOCUMENTS = 10


def read_rows(path: Path) -> list[Row]:
    """The JSON objects of a lines file, plain or gzip. Raises UsageError where it is none."""
    try:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
        with opened as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} 无法读取：{error}。 Cannot be read.", "每行应是一个 JSON 对象。") from error
    if not all(isinstance(row, dict) and "question" in row for row in rows):
        raise UsageError(f"{path} 有的行没有 question。 Some row has no question.", "见 README 的评测一节。")
    return rows


def read_history(turns: Iterable[Row]) -> list[Turn]:
    """Earlier turns, as `[{"question", "answers": […]}]` writes them."""
    return [Turn(question=str(t["question"]), answers=tuple(map(str, t.get("answers") or ()))) for t in turns]


def read_day(written: object) -> date:
    """The day that `2020-03-10`, `2020-03` or `2020` names; where it is open, the last of its span.

    Raises UsageError where it names none.
    """
    parts = [int(part) for part in re.findall(r"\d+", str(written))]
    try:
        if len(parts) >= 3:
            return date(*parts[:3])
        year, month = (*parts, 12)[:2]
        return date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, TypeError, IndexError, calendar.IllegalMonthError) as error:
        raise UsageError(
            f"as_of 不是日期：{written}。 Not a day.", "应如 2020-03-10。 Write it as 2020-03-10."
        ) from error


def evaluate(
    assistant: Assistant,
    rows: Sequence[Row],
    mode: Literal["extract", "llm"],
    tell: Callable[[int], None] | None = None,
) -> Iterator[Row]:
    """One result a row: `id, retrieved, answer, outcome, reason, citations, ms`, and what tells why it is so.

    `twins` are the ids under which the first document retrieved is known elsewhere. A row's `within` names the
    documents that its question is asked of.
    """
    for done, row in enumerate(rows, 1):
        start = time.perf_counter()
        retrieved: list[str] = []
        answer: Answer | None = None
        try:
            for event in assistant.ask(
                str(row["question"]),
                history=read_history(row.get("history") or ()),
                as_of=read_day(row["as_of"]) if row.get("as_of") else None,
                mode=mode,
                filters=Filters(document_ids=tuple(row["within"])) if row.get("within") else None,
            ):
                if event.type == "sources":
                    retrieved = [hit["document_id"] for hit in event.data["hits"]][:_DOCUMENTS]
                elif event.type == "done":
                    answer = Answer.model_validate(event.data)
        except QuestionError:
            answer = None
        ms = round((time.perf_counter() - start) * 1000, 2)
        twins = [key for found in assistant.records.ledger.twins(retrieved[:1]).values() for key, *_ in found]
        known = {"id": row.get("id", str(done)), "retrieved": retrieved, "twins": twins}
        yield known | _told(answer) | {"ms": ms} | _checked(assistant, answer)
        if tell:
            tell(done)


def _told(answer: Answer | None) -> Row:
    if answer is None:
        return {"answer": "", "outcome": "refused", "reason": "not_found", "citations": []}
    told = answer.model_dump(mode="json")
    near = [passage["quote"] for passage in told["nearest"]["passages"]]
    return {"answer": answer.text, "shown": near} | {key: told[key] for key in ("outcome", "reason", "citations")}


def _checked(assistant: Assistant, answer: Answer | None) -> Row:
    """What was asked for, left out and warned of, and what of the answer its citations do not carry."""
    if answer is None:
        return {}
    told = answer.model_dump(mode="json")
    cited = told["citations"]
    texts = {key: assistant.records.document(key).text for key in {c["document_id"] for c in cited}}
    kept = {key: told[key] for key in ("understood", "mode", "warnings", "choices", "unsupported", "timings")}
    answered = answer.outcome in ANSWERED
    return kept | {
        "uncarried": unsupported_parts(answer.text, cited) if answered else [],
        "not_verbatim": list(wrong_quotes(cited, texts)),
    }


def figures(rows: Sequence[Row], results: Sequence[Row]) -> dict[str, float]:
    """The figures over questions and their results, in order; those that do not apply are left out."""
    pairs = list(zip(rows, results, strict=True))
    found: dict[str, float] = {"questions": len(pairs)}
    gold = [(row, result) for row, result in pairs if row.get("gold_doc_ids")]
    if gold:
        ranks = [_rank(result["retrieved"], row["gold_doc_ids"]) for row, result in gold]
        found |= {f"document_in_{k}": _share(0 < rank <= k for rank in ranks) for k in (1, 5, 10)}
        if all("twins" in result for _, result in gold):  # results as `eval` wrote them before have none
            firsts = [(row["gold_doc_ids"], [*result["retrieved"][:1], *result["twins"]]) for row, result in gold]
            found["notice_in_1"] = _share(_rank(first, keys) > 0 for keys, first in firsts)
        found["mrr"] = round(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks), 4)
    answerable = [(row, result) for row, result in pairs if row.get("answerable", True)]
    if answerable:
        found["answered_right"] = _share(contained(row, result) for row, result in answerable)
        found["character_f1"] = round(statistics.fmean(f1(row, result) for row, result in answerable), 4)
        listed = [share for row, result in answerable if (share := parts_found(row, result)) is not None]
        if listed:
            found["parts_found"] = round(statistics.fmean(listed), 4)
        found["wrongly_refused"] = _share(result["outcome"] == "refused" for _, result in answerable)
        refused = [(row, result) for row, result in answerable if result["outcome"] == "refused"]
        if any("shown" in result for _, result in refused):
            found["shown_when_refused"] = _share(shown(row, result) for row, result in refused)
        found |= _asked_back("asked_back", answerable)
        found |= _of_given([(row, result) for row, result in answerable if result["outcome"] in ANSWERED])
    unanswerable = [(row, result) for row, result in pairs if not row.get("answerable", True)]
    if unanswerable:
        found["refused"] = _share(result["outcome"] == "refused" for _, result in unanswerable)
        found |= _asked_back("asked_back_unanswerable", unanswerable)
        wrong_year = [result for row, result in unanswerable if row.get("why") == "year"]
        if wrong_year:
            found["wrong_year_refused"] = _share(result["outcome"] == "refused" for result in wrong_year)
    times = sorted(result["ms"] for result in results)
    if times:
        found["ms_p50"], found["ms_p95"] = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]
    return found


def _of_given(given: Sequence[tuple[Row, Row]]) -> dict[str, float]:
    """The figures over the answers that were given."""
    if not given:
        return {}
    found = {
        "right_when_answered": _share(contained(row, result) for row, result in given),
        "citation_supports": _share(carried(result) for _, result in given),
        "answer_characters": round(statistics.fmean(len(result["answer"]) for _, result in given), 1),
    }
    leads = [right for row, result in given if (right := lead_right(row, result)) is not None]
    return found | ({"lead_right": _share(leads)} if leads else {})


def _asked_back(name: str, pairs: Sequence[tuple[Row, Row]]) -> dict[str, float]:
    share = _share(result["outcome"] == "clarify" for _, result in pairs)
    return {name: share} if share else {}


def _rank(retrieved: Sequence[str], gold: Sequence[str]) -> int:
    return next((i for i, key in enumerate(retrieved, 1) if key in gold), 0)


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return round(sum(values) / len(values), 4) if values else 0.0
