"""Mistyped words put right, and only into words that the library's documents have.

Chinese is mostly typed by its sound, so a wrong character sounds like the right one (公机金 for 公积金), or looks like
it (货款 for 贷款). A word is touched only where the documents never have it and have, often, the word it is taken for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

from retrieval.characters import fold
from retrieval.short_names import short_spans
from retrieval.tokens import is_word, tagged

Known = Callable[[str], int]
_OFTEN = 3  # passages in which a word stands that a broken one is taken for
_OFTEN_FOR_WORD = 5  # the same where what was typed is a word too
_LONGEST = 4
_MOST = 2  # words of a question that are put right
_TWO = 200  # pairs of characters tried where both of a word may be wrong
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_KEPT = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|[\u4e00-\u9fff]+[〔\[【(]\d{4}[〕\]】)]\d+号")
_FUNCTION = frozenset(
    "的了和与及或在是为对从到以于等把被将由其该之也都而且并但如若则有个吗呢吧啊着过得地所不没会能可要去来我你他她它这那哪几多少怎么什谁给向让再还又就才都很最每各按请问个"
)
_PARTICLES = frozenset("的了吗呢吧啊着过地得所是")
_NAMES_PLACE = re.compile(r"[省市县区镇乡村州旗路街]")  # what no list of places has is a name, not a mistake
# Characters that are taken for each other by their form.
_ALIKE = (
    "己已巳 未末 贷货 帐账 拨拔 侯候 贴帖 辩辨辫 析折拆 竞竟 晴睛 徽微徵 缴激 赔陪培 偿尝 遗遣 募幕墓慕暮 诉拆 税锐 券卷 免兔 "
    "申由甲 土士 人入八 日曰 干千 历厉 仓仑 治冶 准淮 渡度 卖买 防访仿 抚扶 慰尉 籍藉 峻竣 扰忧优 住往佳 代伐 幼幻 "
    "设没 没投役 投设 证正 厂广 处外 爱受 困因 园圆 向问间 失夫 师帅 陕狭峡 低抵底 险检验捡俭 粮浪 疫疾 苗亩 笛苗"
).split()


def correct(question: str, known: Known) -> str:
    """`question` with mistyped words put right; unchanged where none is, or where it is not clear what was meant.

    `known` says in how many passages of the library a word (in the index's tokens) stands.
    """
    text = question
    for _ in range(_MOST):
        found = _best(text, known)
        if not found:
            break
        start, word = found
        text = text[:start] + word + text[start + len(word) :]
    return text


def _best(text: str, known: Known) -> tuple[int, str] | None:
    """Where the clearest mistyped word stands, and what it is taken for."""
    doubted = _doubted(text, known)
    best: tuple[tuple[int, int], int, str] | None = None
    for start, end, whole in _windows(text, doubted):
        typed = text[start:end]
        if known(typed):
            continue
        least = _OFTEN_FOR_WORD if whole else _OFTEN
        for word in _candidates(typed):
            often = known(word)
            if often < least or not _is_content(word) or not _fits(text, start, word, known, both=whole):
                continue
            rank = (len(word), often)
            if best is None or rank > best[0]:
                best = (rank, start, word)
    return (best[1], best[2]) if best else None


def _doubted(text: str, known: Known) -> list[list[tuple[int, int]]]:
    """The runs of words that the library does not have, each as the places of its words."""
    kept = [*(m.span() for m in _KEPT.finditer(text)), *short_spans(fold(text))]
    runs: list[list[tuple[int, int]]] = []
    at = 0
    for word, tag in tagged(text):
        start, end = at, at + len(word)
        at = end
        if not _HAN.fullmatch(word) or tag.startswith(("ns", "nr", "nt", "m")) or any(a <= start < b for a, b in kept):
            continue
        if (len(word) > 1 and known(word)) or any(c in _FUNCTION for c in word):
            continue
        if runs and runs[-1][-1][1] == start:
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return runs


def _windows(text: str, doubted: list[list[tuple[int, int]]]) -> Iterator[tuple[int, int, bool]]:
    """Every run of two to four doubted characters, and whether it is one word as typed.

    A single doubted character between known words is a word itself.
    """
    for run in doubted:
        start, end = run[0][0], run[-1][1]
        if end - start < 2 or _NAMES_PLACE.search(text[start : end + 1]):
            continue
        for size in range(2, min(_LONGEST, end - start) + 1):
            for first in range(start, end - size + 1):
                window = (first, first + size)
                yield *window, window in run and is_word(text[slice(*window)])


def _candidates(typed: str) -> Iterator[str]:
    """What `typed` may have been meant for: one character exchanged, or both of two for others of the same sound."""
    sounds, chars = _sounds()
    for i, c in enumerate(typed):
        for other in dict.fromkeys(chars.get(sounds.get(c, ""), "") + _looks().get(c, "")):
            if other != c and other not in _PARTICLES:
                yield typed[:i] + other + typed[i + 1 :]
    if len(typed) == 2:
        pairs = [chars.get(sounds.get(c, ""), "") for c in typed]
        if 0 < len(pairs[0]) * len(pairs[1]) <= _TWO * 4:
            for a, b in product(*pairs):
                if a != typed[0] and b != typed[1] and not {a, b} & _PARTICLES:
                    yield a + b


def _is_content(word: str) -> bool:
    """Whether it is a word of the dictionary, and no adverb or the like."""
    return is_word(word) and tagged(word)[0][1].startswith(("n", "v", "a", "j", "i", "l", "b"))


def _fits(text: str, start: int, word: str, known: Known, *, both: bool) -> bool:
    """Whether the word goes with what stands beside it: the documents have it with one neighbour, or with `both`."""
    end = start + len(word)
    before = text[start - 1 : start] if start and _HAN.fullmatch(text[start - 1]) else ""
    after = text[end : end + 1] if _HAN.fullmatch(text[end : end + 1] or " ") else ""
    pairs = ([before + word[0]] if before else []) + ([word[-1] + after] if after else [])
    fits = [bool(known(pair)) or pair[0] in _FUNCTION or pair[1] in _FUNCTION for pair in pairs]
    return not fits or (all(fits) if both else any(fits))


@cache
def _sounds() -> tuple[dict[str, str], dict[str, str]]:
    """The sound of each common character (GB 2312, level 1), and the characters of each sound."""
    from pypinyin import lazy_pinyin

    common = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    sounds = {c: _alike(lazy_pinyin(c)[0]) for c in common if c}
    chars: dict[str, str] = {}
    for c, sound in sounds.items():
        chars[sound] = chars.get(sound, "") + c
    return sounds, chars


def _alike(sound: str) -> str:
    """Sounds that many speakers do not tell apart, made alike: zh and z, ing and in."""
    return (
        re.sub(r"ng$", "n", re.sub(r"^([zcs])h", r"\1", fold(sound)))
        if not sound.endswith(("ang", "ong"))
        else re.sub(r"^([zcs])h", r"\1", sound)
    )


@cache
def _looks() -> dict[str, str]:
    """The characters that each is taken for by its form."""
    found: dict[str, str] = {}
    for group in _ALIKE:
        for c in group:
            found[c] = found.get(c, "") + group.replace(c, "")
    return found
