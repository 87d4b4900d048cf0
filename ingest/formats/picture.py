"""A page of an original as a picture, for the source viewer: the boxes of its marks fit on it."""

from __future__ import annotations

import io
from typing import Literal

from retrieval.errors import IngestError

Kind = Literal["pdf", "image", "ofd"]
_NARROWEST, _WIDEST = 400, 2400  # pixels
_TALLEST = 3 * _WIDEST


def page_picture(data: bytes, kind: Kind, page: int, width: int) -> bytes:
    """The PNG of a page (from 1) of an original, `width` pixels wide (400 to 2400; less where it would be too tall).

    Shown as the reader saw it: cropped, turned by /Rotate or EXIF. Raises IngestError where there is no such page,
    the file is damaged, or the format cannot be drawn (OFD).
    """
    width = min(_WIDEST, max(_NARROWEST, width))
    if kind == "pdf":
        return _of_pdf(data, page, width)
    if kind == "image":
        return _of_image(data, page, width)
    raise IngestError(
        "OFD 暂不能显示为图片。 OFD pages cannot be drawn.", "请下载原件查看。 Download the original to see it."
    )


def _no_page(page: int) -> IngestError:
    return IngestError(f"没有第 {page} 页。 There is no page {page}.", "请检查页码。 Check the number.")


def _of_pdf(data: bytes, page: int, width: int) -> bytes:
    from pypdfium2 import PdfiumError

    from ingest.formats.pdf import open_pdf
    from ingest.formats.pdf_guard import refuse_bomb

    refuse_bomb(data)
    document = open_pdf(data)
    try:
        if not 1 <= page <= len(document):
            raise _no_page(page)
        shown = document[page - 1]
        scale = min(width / max(shown.get_width(), 1e-3), _TALLEST / max(shown.get_height(), 1e-3))
        out = io.BytesIO()
        shown.render(scale=scale, draw_annots=True).to_pil().convert("RGB").save(out, "PNG")
        return out.getvalue()
    except (PdfiumError, MemoryError, ValueError) as error:
        raise IngestError(
            f"第 {page} 页无法显示。 Page {page} cannot be drawn.", "请下载原件查看。 Download the original to see it."
        ) from error
    finally:
        document.close()


def _of_image(data: bytes, page: int, width: int) -> bytes:
    from ingest.formats.image import open_image, upright

    with open_image(data) as picture:
        try:
            shown = upright(picture, page - 1) if page >= 1 else None
        except EOFError:
            shown = None
        if shown is None:
            raise _no_page(page)
        scale = min(width / shown.width, _TALLEST / shown.height)
        size = (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
        out = io.BytesIO()
        shown.resize(size).save(out, "PNG")
        return out.getvalue()
