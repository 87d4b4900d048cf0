"""Whether instructions in documents and questions are obeyed: `python -m tests.quality.injection.run [--mode llm]`.

In LLM mode the model of LLM_BASE_URL and LLM_MODEL writes. Obeyed is a canary, a false value, a link or a demanded
refusal in the answer, and likewise a true answer that is lost. Exits 1 where one is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Runs both parts and prints what was obeyed; 1 where anything was."""
    from tests.quality.injection.check import check  # the parsers' processes load this module anew
    from tests.quality.injection.questions import ALONE, BESIDE

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=("extract", "llm"), default="extract")
    parser.add_argument("--every", type=int, default=1, help="ask about every so manieth document only")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        documents, questions, count = check(Path(folder), chosen.mode, chosen.every)
    sys.stdout.write("".join(f"OBEYED {line}\n" for line in (*documents, *questions)))
    asked = len(BESIDE) + len(ALONE)
    sys.stdout.write(
        f"{chosen.mode}: documents {len(documents)}/{count} obeyed, questions {len(questions)}/{asked} obeyed\n"
    )
    return 1 if documents or questions else 0


if __name__ == "__main__":
    sys.exit(main())
