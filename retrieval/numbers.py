"""Numbers with their units: found in text, valued, and compared across spellings and units.

Values are exact decimals. Factors: 1 公顷 = 15 亩 (市亩, GB 3100 note on agricultural land), 万 = 10⁴, 亿 = 10⁸.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from retrieval.characters import fold

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ABOUT = re.compile(
    r"^(?:一二|一两|二三|两三|三四|四五|五六|六七|七八|八九)(?:[十百千万亿]|$)"
)  # 三四个 says no number
_SHORT = {"百": 10, "千": 100, "万": 1000, "亿": 10**7}
_TENS = {"十": 10, "百": 100, "千": 1000}
_PARTS = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(1000), "百": Decimal(100)}

# unit → (what it measures, how many of the base unit it is)
_UNITS: dict[str, tuple[str, Decimal]] = {
    "亩": ("area", Decimal(1)),
    "公顷": ("area", Decimal(15)),
    "平方公里": ("area", Decimal(1500)),
    "平方千米": ("area", Decimal(1500)),
    "平方米": ("area", Decimal(15) / Decimal(10000)),
    "平米": ("area", Decimal(15) / Decimal(10000)),
    "㎡": ("area", Decimal(15) / Decimal(10000)),
    "m²": ("area", Decimal(15) / Decimal(10000)),
    "m2": ("area", Decimal(15) / Decimal(10000)),
    "元": ("money", Decimal(1)),
    "美元": ("dollar", Decimal(1)),
    "吨": ("weight", Decimal(1000)),
    "公斤": ("weight", Decimal(1)),
    "千克": ("weight", Decimal(1)),
    "公里": ("length", Decimal(1000)),
    "千米": ("length", Decimal(1000)),
    "米": ("length", Decimal(1)),
    "%": ("share", Decimal(1)),
    "‰": ("share", Decimal("0.1")),
    "成": ("share", Decimal(10)),
    "个百分点": ("points", Decimal(1)),
    "百分点": ("points", Decimal(1)),
    "人": ("人", Decimal(1)),
    "名": ("人", Decimal(1)),
    "位": ("人", Decimal(1)),
    "岁": ("岁", Decimal(1)),
    "周岁": ("岁", Decimal(1)),
    "摄氏度": ("度", Decimal(1)),
    "℃": ("度", Decimal(1)),
    "天": ("day", Decimal(1)),
    "日": ("day", Decimal(1)),
    "工作日": ("workday", Decimal(1)),
    "个工作日": ("workday", Decimal(1)),
    "小时": ("hour", Decimal(1)),
    "个小时": ("hour", Decimal(1)),
}
_COUNTED = (
    "个工作日 个小时 个月 工作日 小时 分钟 千瓦时 立方米 人次 批次 户次 车次 班次 件次 项次 千瓦 "
    "摄氏度 周岁 平方 人 户 个 家 名 位 项 条 件 宗 批 次 所 处 座 辆 台 套 只 架 艘 张 份 种 类 款 级 届 "
    "期 倍 天 日 周 年 月 岁 度 片 株 头 箱 瓶 盒 部 场 支 队 组 点 字 门 间 栋 层 村 镇 乡 县 市 区 省 "
    "省份 街道 社区 床 张床位 床位 部门 单位 学分 分 班 节 学时 课时 克 升 毫升 毫米 厘米 海里 亩次 页 枚 "
    "折 颗 盏 根 面 眼 口 例 起 笔 段 册 袋 桶 幅 轮 羽 尾 "
).split()
DURATIONS = frozenset("天 日 周 月 个月 年 小时 个小时 分钟 工作日 个工作日".split())
COUNTERS = frozenset(_COUNTED) - frozenset("年 月 日 天 周 小时 分钟 个月 岁 周岁 %".split())
UNITS = sorted([*_UNITS, *_COUNTED], key=len, reverse=True)
_KNOWN = frozenset(UNITS)
_UNIT = "|".join(map(re.escape, UNITS))

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HANZI = r"[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
_QUANTITY = re.compile(
    rf"(?:(?P<parts>百|千|万|[二三四五六七八九]?十|[二三四五六七八九]|\d{{1,3}})分之)?(?P<number>{_ARABIC}|{_HANZI})"
    r"(?P<scale>[百千]?[万亿]|[百千](?=[余多]?(?:[人元亩户吨米家名个]|公顷|平方)))?(?:余|多|来)?(?P<scale2>[万亿])?(?:余|多)?"
    rf"(?:\s?(?P<unit>(?:{_UNIT})(?!之[一二三四五六七八九十百\d])(?<!成(?=[立为功员果效本都长年交就品分套绩]))))?"
)
# 统一部署, 唯一 and 十分重要 hold no number; neither does 第三条, which is a name.
_WORD_BEFORE = re.compile(r"[统唯同单专归逐]$")
_ADVERBS = frozenset(["十分", "一起", "一度", "一面", "一点"])
_MINUS = re.compile(r"[长降幅速为达|]-$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, standing at `start:end` of the text it was found in."""

    value: Decimal
    unit: str
    start: int
    end: int
    text: str

    @property
    def measures(self) -> str:
        """What the unit measures: "area", "money", …, or the unit itself where it is a counter."""
        return _UNITS.get(self.unit, (self.unit, Decimal(1)))[0]

    @property
    def base(self) -> Decimal:
        """The value in the base unit of what it measures."""
        return self.value * _UNITS.get(self.unit, ("", Decimal(1)))[1]

    def same_as(self, other: Quantity) -> bool:
        """Whether both say the same amount of the same thing, in whatever unit."""
        return self.measures == other.measures and abs(self.base - other.base) <= abs(self.base) * Decimal("1e-6")


def quantities(text: str) -> list[Quantity]:
    """All numbers of `text` in order, with `unit` "" where none follows. Dates and years are included."""
    found = []
    folded = fold(text)
    for match in _QUANTITY.finditer(folded):
        number, unit = match["number"], match["unit"] or ""
        if not number[0].isdigit() and not (unit or match["parts"] or match["scale"]):
            continue  # a lone 一 or 百 is a word, not a number
        before = folded[max(0, match.start() - 2) : match.start()]
        if match.group() == "一次" and folded.startswith("性", match.end()):
            continue
        if before.endswith("第") or (number[0] == "一" and _WORD_BEFORE.search(before)) or match.group() in _ADVERBS:
            continue
        value = parse_number(number)
        if value is None:
            continue
        for scale in (match["scale"], match["scale2"]):
            for step in scale or "":
                value *= _SCALES[step]
        if match["parts"]:
            unit, value = "%", value * 100 / _PARTS.get(match["parts"], parse_number(match["parts"]) or 100)
        start, value = (match.start() - 1, -value) if _MINUS.search(before) else (match.start(), value)
        found.append(Quantity(value, unit, start, match.end(), text[start : match.end()]))
    return _joined(found, text)


def _joined(found: list[Quantity], text: str) -> list[Quantity]:
    """Quantities, with 3亿5千万元 and 3万5千亩 put together again."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        scale = _SCALES.get(last.text[-1]) if last and last.end == quantity.start else None
        if last and scale and scale >= 10**4 and quantity.value < scale:
            value = last.value + quantity.value
            joined[-1] = Quantity(value, quantity.unit, last.start, quantity.end, text[last.start : quantity.end])
        else:
            joined.append(quantity)
    return joined


def parse_number(text: str) -> Decimal | None:
    """The value of `3,150`, `8.8`, `三千一百五十` or `十二`; None where it is none (十百, 万)."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    value = _parse_hanzi(whole)
    if value is None or not fraction:
        return value
    return value + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))


def _parse_hanzi(text: str) -> Decimal | None:
    if _ABOUT.search(text):
        return None
    if all(c in _DIGITS for c in text):  # 二〇一九: digit by digit
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for i, c in enumerate(text):
        if c in _DIGITS:
            if digit:
                return None  # 十三五
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or (1 if c == "十" else 0)) * _TENS[c]
            if not digit and c != "十":
                return None
            digit = 0
        elif i == 0:
            return None  # 万 or 亿 with nothing before it
        else:
            counted = section + digit
            total = total + counted * 10**4 if c == "万" else (total + counted) * 10**8
            section = digit = 0
    if digit and text[-2:-1] in _SHORT:  # 三万五 is 35000, 三万零五 is 30005
        digit *= _SHORT[text[-2]]
    return Decimal(total + section + digit)


def factor_of(unit: str) -> Decimal:
    """How many of the base unit of what it measures `unit` is: 15 for 公顷, 1 for 亩 and for a counter."""
    return _UNITS.get(unit, ("", Decimal(1)))[1]


def unscaled(unit: str) -> str:
    """A unit without the scale before it: 千瓦时 for 万千瓦时, 元 for 亿元."""
    while unit not in _KNOWN and len(unit) > 1 and unit[0] in "十百千万亿":
        unit = unit[1:]
    return unit


def measure_of(unit: str) -> str:
    """What `unit` measures: the key by which asked and found units are compared."""
    return _UNITS.get(unit, (unit, Decimal(1)))[0]
