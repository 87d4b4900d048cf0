"""What the shipped file can do on questions that nothing was learned from.

    python -m tools.train_reader.measure DATA WORK [--folder retrieval/weights]

Telling (our own questions): each passage that the product shows its reader. Reading (CJRC, DRCD): each text is read window by window, the window most likely to answer counts. Search (STARD): the
first thirty articles of the project's keyword search, before and after the reader puts them in order.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import fmean

from retrieval.reader import FOLDER, Judgement, Passage, Reader
from retrieval.scoring import overlap
from retrieval.sentences import Span, sentences
from retrieval.window import LONGEST
from tools.train_reader.examples import Paragraph, Question, nearest_sentence, seen
from tools.train_reader.mined import labelled, shown
from tools.train_reader.negatives import Neighbours
from tools.train_reader.sets import Set, cjrc, drcd, stard
from tools.train_reader.written import NOTICES, PAPERS, notices, official, papers

READ = 30


def windows(text: str) -> list[Span]:
    """A text in parts of at most `LONGEST` characters, of whole sentences where these are short enough."""
    parts: list[Span] = []
    for span in sentences(text):
        for start in range(span.start, span.end, LONGEST):
            piece = Span(start, min(span.end, start + LONGEST))
            if parts and piece.end - parts[-1].start <= LONGEST:
                parts[-1] = Span(parts[-1].start, piece.end)
            else:
                parts.append(piece)
    return parts


def read(reader: Reader, question: Question, paragraph: Paragraph) -> tuple[Judgement, str]:
    """The judgement of the best window, and the words it points at."""
    parts = [span.of(paragraph.text) for span in windows(paragraph.text)]
    found = reader.judge(question.text, [Passage(paragraph.title, part) for part in parts])
    best = max(range(len(parts)), key=lambda i: found[i].answerable or 0.0)
    return found[best], parts[best][found[best].start : found[best].end]


def reading(reader: Reader, given: Set) -> dict[str, float]:
    """Words, yes and no, and whether there is an answer at all."""
    known = [(q, *read(reader, q, given.paragraphs[q.gold[0]])) for q in given.held_out]
    spans = [(said, q.answers) for q, _, said in known if q.kind == "span"]
    found = {
        "questions": len(known),
        "f1": fmean(overlap(said, answers) for said, answers in spans),
        "exact": fmean(said in answers for said, answers in spans),
    }
    found["answerable_right"] = fmean((j.answerable or 0) > 0 for q, j, _ in known if q.kind != "unanswerable")
    none = [j for q, j, _ in known if q.kind == "unanswerable"]
    if none:
        found["no_answer_right"] = fmean((j.answerable or 0) <= 0 for j in none)
    yesno = [(q, j) for q, j, _ in known if q.yes is not None]
    if yesno:
        found["yes_no_right"] = fmean((j.yes > 0) == q.yes for q, j in yesno)
    return {key: round(value, 4) for key, value in found.items()}


def searching(reader: Reader, given: Set, neighbours: Neighbours) -> dict[str, float]:
    """Recall@10 and first hits of keyword search, before and after reading its first results."""
    ranks: dict[str, list[float]] = {name: [] for name in ("recall_10", "recall_10_read", "first", "first_read")}
    seconds, count = 0.0, 0
    for question in given.held_out:
        keys = neighbours.search(question.text, READ)
        texts = [given.paragraphs[key] for key in keys]
        shown = [seen(p.text, nearest_sentence(question.text, p.text), LONGEST).of(p.text) for p in texts]
        began = time.perf_counter()
        found = reader.judge(question.text, [Passage(p.title, s) for p, s in zip(texts, shown, strict=True)])
        seconds, count = seconds + time.perf_counter() - began, count + len(shown)
        order = sorted(range(len(keys)), key=lambda i: -found[i].relevance)
        gold = set(question.gold)
        for name, ranked in (("", keys), ("_read", [keys[i] for i in order])):
            ranks[f"recall_10{name}"].append(len(gold & set(ranked[:10])) / len(gold))
            ranks[f"first{name}"].append(ranked[0] in gold)
    return {name: round(fmean(values), 4) for name, values in ranks.items()} | {
        "ms_a_passage": round(1000 * seconds / max(1, count), 2)
    }


def telling(reader: Reader, given: Set, corpus: Path, data: Path) -> dict[str, float]:
    """Our own questions: whether a passage that the product shows answers, and whether the one that does is put first."""
    passages = shown(given.held_out, corpus, data)
    firsts: dict[str, list[float]] = {"first": [], "first_read": []}
    answering: dict[bool, list[float]] = {True: [], False: []}
    for question in given.held_out:
        examples = labelled(question, given.paragraphs[question.gold[0]], passages[question.id])
        found = [reader.judge(e.question, [Passage(e.title, e.passage)])[0] for e in examples]
        for example, judgement in zip(examples, found, strict=True):
            answering[bool(example.answerable)].append(judgement.answerable or 0.0)
        if any(e.answerable for e in examples):
            best = max(range(len(examples)), key=lambda i: found[i].relevance)
            firsts["first"].append(bool(examples[0].answerable))
            firsts["first_read"].append(bool(examples[best].answerable))
    right, wrong = answering[True], answering[False]
    told = {
        "questions": len(given.held_out),
        "answerable_right": fmean(value > 0 for value in right),
        "no_answer_right": fmean(value <= 0 for value in wrong),
        "area_under_curve": fmean(fmean(value > other for other in wrong) for value in right),
    }
    return {name: round(value, 4) for name, value in {**told, **{k: fmean(v) for k, v in firsts.items()}}.items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    reader = Reader(given.folder)
    laws = stard(given.data)
    corpus = given.data / "official" / "corpus.jsonl"
    if corpus.is_file():
        print("official", json.dumps(telling(reader, official(corpus), corpus, given.work / "official")), flush=True)
    print("notices", json.dumps(telling(reader, notices(), NOTICES, given.work / "notices")), flush=True)
    print("papers", json.dumps(telling(reader, papers(), PAPERS, given.work / "papers")), flush=True)
    print("cjrc", json.dumps(reading(reader, cjrc(given.data))), flush=True)
    print("drcd", json.dumps(reading(reader, drcd(given.data))), flush=True)
    print("stard", json.dumps(searching(reader, laws, Neighbours("stard", laws.paragraphs, given.work))))


if __name__ == "__main__":
    main()
