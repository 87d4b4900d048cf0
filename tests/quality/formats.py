"""`make formats`: every real file beside the project read, format by format, and 200 malformed ones made of them.

The files lie in ../shared where they are present; they are no part of the project. Character error rate: Levenshtein
distance over the length of the truth, after NFKC, quotes made alike, white space and Markdown's marks dropped.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ingest.limits import Limits
from ingest.load import Loaded, load
from ingest.reading import read_all
from ingest.sandbox import Outcome, Sandbox
from retrieval.settings import ROOT
from tests.quality.malformed import bombs, variants

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared"
FOLDERS = (SHARED / "rawdocs", SHARED / "corpus" / "html")
LIMIT = 100_000_000
MALFORMED = 200
_MARKS = re.compile(r"^#{1,6} |\*\*|\*|\[([^\]]*)\]\([^)]*\)|^ {0,3}>|<br ?/?>|\\", re.M)
_QUOTES = str.maketrans("“”‘’「」『』﹁﹂＂＇", '""\'\'""\'\'"""\'')


def bare(text: str) -> str:
    """A text as it is compared."""
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    return re.sub(r"\s+", "", plain)


def truths() -> dict[str, str]:
    """The plain text of the files that have one, by source."""
    manifest = SHARED / "rawdocs" / "manifest.jsonl"
    rows = map(json.loads, manifest.read_text(encoding="utf-8").splitlines())
    return {
        str(SHARED / "rawdocs" / row["file"]): bare(
            _MARKS.sub(r"\1", (SHARED / "rawdocs" / row["truth"]).read_text(encoding="utf-8"))
        )
        for row in rows
        if row.get("truth")
    }


def files() -> list[Loaded]:
    """The real files."""
    return [
        item
        for folder in FOLDERS
        for item in load(folder, LIMIT)
        if "/truth/" not in item.source and item.problem is None and not item.row
    ]


def read(items: Sequence[Loaded]) -> list[Outcome]:
    """What becomes of them, two at a time."""
    return list(read_all(items, Sandbox(Limits()), 2))


def form_of(outcome: Outcome) -> str:
    """The format by which a file is counted: that of its folder, which says what it is."""
    return outcome.loaded.source.rsplit("/", 2)[-2]


def table(outcomes: Sequence[Outcome], known: dict[str, str]) -> Iterator[str]:
    """The lines of the table, a format each."""
    yield "| format | tried | read | failed, with the reason | CER mean / worst | s a file, mean / worst | peak MB |"
    yield "|---|---|---|---|---|---|---|"
    for form in sorted({form_of(o) for o in outcomes}):
        own = [o for o in outcomes if form_of(o) == form]
        failed = Counter(o.problem.message.split("。")[0] for o in own if o.problem)
        rates = [rate(o, known) for o in own if o.loaded.source in known]
        shown = f"{statistics.fmean(rates):.5f} / {max(rates):.5f} ({len(rates)})" if rates else "–"
        seconds = [o.seconds for o in own]
        reasons = "；".join(f"{reason} ×{count}" for reason, count in failed.items()) or "–"
        yield (
            f"| {form} | {len(own)} | {sum(o.intake is not None for o in own)} | {reasons} | {shown} "
            f"| {statistics.fmean(seconds):.2f} / {max(seconds):.2f} | {max(o.peak_mb for o in own)} |"
        )


def rate(outcome: Outcome, known: dict[str, str]) -> float:
    """The character error rate of a file that has a truth; 1 where it was not read."""
    if outcome.intake is None:
        return 1.0
    truth = known[outcome.loaded.source]
    return Levenshtein.distance(bare(outcome.intake.document.text), truth) / len(truth)


def main() -> int:
    """Reads everything and prints the tables; 1 where a law is read worse than one character in 200, or a file hangs."""
    if not all(folder.is_dir() for folder in FOLDERS):
        sys.stdout.write("../shared is not here, passed over\n")
        return 0
    known, real = truths(), files()
    outcomes = read(real)
    sys.stdout.write("\n".join(table(outcomes, known)) + "\n\n")
    worst = max((rate(o, known) for o in outcomes if o.loaded.source in known), default=0.0)
    bad = bombs()
    made = [*bad, *islice(variants(real, random.Random(1)), MALFORMED - len(bad))]
    hostile = read([replace(item, id=f"m{n}") for n, item in enumerate(made)])
    reasons = Counter(o.problem.message.split("。")[0].split("（")[0] if o.problem else "read" for o in hostile)
    slowest = max(hostile, key=lambda o: o.seconds)
    sys.stdout.write(f"malformed: {len(made)} files, {len(hostile)} outcomes, the slowest {slowest.seconds:.1f} s\n")
    sys.stdout.write("".join(f"  {count:4} {reason}\n" for reason, count in reasons.most_common()))
    for outcome in hostile[: len(bad)]:
        said = outcome.problem.message if outcome.problem else "read"
        sys.stdout.write(f"  {outcome.loaded.name}: {outcome.seconds:.1f} s, {outcome.peak_mb} MB, {said}\n")
    return 1 if worst > 0.005 or len(hostile) < len(made) else 0


if __name__ == "__main__":
    sys.exit(main())
