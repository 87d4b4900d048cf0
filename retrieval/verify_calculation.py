"""Whether a computed claim stands: each operand in its source, of its year, and the result computed anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prompts import LANGUAGES
from retrieval.calculation import arithmetic, calculate, value_of_operand
from retrieval.characters import fold
from retrieval.claims import Calculation, Claim, Operand
from retrieval.numbers import Quantity, quantities
from retrieval.table_answers import value_of
from retrieval.table_rows import row_year
from retrieval.verify_clauses import Parsed
from retrieval.verify_lexicon import says
from retrieval.verify_told import Told
from retrieval.years import StatementYear, statement_year

_MORE = re.compile(r"多(?!少)|增长|增加|上升|提高|高于|exceed|\bup\b|\bmore\b", re.I)
_LESS = re.compile(r"(?<!多)少(?!于)|下降|减少|降低|低于|below|\bdown\b|\bless\b|\bfewer\b", re.I)
_PLAN = re.compile(r"计划|目标|预计|预期|拟|力争|规划|plan|target|expected", re.I)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d|\s?[人元亩户个吨米家%])")
_FACTOR = re.compile(r"[（(]1[^（）()=]{1,8}=[^（）()]{1,16}[）)]|(?<=[(])1 [^()=]{1,12}= [^()]{1,16}(?=[)])")


def calculation_fault(claim: Claim, calculation: Calculation) -> str | None:
    """The reason for which a computed claim falls, one of those of `Unsupported`, or None where it stands."""
    for operand in calculation.operands:
        if operand.source not in claim.sources or not _stands(operand):
            return "number"
        if operand.label and _of_another(operand):
            return "subject"
        year = _year(operand)
        if operand.year and operand.year not in year.years:
            return "year"
        if year.plan and not _PLAN.search(claim.text):
            return "plan"
    if calculate(calculation.operation, calculation.operands) != calculation:
        return "number"
    return _text_fault(claim, calculation)


def _stands(operand: Operand) -> bool:
    """Whether the operand's text is what its document has at its place, with the unit of its column in a table."""
    statement, span = operand.source
    document = statement.hit.document
    if not span.start <= operand.start < operand.end <= span.end:
        return False
    if document.text[operand.start : operand.end] == operand.text:
        return True
    cells = statement.row.row.cells if statement.row else ()
    cell = next((c for c in cells if (c.start, c.end) == (operand.start, operand.end) and len(c.columns) == 1), None)
    return bool(statement.row and cell and value_of(statement.row, cell).text == operand.text)


def _of_another(operand: Operand) -> bool:
    """Whether a word of the operand's label is said in its sentence, but only with other values."""
    told = Told(*operand.source)
    at = operand.start - operand.source[1].start
    fact = next((f for f in told.facts if f.start <= at < f.end or at <= f.start < at + len(operand.text)), None)
    if fact is None or told.is_row:
        return False
    reach = told.parsed.text_of(told.parsed.reach(fact))
    words = [word.text for word in Parsed(operand.label).words]
    return any(says(told.parsed.folded, w) and not says(reach, w) and not says(told.context, w) for w in words)


def _year(operand: Operand) -> StatementYear:
    statement, span = operand.source
    if statement.row and span == statement.span:
        cells = (c for c in statement.row.row.cells if c.start <= operand.start < c.end and len(c.columns) == 1)
        cell = next(cells, None)
        return row_year(statement.row, cell.columns[0] if cell else None)
    return statement_year(statement.hit.document, span, operand.start)


def _text_fault(claim: Claim, calculation: Calculation) -> str | None:
    """Whether the words say just this: its numbers, its years in order, more or less as the result is."""
    if not any(arithmetic(calculation, language) in claim.text for language in LANGUAGES):
        return "number"
    bare = _FACTOR.sub("", claim.text)
    years = {operand.year for operand in calculation.operands if operand.year}
    known = list(_figures(calculation))
    said = [q for q in quantities(bare) if not (q.unit in {"年", ""} and _YEAR.fullmatch(q.text.rstrip("年")))]
    if not all(any(_same(quantity, other) for other in known) for quantity in said):
        return "number"
    named = [int(year) for year in _YEAR.findall(bare)]
    if not set(named) <= years:
        return "year"
    return "direction" if _turned(claim.text, calculation, named) else None


def _turned(text: str, calculation: Calculation, named: Sequence[int]) -> bool:
    """Whether the text has the operands in another order, or more where there is less."""
    order = [operand.year for operand in calculation.operands]
    if calculation.operation == "sum":
        return False
    if len(set(order)) > 1 and named[: len(order)] != [year for year in order if year][: len(named)]:
        return True
    if calculation.operation in {"ratio", "share"}:
        return False
    wrong = (_LESS,) if calculation.value > 0 else (_MORE,) if calculation.value < 0 else (_LESS, _MORE)
    return any(pattern.search(fold(text)) for pattern in wrong)


def _figures(calculation: Calculation) -> Iterator[Quantity]:
    """The operands and the result, as they are and as the arithmetic writes them."""
    yield from (quantity for quantity in map(value_of_operand, calculation.operands) if quantity)
    for language in LANGUAGES:
        yield from quantities(_FACTOR.sub("", arithmetic(calculation, language)))
    yield Quantity(calculation.value, calculation.unit, 0, 0, calculation.result)


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether both are the same figure but for a sign, which more and less stand for; English has units of its own."""
    return abs(one.base) == abs(other.base) and (one.measures == other.measures or not one.unit)
