"""How likely a statement answers: the words that it shares with the question and the reader's judgement, weighed.

The weights are those of a logistic regression of "answers" on both, over the questions of the government notices that
may be tuned on (tests/quality): a probability, by which the candidates of a question are told apart and refused.
"""

from __future__ import annotations

import math

from retrieval.evidence import Statement

ENOUGH = 0.62  # least coverage of the question by a statement that answers it, where no reader judged it
LIKELY = 0.38  # least chance of a statement that answers it, where the reader did
_BIAS, _COVERAGE, _JUDGED = -1.85, 2.7, 0.19
_DOUBT = -1.0  # log-odds of the reader below which the words of the question must carry a statement by themselves
_REACH = 6.0  # log-odds beyond which the reader's word counts no more


def chance(statement: Statement) -> float:
    """The probability that a statement answers its question; its coverage where no reader judged it."""
    judgement = statement.judgement
    if judgement is None or judgement.answerable is None:
        return min(1.0, statement.coverage)
    judged = (judgement.answerable + judgement.relevance) / 2
    judged = max(-_REACH, min(_REACH, judged))
    odds = _BIAS + _COVERAGE * statement.coverage + _JUDGED * judged
    return 1 / (1 + math.exp(-odds))


def likely(statement: Statement) -> bool:
    """Whether a statement is sure enough to answer with. A row of a table is told by its heads alone."""
    judgement = statement.judgement
    if statement.row or judgement is None or judgement.answerable is None:
        return statement.coverage >= ENOUGH
    carried = statement.coverage >= ENOUGH or judgement.answerable > _DOUBT
    return carried and chance(statement) >= LIKELY
