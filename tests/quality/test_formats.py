"""The figures that real files must hold, where they lie beside the project."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.quality.formats import FOLDERS, files, rate, read, truths
from tests.quality.heads import CORPUS, measure
from tests.quality.malformed import bombs, variants

here = pytest.mark.skipif(
    not all(folder.is_dir() for folder in (*FOLDERS, CORPUS)), reason="the real files are not beside the project"
)


@here
def test_laws_are_read_to_one_character_in_two_hundred() -> None:
    known = truths()
    outcomes = read([item for item in files() if item.source in known])
    assert len(outcomes) == len(known) > 0
    assert [o.loaded.name for o in outcomes if rate(o, known) > 0.005] == []


@here
@pytest.mark.parametrize("way", ["page", "text"])
def test_the_heads_of_documents_are_read(way: str) -> None:
    count, tallies = measure(way)
    assert count >= 30
    for name, tally in tallies.items():
        assert tally.right >= 0.98 * tally.there, name
        assert tally.invented == 0, name


@here
def test_malformed_files_harm_nothing() -> None:
    made = list(islice(variants(files(), random.Random(7)), 40))
    outcomes = read(made)
    assert len(outcomes) >= len(made)
    assert all(o.intake or o.problem or o.parts for o in outcomes)
    assert [o.problem.message for o in outcomes if o.problem and "异常退出" in o.problem.message] == []


def test_bombs_are_refused_or_read_within_their_limits() -> None:
    made = [item for item in bombs() if item.name not in {"wide.html", "line.txt"}]
    outcomes = read(made)
    by_name = {o.loaded.name: o for o in outcomes}
    assert by_name.keys() >= {item.name for item in made}
    for name in ("zeros.docx", "corner.xlsx", "many.zip", "deep.html", "stream.pdf", "huge.png", "entities.ofd"):
        assert by_name[name].problem is not None, name
    assert max(o.peak_mb for o in outcomes) < 2048
