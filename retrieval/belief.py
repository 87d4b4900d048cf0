"""How likely a statement answers: the words that it shares with the question and the reader's judgement, weighed.

A logistic function of both, and of the words alone where no reader judged: a probability, by which the candidates of a
question are told apart and refused, and which is shown beside a citation. Its weights are near those of a regression of
"answers right" over the government notices that may be tuned on (tests/quality), moved to where those and our own questions
are answered and refused best together. How well it holds elsewhere is measured
(`calibration_error`); a temperature fitted on other texts (DRCD) made it worse and is therefore 1.
"""

from __future__ import annotations

import math

from retrieval.evidence import Statement

ENOUGH = 0.62  # least coverage of the question by a statement that answers it, where no reader judged it
LIKELY = 0.36  # least chance of a statement that answers it, where the reader did
SURE = 0.3  # least chance of the place at which the reader points for its word to do instead of the question's words
_BIAS, _COVERAGE, _JUDGED = -1.8, 3.2, 0.25
_BIAS_ALONE, _COVERAGE_ALONE = -6.45, 8.7
_DOUBT = -2.5  # log-odds from which the reader is sure that nothing answers
_REACH = 6.0  # log-odds beyond which the reader's word counts no more


def chance(statement: Statement) -> float:
    """The probability that a statement answers its question."""
    judgement, coverage = statement.judgement, min(1.0, statement.coverage)
    if judgement is None or judgement.answerable is None:
        odds = _BIAS_ALONE + _COVERAGE_ALONE * coverage
    else:
        judged = max(-_REACH, min(_REACH, (judgement.answerable + judgement.relevance) / 2))
        odds = _BIAS + _COVERAGE * coverage + _JUDGED * judged
    return 1 / (1 + math.exp(-odds))


def pointed_out(statement: Statement) -> bool:
    """Whether the reader points at a statement, and is so sure that it need not share words with the question."""
    return statement.sure >= SURE


def doubted(statement: Statement) -> bool:
    """Whether the reader is sure that the answer is not in what it read."""
    judgement = statement.judgement
    if judgement is None or judgement.answerable is None:
        return False
    return (judgement.answerable + judgement.relevance) / 2 <= _DOUBT


def likely(statement: Statement) -> bool:
    """Whether a statement is sure enough to answer with. A row of a table is told by its heads alone."""
    judgement = statement.judgement
    if statement.row or judgement is None or judgement.answerable is None:
        return statement.coverage >= ENOUGH
    return chance(statement) >= LIKELY or pointed_out(statement)
