"""Text recognition of scans and pictures, by rapidocr with the models that its package brings along.

Nothing is downloaded and nothing leaves the machine. Reading a page takes one to four seconds of two cores and up to 1 GB; with OpenVINO the address space must reach 3 GB, with onnxruntime 2 GB.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from ingest.formats.ocr_lines import Reading, lies_sideways, sheet_of, weight
from ingest.formats.ocr_tiles import bands, is_printed_red, red_letterhead, without_seals
from ingest.formats.pdf_types import Sheet
from retrieval.errors import IngestError

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from pypdfium2 import PdfPage

MISSING = (
    "请安装 rapidocr（pip install rapidocr onnxruntime，约 250 MB，每页约 2 秒）。 "
    "Install rapidocr: pip install rapidocr onnxruntime; about 250 MB, some 2 seconds a page."
)
_DPI = 200
_LONGEST = 4000  # pixels
_THREADS = 2
_SURE = 0.8  # mean confidence; less means that the page may stand on its head
_DOUBTFUL = 0.5  # confidence; lines below are left out
_UPRIGHT = 0.05  # by how much another way up must read better
_MODELS = {"Det": "det", "Rec": "rec"}


def available() -> str | None:
    """None where recognition can run, else what to install, with its cost."""
    if find_spec("rapidocr") is None or (find_spec("openvino") is None and find_spec("onnxruntime") is None):
        return MISSING
    return None


def picture_of(page: PdfPage) -> Image:
    """A PDF page as a picture for recognition: 200 dpi, at most 4000 pixels long. Raises PdfiumError."""
    width, height = page.get_size()
    scale = min(_DPI / 72, _LONGEST / max(width, height, 1.0))
    return cast("Image", page.render(scale=scale, draw_annots=True).to_pil().convert("RGB"))


def load() -> Recogniser:
    """The recogniser. Raises IngestError where its packages are missing or cannot be loaded."""
    if reason := available():
        raise IngestError("是扫描件，需要文字识别。 It is a scan and needs OCR.", reason)
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    sys.modules.setdefault("openvino_telemetry", cast("Any", None))  # OpenVINO then takes its own stub for it
    try:
        import rapidocr

        engine = rapidocr.RapidOCR(params=_parameters(rapidocr))
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise IngestError("文字识别无法启动。 OCR cannot start.", f"{MISSING} ({error})"[:400]) from error
    return Recogniser(engine)


def _parameters(rapidocr: ModuleType) -> dict[str, object]:
    """The settings: the bundled models by their files, so that none is looked for elsewhere; two threads."""
    engines = rapidocr.EngineType
    engine = engines.OPENVINO if find_spec("openvino") else engines.ONNXRUNTIME
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    folder = Path(rapidocr.__file__ or "").parent / "models"
    chosen: dict[str, object] = {
        "Global.use_cls": False,
        "Global.text_score": 0.0,  # doubtful lines are left out here, once it is known which way is up
        "Global.log_level": "critical",
        "Det.limit_type": "max",
        "Det.limit_side_len": 960,
        "EngineConfig.openvino.inference_num_threads": min(_THREADS, os.cpu_count() or 1),
        "EngineConfig.onnxruntime.intra_op_num_threads": min(_THREADS, os.cpu_count() or 1),
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for step, name in _MODELS.items():
        chosen[f"{step}.engine_type"] = engine
        chosen[f"{step}.model_path"] = str(next(iter(sorted(folder.glob(f"*_{name}_*.onnx"))), folder / name))
    return chosen


@dataclass(slots=True)
class Recogniser:
    """Reads pictures of pages."""

    engine: Any  # rapidocr carries no types
    turn: int = 0  # quarter turns counterclockwise that the last page needed; the next is likely to need them too

    def read(self, picture: Image, number: int) -> Sheet:
        """The page in a picture, with the places of its lines in pixels of it.

        A page that reads badly, or whose lines stand on end, is tried the other ways up. `number` is the page's; on
        the first one a letterhead in red is read beside what is left once seals are taken off. Raises IngestError
        where recognition fails, as it does for want of memory.
        """
        import numpy as np

        pixels = np.asarray(picture.convert("RGB"))
        turn = self.turn
        best = self._upright(np.rot90(pixels, turn))
        sure = 0.0 if lies_sideways(best) else weight(best)  # tall crops are turned, so sideways reads well too
        for other in [(turn + step) % 4 for step in _other_ways(best)]:
            tried = self._upright(np.rot90(pixels, other))
            if not lies_sideways(tried) and weight(tried) > sure + _UPRIGHT:
                best, turn, sure = tried, other, weight(tried)
        self.turn = turn if best else 0
        best = [line for line in best if line.score >= _DOUBTFUL]
        if turn:
            pixels = np.rot90(pixels, turn)
        if number == 1 and (part := red_letterhead(pixels)) is not None:
            fresh = [line for line in self._lines(part) if line.score >= _DOUBTFUL]
            best = best + [line for line in fresh if not any(line.covers(other) for other in best)]
        for line in best:
            line.red = is_printed_red(pixels, line.extent)
        return sheet_of(best, pixels.shape[1], pixels.shape[0], number, turn)

    def _upright(self, pixels: np.ndarray) -> list[Reading]:
        """The lines of a page without its red seals, read in bands where it is long."""
        clean = without_seals(pixels)
        found: list[Reading] = []
        for top, bottom in bands(clean.shape[1], clean.shape[0]):
            cut = (top > 0, bottom < clean.shape[0])
            for line in self._lines(clean[top:bottom]):
                moved = line.moved(top)
                if not moved.touches(top, bottom, cut) and not any(moved.covers(other) for other in found):
                    found.append(moved)
        return found

    def _lines(self, pixels: np.ndarray) -> list[Reading]:
        import numpy as np

        try:
            read = self.engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        except _failures() as error:
            raise IngestError(
                "文字识别失败，可能是内存不足。 OCR failed, perhaps for want of memory.",
                "请关闭其他程序，或减小页面后再试。 Free some memory, or make the pages smaller.",
            ) from error
        if read.boxes is None or read.txts is None:
            return []
        return [
            Reading(str(text), float(score), [(float(x), float(y)) for x, y in box])
            for text, score, box in zip(read.txts, read.scores, read.boxes, strict=True)
        ]


def _failures() -> tuple[type[Exception], ...]:
    """What rapidocr raises while it reads: its engines' own errors, OpenCV's, and those of arrays."""
    import cv2

    found: list[type[Exception]] = [MemoryError, RuntimeError, ValueError, cv2.error]
    for name, kind in (("openvino", "OpenVINOError"), ("onnxruntime", "ONNXRuntimeError")):
        module = sys.modules.get(f"rapidocr.inference_engine.{name}.main")
        if module is not None:
            found.append(getattr(module, kind))
    return tuple(found)


def _other_ways(lines: list[Reading]) -> tuple[int, ...]:
    """Quarter turns (counterclockwise) to try: sideways where most lines are tall, else upside down when unsure."""
    if lies_sideways(lines):
        return (1, 3)
    return (2,) if lines and weight(lines) < _SURE else ()
