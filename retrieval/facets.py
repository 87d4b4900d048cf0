"""Whether a statement speaks of the part of a procedure that a question asks for: of materials, of fees; or names
the kind of body that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.evidence import Statement
from retrieval.query import Facet, Query

_AFTER = 120  # characters behind a statement in which what it introduces begins
# What a question must say to ask for the facet, and a word without which nothing is said of it.
_CUES: Mapping[Facet, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "materials": (
        re.compile(r"材料|资料|证件|证明|手续|带(?:些)?(?:什么|哪些|啥)"),
        re.compile(
            r"材料|资料|证明|证件|身份证|户口|[原复][印本]件|执照|合同|协议|发票|凭证|照片|[申登报][请记表]{1,2}表|提交|携带|出示|凭"
        ),
    ),
    "fees": (re.compile(r"费|钱"), re.compile(r"费|元|收取|免|自付|承担")),
}


# Which office: told in the very sentence.
_ASKS_OFFICE = re.compile(r"(?:哪一?[个家些]|什么)(?:部门|单位|机构|科室|机关|局)")
_OFFICE = re.compile(
    r"[局厅署]|委(?![托派任])|办(?![理法公事案学好结])|政府(?!有关|相关|规定|令|网|公报|工作|信息|采购|补贴)|部(?![分署队位内件])|中心(?!城)|院|"
    r"处(?![理罚分置于境])|科(?![技学目研])|所(?![有在需以得属])|[站队]|公司|协会|银行|(?<!任何)单位|机构"
)

# Which company, hospital, school, bank or ministry: nothing answers that names none.
_BODIES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"哪一?[个家所](?:{asked})"), re.compile(rf"[\u4e00-\u9fff](?:{named})"))
    for asked, named in (
        ("公司|企业|厂家?|商家", "公司|集团|企业|厂|社|店|商行|中心"),
        ("医院|诊所", "院|中心|诊所|医务室"),
        ("学校|大学|中学|小学|幼儿园", "校|大学|学院|中学|小学|园|附中|附小"),
        ("银行", "行|信用社|信用联社"),
        ("部委", "部(?![门署分队位内件])|委(?![托派任])|总署|局(?![部面势])|院|银行"),
    )
)


def body_fits(query: Query, statement: Statement) -> bool:
    """Whether the statement, or what follows it right away, names a body of the kind that is asked for."""
    named = _OFFICE if _ASKS_OFFICE.search(query.question) else None
    named = named or next((named for asked, named in _BODIES if asked.search(query.question)), None)
    if named is None or named.search(statement.said):
        return True
    return named is not _OFFICE and bool(named.search(_following(statement)))


def _following(statement: Statement) -> str:
    """What stands right behind a statement, in its paragraph."""
    text, end = statement.hit.document.text, statement.span.end
    return text[end : end + _AFTER].split("\n\n")[0]


def facet_fits(query: Query, statement: Statement) -> bool:
    """Whether the statement, or what follows it right away, has a word of the asked facet."""
    asks, cue = _CUES.get(query.facet, (None, None))
    if asks is None or cue is None or not asks.search(query.question):
        return True
    return bool(cue.search(statement.said) or cue.search(_following(statement)))
