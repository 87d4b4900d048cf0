"""Answers, reports and documents as plain lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from retrieval.models import Answer, PolicyDocument

_FATES = {
    "added": "新增", "updated": "更新", "unchanged": "未变", "renamed": "移动", "removed": "移除", "failed": "失败",
}  # fmt: skip


def answer_lines(answer: Answer) -> str:
    """An answer with its warnings and its citations, or what is known instead, or what may be meant.

    That a language model wrote it is said below.
    """
    lines = [f"理解为：{answer.understood}"] if answer.understood not in ("", answer.question) else []
    lines += [answer.text, *(f"（{warning}）" for warning in answer.warnings)]
    lines += [f"  · {choice}" for choice in answer.choices]
    for c in answer.citations or answer.nearest.passages:
        about = " · ".join(str(part) for part in (c.doc_no, c.issuer, c.published_on) if part)
        page = f"（第 {c.page} 页）" if c.page else ""
        lines.append(f"\n[{c.n}] 《{c.title}》{about}{page}\n    “{c.quote}”\n    {c.url}")
        lines += [f"    另见：{other}" for other in c.also]
    if answer.label and answer.label.generated:
        lines.append(f"\n（{answer.label.text}）")
    return "\n".join(lines)


def report_lines(report: dict[str, Any]) -> str:
    """What became of the documents: the counts, then each failure and each doubt."""
    counts = report["counts"]
    head = "，".join(f"{word} {counts[name]}" for name, word in _FATES.items() if name in counts)
    lines = [f"{head} （{', '.join(name for name in _FATES if name in counts)}）"]
    lines += [f"  失败 {fault['source']}：{fault['reason']} {fault['hint']}" for fault in report["failed"]]
    lines += [f"  注意 {doubt['source']}：{doubt['doubt']}" for doubt in report.get("doubts", ())]
    return "\n".join(lines)


def document_lines(documents: Iterable[PolicyDocument]) -> Iterator[str]:
    """A line for each document: its id, and what is known of it."""
    for document in documents:
        known = [document.doc_no, document.issuer, document.day and document.day.isoformat()]
        if document.status != "未知":
            known.append(document.status + (f"：{document.status_reason}" if document.status_reason else ""))
        yield f"{document.id}  《{document.title}》" + " · ".join(str(part) for part in known if part)
