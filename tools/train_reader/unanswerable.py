"""Questions made unanswerable by rule: another year, another place, another matter than the passage's."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from retrieval.characters import fold
from retrieval.places import places_in
from retrieval.tokens import tagged

_YEAR = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?=年|\D|$)")
_PLACES = "北京市 天津市 石家庄市 太原市 沈阳市 大连市 长春市 哈尔滨市 上海市 南京市 苏州市 杭州市 宁波市 合肥市 福州市 厦门市 南昌市 济南市 青岛市 郑州市 武汉市 长沙市 广州市 深圳市 南宁市 海口市 重庆市 成都市 贵阳市 昆明市 拉萨市 西安市 兰州市 西宁市 银川市 乌鲁木齐市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省".split()  # fmt: skip
_NOUNS = ("n", "nr", "ns", "nt", "nz", "vn", "m", "eng")


def other_year(question: str, passage: str, chance: random.Random) -> str | None:
    """The question for a near year that the passage doesn't name."""
    found = _YEAR.search(question)
    if not found:
        return None
    year = int(found.group(1))
    free = [y for y in range(year - 3, year + 4) if y != year and str(y) not in passage]
    return question[: found.start(1)] + str(chance.choice(free)) + question[found.end(1) :] if free else None


def other_place(question: str, passage: str, chance: random.Random) -> str | None:
    """The question for another city or province, which the passage doesn't name."""
    said = [name for place in places_in(question) for name in place.names if name in question]
    free = [place for place in _PLACES if place[:2] not in passage and place[:2] not in question]
    if not said or not free:
        return None
    longest = max(said, key=len)
    return question.replace(longest, chance.choice(free))


def other_matter(question: str, passage: str, pool: Sequence[str], chance: random.Random) -> str | None:
    """The question with one of its nouns, which the passage has, in place of one from elsewhere that it has not."""
    folded = fold(passage)
    own = [w for w, tag in tagged(question) if tag in _NOUNS and len(w) >= 2 and w in folded and w in question]
    free = [w for w in chance.sample(list(pool), min(12, len(pool))) if w not in folded and w not in question]
    if not own or not free:
        return None
    # The rarest-looking word carries the matter: names and longer words before short ones.
    word = max(own, key=lambda w: (len(w), chance.random()))
    alike = [w for w in free if abs(len(w) - len(word)) <= 1] or free
    return question.replace(word, alike[0], 1)


def nouns(questions: Sequence[str]) -> list[str]:
    """The nouns of some questions, once each."""
    return sorted({w for q in questions for w, tag in tagged(q) if tag in _NOUNS and len(w) >= 2})
