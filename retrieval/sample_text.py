"""Invented notices: text to calibrate and to time the embedder with. Every place and figure is made up."""

from __future__ import annotations

import random

PLACES = ("青岚市", "云湖县", "柳溪区", "望江市", "松台县", "白鹭区", "金禾市", "石桥镇")
OFFICES = ("人力资源和社会保障局", "住房和城乡建设局", "商务局", "民政局", "农业农村局", "财政局", "教育局")
SUBJECTS = (
    "家电以旧换新补贴",
    "灵活就业社会保险补贴",
    "人才公寓租金减免",
    "小微企业贷款贴息",
    "高龄津贴",
    "耕地地力保护补贴",
    "幼儿园保教费减免",
)
GROUPS = (
    "本市户籍居民",
    "毕业五年内的高校毕业生",
    "年满八十周岁的老年人",
    "正常经营的小微企业",
    "种粮大户和家庭农场",
    "符合条件的残疾人家庭",
)
SENTENCES = (
    "为进一步做好{subject}工作，根据省有关文件精神，结合{place}实际，现将有关事项通知如下。",
    "一、申请对象。{group}均可申请{subject}，每户每年限申请{n}次，不得重复享受同类政策。",
    "二、补贴标准。每人每月{money}元，最长不超过{n}个月；符合条件的特殊困难对象上浮{percent}％。",
    "三、申请材料：（一）居民身份证或者社会保障卡；（二）《{subject}申请表》一式{n}份；（三）银行账户信息。",
    "申请人应当于{year}年{month}月{day}日前，向{place}{office}政务服务窗口或者通过网上办事大厅提出申请，逾期不予受理。",
    "受理部门自收到申请材料之日起{n}个工作日内完成初审，并在{place}人民政府网站公示，公示期不少于{n}个工作日。",
    "{office}会同财政部门对申请材料进行复核，审核通过后将资金直接拨付至申请人账户，年度预算总额{money}万元。",
    "对弄虚作假、套取骗取资金的，由{office}责令退回，并依法追究责任；构成犯罪的，移送司法机关处理。",
    "咨询电话：0000-{money}{day}，地址：{place}建设路{day}号，工作时间：周一至周五上午{n}:00至12:00。",
    "各镇（街道）、各有关单位要高度重视，明确专人负责，做好政策宣传解读，确保{group}应享尽享。",
    "本通知自{year}年{month}月{day}日起施行，有效期{n}年；此前有关规定与本通知不一致的，以本通知为准。",
    "截至{year}年底，{place}累计发放{subject}资金{money}.{day}万元，惠及{group}{money}人次，同比增长{percent}.{n}%。",
)


def synthetic_passages(count: int, length: int, seed: int) -> list[str]:
    """`count` invented passages of `length` characters in the wording of notices; the same for one seed."""
    pick = random.Random(seed)  # noqa: S311
    passages = []
    for _ in range(count):
        text = ""
        while len(text) < length:
            text += pick.choice(SENTENCES).format(
                place=pick.choice(PLACES),
                office=pick.choice(OFFICES),
                subject=pick.choice(SUBJECTS),
                group=pick.choice(GROUPS),
                n=pick.randint(2, 9),
                money=pick.randint(100, 3000),
                percent=pick.randint(5, 60),
                year=pick.randint(2016, 2026),
                month=pick.randint(1, 12),
                day=pick.randint(1, 28),
            )
        passages.append(text[:length])
    return passages
