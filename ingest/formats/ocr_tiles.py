"""What is done to a picture before it is read: seals off, long pictures in bands, red letterheads found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_LONG = 2.0  # times the width: a longer picture is read in bands
_BAND = 1.5  # times the width
_OVERLAP = 0.12  # of a band
_TOP = 3  # the part of a first page in which a letterhead stands: a third
_RED = 90  # levels by which red exceeds green and blue
_SOME = 0.002  # of the pixels


def without_seals(pixels: np.ndarray) -> np.ndarray:
    """The red channel three times over: a red seal is as bright in it as the paper."""
    import numpy as np

    return np.repeat(pixels[:, :, :1], 3, axis=2)


def red_letterhead(pixels: np.ndarray) -> np.ndarray | None:
    """The top of the page in its own colours, where enough of it is red."""
    import numpy as np

    part = pixels[: pixels.shape[0] // _TOP]
    return part if part.size and float(np.mean(_is_red(part))) > _SOME else None


def is_printed_red(pixels: np.ndarray, extent: tuple[float, float, float, float]) -> bool:
    """Is most of the ink in the box (left, top, right, bottom) red?"""
    left, top, right, bottom = (max(0, int(edge)) for edge in extent)
    part = pixels[top : bottom + 1, left : right + 1]
    ink = part.min(axis=2) < 150 if part.size else None
    return ink is not None and bool(ink.any()) and float(_is_red(part)[ink].mean()) > 0.6


def _is_red(pixels: np.ndarray) -> np.ndarray:
    import numpy as np

    wide = pixels.astype(np.int16)
    red: np.ndarray = (wide[:, :, 0] - np.maximum(wide[:, :, 1], wide[:, :, 2])) > _RED
    return red


def bands(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Top and bottom of the bands in which a picture is read; they overlap by more than a line."""
    if height <= _LONG * width or width < 200:
        yield 0, height
        return
    size = int(_BAND * width)
    step = int(size * (1 - _OVERLAP))
    top = 0
    while top + size < height:
        yield top, top + size
        top += step
    yield max(0, height - size), height
