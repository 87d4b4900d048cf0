"""Which documents hold for the whole country: statutes, and what central organs sign or send to all provinces."""

from __future__ import annotations

import re

from retrieval.models import PolicyDocument

_OPENING, _CLOSING = 400, 300  # characters of a text in which it says whom it is sent to, and who signs it
# 国务院组成部门, 直属机构 and 办事机构 (国务院机构设置, 2023), with the names they had since 2018, as notices are signed.
_ORGANS = "|".join(
    (
        r"(?:中共中央|国务院|全国人(?:大|民代表大会)常(?:委会|务委员会)|最高人民法院|最高人民检察院)",
        r"(?:外交|国防|教育|科(?:技|学技术)|工业和信息化|公安|国家安全|民政|司法|财政|人力资源(?:和)?社会保障|自然资源)部",
        r"(?:生态环境|住房(?:和)?城乡建设|交通运输|水利|农业农村|商务|文化和旅游|退役军人事务|应急管理)部",
        r"国家(?:发展(?:和)?改革|民(?:族事务)?|卫生健康)委(?:员会)?",
        r"(?:国家)?(?:税务|市场监(?:督)?管(?:理)?|广播电视|体育|金融监督管理|粮食和物资储备)总?局|(?:中国)?人民银行|审计署|海关总署",
        r"国家(?:统计|医(?:疗)?保(?:障)?|知识产权|能源|林业和草原|铁路|邮政|文物|中医药管理|药(?:品)?监(?:督管理)?|移民管理|信访|疾控)局",
        r"(?:国务院国资委|银保监会|证监会|国家铁路局|民航局|全国总工会|中国残联)",
    )
)
_OFFICE = r"(?:办公厅|办公室|综合司)?"
_ALL = re.compile(
    r"各省、?\s?(?:各)?自治区、?\s?(?:和)?(?:各)?直辖市|各省(?:、自治区、直辖市|级)?[^。]{0,20}计划单列市"
)
_SIGNED = re.compile(
    rf"(?:^|[\s。；;、)）])(?:(?:{_ORGANS}){_OFFICE}[\s、]*)+\s*(?:19|20)\d\d\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日"
)
_ISSUER = re.compile(rf"^(?:{_ORGANS})")
_LOCAL = re.compile(r"^(?:关于)?[省市县区州](?![级长委]|场监)|^[\u4e00-\u9fff]{0,12}转发")
_STATUTE = re.compile(r"^中华人民共和国[\u4e00-\u9fff]{1,30}(?:法|条例|规定|办法|法典)(?:实施(?:条例|细则))?$")


def national(document: PolicyDocument) -> bool:
    """Whether a document holds in every place of the country. One that a place passes on is that place's."""
    if any(_LOCAL.match(name) for name in (document.title, document.issuer or "")):
        return False
    opening, closing = document.text[:_OPENING], document.text[-_CLOSING:]
    return bool(
        _STATUTE.match("".join(document.title.split()))
        or (document.issuer and _ISSUER.match(document.issuer))
        or _ALL.search(opening)
        or _SIGNED.search(closing)
    )
