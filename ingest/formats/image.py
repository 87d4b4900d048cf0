"""Pictures of documents: PNG, JPEG, BMP, TIFF with its pages, GIF, WebP. Pillow opens them, OCR reads them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.formats import ocr
from ingest.formats.pdf_document import compose
from ingest.parsed import Parsed, Workspace
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP")
_MAX_PAGES = 300
_LONGEST = 4000  # pixels of the shorter side; a longer one is read in bands


def read_image(data: bytes, workspace: Workspace) -> Parsed:
    """The document in a picture. Raises IngestError where it is damaged, too large, has no text, or OCR is missing."""
    with open_image(data) as picture:
        pages = _page_count(picture)
        workspace.more_time(10 + 5 * pages)
        reader = ocr.load()
        sheets = [reader.read(upright(picture, index), index + 1) for index in range(pages)]
    lines, title = compose(sheets)
    if not lines:
        raise IngestError(
            "图片里没有识别出文字。 No text was recognised in the picture.",
            "请检查图片是否清晰。 Check whether it is sharp enough.",
        )
    empty = [str(sheet.number) for sheet in sheets if not sheet.glyphs]
    warned = (f"第 {', '.join(empty)} 页没有识别出文字。 No text was recognised on these pages.",) if empty else ()
    return Parsed(lines, title, {}, (), pages, warned)


@contextmanager
def open_image(data: bytes) -> Iterator[Image]:
    """The picture, opened by Pillow. Raises IngestError where it is damaged or a decompression bomb."""
    from PIL import Image as Images
    from PIL import UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Images.DecompressionBombWarning)
            with Images.open(io.BytesIO(data), formats=FORMATS) as picture:
                yield picture
    except (Images.DecompressionBombError, Images.DecompressionBombWarning) as error:
        raise IngestError(
            "图片尺寸过大。 The picture has too many pixels.", "请缩小后再试。 Make it smaller."
        ) from error
    except UnidentifiedImageError as error:
        raise IngestError(
            "不是可读的图片。 It is not a picture that can be read.", "请另存为 PNG 或 JPEG。 Save it as PNG or JPEG."
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise IngestError(
            f"图片已损坏。 The picture is damaged. ({error})", "请重新获取文件。 Get the file again."
        ) from error


def upright(picture: Image, index: int) -> Image:
    """One page of an opened picture in RGB on white, turned as its EXIF says, at most 4000 pixels on its shorter side."""
    from PIL import Image as Images
    from PIL import ImageOps

    picture.seek(index)
    page = ImageOps.exif_transpose(picture.copy())
    if page.mode in ("RGBA", "LA", "PA") or "transparency" in page.info:
        layered = page.convert("RGBA")
        page = Images.new("RGBA", layered.size, "white")
        page.alpha_composite(layered)
    elif page.mode.startswith(("I", "F")):
        page = _eight_bits(page)
    page = page.convert("RGB")
    shorter = min(page.size)
    if shorter > _LONGEST:
        share = _LONGEST / shorter
        page = page.resize((round(page.width * share), round(page.height * share)))
    return page


def _eight_bits(page: Image) -> Image:
    """Grey levels of more than eight bits, stretched to eight."""
    low, high = page.getextrema()
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return page
    scale = 255 / ((high - low) or 1)
    return page.convert("F").point(lambda level: level * scale - low * scale).convert("L")


def _page_count(picture: Image) -> int:
    """Pages of a TIFF; a moving picture counts as its first frame."""
    if picture.format != "TIFF":
        return 1
    pages = int(getattr(picture, "n_frames", 1))
    if pages > _MAX_PAGES:
        raise IngestError(f"有 {pages} 页，过多。 It has {pages} pages.", "请拆分后再试。 Split it.")
    return pages
