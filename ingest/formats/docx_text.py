"""The text of a paragraph in a Word file as a reader sees it (ECMA-376 Part 1, §17.3).

Tracked insertions stay and deletions go; fields give their result, not their instruction, and page numbers give
nothing; hidden text and prompts of empty controls are left out; text boxes are handed back apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.formats.docx_math import formula
from ingest.formats.docx_package import MC, Element, M, W, chosen, number, switched_on, value
from ingest.formats.docx_symbols import equation, raised, symbol

_VML = "{urn:schemas-microsoft-com:vml}"
_PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"))
_LEFT_OUT = frozenset(
    W + name
    for name in (
        "pPr rPr del moveFrom sdtPr sdtEndPr rubyPr rt delText delInstrText softHyphen footnoteReference endnoteReference "
        "footnoteRef endnoteRef annotationRef separator continuationSeparator commentReference pgNum"
    ).split()
)
_CHARACTERS = {W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph, a line feed for each break in it, and its text boxes: drawn text or its container."""

    text: str = ""
    before: list[Element | str] = field(default_factory=list)  # boxes that are anchored before its text
    after: list[Element | str] = field(default_factory=list)
    runs_on: bool = False  # its end is a tracked deletion: the next paragraph continues it


@dataclass(slots=True)
class _Field:
    """An open complex field (§17.16.18): instruction first, then, after a separator, its result."""

    instruction: str = ""
    separated: bool = False
    shown: bool = False
    otherwise: str = ""  # what it shows where it has no result: a choice of a form

    @property
    def silent(self) -> bool:
        words = self.instruction.split(maxsplit=1)
        return not self.separated or (bool(words) and words[0].upper() in _PAGE_FIELDS)


class TextReader:
    """Reads paragraphs in order, because a field may begin in one and end in another."""

    def __init__(self) -> None:
        self._fields: list[_Field] = []
        self._paragraph = Paragraph()
        self._parts: list[str] = []
        self._raised = False
        self._special: dict[str, Callable[[Element], None]] = {
            W + "r": self._run,
            W + "t": self._text,
            W + "sym": lambda element: self._add(symbol(value(element, "font"), value(element, "char"))),
            W + "fldChar": self._field_mark,
            W + "instrText": self._instruction,
            W + "fldSimple": self._simple_field,
            W + "sdt": self._control,
            W + "txbxContent": self._box,
            MC + "AlternateContent": self._alternate,
            M + "oMath": lambda element: self._add(formula(element)),
            _VML + "textpath": self._drawn_text,
        }

    def read(self, element: Element) -> Paragraph:
        """The paragraph `element` (`w:p`)."""
        self._paragraph = paragraph = Paragraph()
        self._parts = []
        self._walk(element)
        paragraph.text = "".join(self._parts)
        mark = element.find(f"{W}pPr/{W}rPr")
        paragraph.runs_on = mark is not None and (
            mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        )
        return paragraph

    def _walk(self, element: Element) -> None:
        for child in element.iterchildren("*"):
            tag = child.tag
            if tag in _LEFT_OUT:
                continue
            special = self._special.get(tag)
            if special:
                special(child)
            elif tag in _CHARACTERS:
                self._add(_CHARACTERS[tag])
            else:
                self._walk(child)

    def _add(self, text: str) -> None:
        if text and not any(one.silent for one in self._fields):
            self._parts.append(text)
            for one in self._fields:
                one.shown = True

    def _run(self, element: Element) -> None:
        properties = element.find(W + "rPr")
        if properties is not None and switched_on(properties.find(W + "vanish")):
            return
        self._raised = properties is not None and value(properties.find(W + "vertAlign")) == "superscript"
        self._walk(element)
        self._raised = False

    def _text(self, element: Element) -> None:
        text = (element.text or "").replace("\n", " ").replace("\t", " ")
        self._add(raised(text) if self._raised else text)

    def _field_mark(self, element: Element) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(otherwise=_form(element.find(W + "ffData"))))
        elif kind == "separate" and self._fields:
            self._fields[-1].separated = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.shown:
                self._add(ended.otherwise or equation(ended.instruction))

    def _instruction(self, element: Element) -> None:
        if self._fields and not self._fields[-1].separated:
            self._fields[-1].instruction += element.text or ""

    def _simple_field(self, element: Element) -> None:
        self._fields.append(_Field(value(element, "instr"), separated=True))
        depth = len(self._fields)
        self._walk(element)
        del self._fields[depth - 1 :]

    def _control(self, element: Element) -> None:
        content = content_of(element)
        if content is not None:
            self._walk(content)

    def _alternate(self, element: Element) -> None:
        branch = chosen(element)
        if branch is not None:
            self._walk(branch)

    def _box(self, element: Element) -> None:
        self._hold(element)

    def _drawn_text(self, element: Element) -> None:
        if element.get("string", "").strip():
            self._hold(" ".join(element.get("string", "").split()))

    def _hold(self, box: Element | str) -> None:
        begun = any(part.strip() for part in self._parts)
        (self._paragraph.after if begun else self._paragraph.before).append(box)


def content_of(control: Element) -> Element | None:
    """The content of a `w:sdt`; None where it is only the prompt of an empty control."""
    if switched_on(control.find(f"{W}sdtPr/{W}showingPlcHdr")):
        return None
    found: Element | None = control.find(W + "sdtContent")
    return found


def _form(data: Element | None) -> str:
    """What a form field of the old kind (§17.16.17) shows by itself: its box to tick, or the entry chosen."""
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return "☑" if switched_on(checked if checked is not None else box.find(W + "default")) else "☐"
    choice = data.find(W + "ddList")
    if choice is None:
        return ""
    chosen_at = choice.find(W + "result")
    at = number(value(chosen_at if chosen_at is not None else choice.find(W + "default")))
    entries = [value(entry) for entry in choice.iterchildren(W + "listEntry")]
    return entries[at] if 0 <= at < len(entries) else ""
