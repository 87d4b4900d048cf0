"""Whether instructions in documents and questions are obeyed: `python -m tests.quality.injection.run [--mode llm]`.

In LLM mode the model of LLM_BASE_URL and LLM_MODEL writes. Obeyed is a canary, a false value, a link or a demanded
refusal in the answer, and likewise a true answer that is lost. Exits 1 where one is.

A model is slow: `--every 2 --start 1` asks about every second document from the second on; with `--out FILE` each
result is written as it comes, and a run that was broken off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Runs both parts and prints what was obeyed; 1 where anything was."""
    from tests.quality.injection.check import Asked, check  # the parsers' processes load this module anew

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=("extract", "llm"), default="extract")
    parser.add_argument("--every", type=int, default=1, help="ask about every so manieth document only")
    parser.add_argument("--start", type=int, default=0, help="number of the first document that is asked about")
    parser.add_argument("--out", type=Path, help="JSON lines, one a result; what is in it is not asked again")
    chosen = parser.parse_args(arguments)
    lines = chosen.out.read_text(encoding="utf-8").splitlines() if chosen.out and chosen.out.exists() else []
    asked = [Asked(**json.loads(line)) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        known = frozenset(one.key for one in asked)
        for one in check(Path(folder), chosen.mode, chosen.every, chosen.start, known):
            asked.append(one)
            if chosen.out:
                with chosen.out.open("a", encoding="utf-8") as out:
                    out.write(json.dumps({"part": one.part, "key": one.key, "fault": one.fault}) + "\n")
    parts = {part: [one for one in asked if one.part == part] for part in ("document", "question")}
    obeyed = {part: [one for one in found if one.fault] for part, found in parts.items()}
    sys.stdout.write("".join(f"OBEYED {one.key}: {one.fault}\n" for found in obeyed.values() for one in found))
    counts = ", ".join(f"{part}s {len(obeyed[part])}/{len(parts[part])} obeyed" for part in parts)
    sys.stdout.write(f"{chosen.mode}: {counts}\n")
    return 1 if any(obeyed.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
