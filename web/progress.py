"""A progress bar on the terminal, on standard error, so that standard output stays for results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

Tell = Callable[[int, int, str], None]


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Tell]:
    """A function that is told (done, total, name) and draws the bar; it draws nothing where `quiet`."""
    with tqdm(total=0, disable=quiet, unit="", dynamic_ncols=True, mininterval=0.2) as bar:

        def tell(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.n = done
            bar.set_postfix_str(name[:24], refresh=False)
            bar.refresh() if done >= total else bar.update(0)

        yield tell
