"""Colloquial questions in plain words: fillers left out, 咋办 as 怎么办, a missing 多少 put in."""

from __future__ import annotations

import re

from retrieval.characters import fold, has_han
from retrieval.topics import ASKING

_OPENING = re.compile(
    r"^(?:(?:嗯+|呃+|额|哎|诶|欸|喂|那个|就是说?|话说|对了|你好呀?|您好|大家好|老师好?|亲|在吗|在不在|请教一?下?各位|各位|有人知道|有没有人知道|谁知道|小助手|机器人|"
    r"我?想(?:问|了解|知道|咨询|请教)(?:一?下|的是)?|我要问一?下?|麻烦问?一?下?|请问一?下|打扰一?下|咨询一?下|问一?下|帮(?:我|忙)(?:查|看|问)?一?[下查看]?)[,。!~、:\s]*)+"
)
_CLOSING = re.compile(
    r"(?:[,。!~、\s]*(?:谢谢(?:你|您|了|啦)?|多谢|感谢|拜托了?|急+|在线等|求(?:解答|回复|告知|助|解)|有人知道吗|各位|哈|哦|噢|呗|撒|嘞|~+|!+))+(?P<mark>[?？]?)$"
)
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:咋|怎|肿么|肿)(?:个)?(?:整|弄|搞)(?:的|啊|呀)?"), "怎么办"),
    (re.compile(r"咋(?:个)?(?:么)?办(?=$|[,?。!啊呀])"), "怎么办"),
    (re.compile(r"咋(?:个|样|么)?"), "怎么"),
    (re.compile(r"肿么"), "怎么"),
    (re.compile(r"为啥子?|为嘛"), "为什么"),
    (re.compile(r"啥子?(?:时候|时间)|嘛时候|多会儿|多早晚|几时"), "什么时候"),
    (re.compile(r"(?<![为])啥子?"), "什么"),
    (re.compile(r"(?:几多|好多)(?=钱|人|天|年|个|亩|米|[?]|$)|多(?=钱[?]?$)"), "多少"),
    (re.compile(r"木有"), "没有"),
    (re.compile(r"(?<![多少\d])(?:哪儿|哪块)"), "哪里"),
    (re.compile(r"上哪(?!里|儿|些|个)"), "去哪里"),
    (re.compile(r"要不要得|行不行|得行不|行不(?=[?]|$)|可不可以|中不中"), "可以吗"),
    (re.compile(r"能不能"), "能不能"),
)
# What says how much, with nothing behind it: 公积金贷款最多.
_HOW_MUCH = re.compile(
    r"(?:最[多高低少大小长短]|至少|上限|下限|每[月年天亩人户](?:补贴|补助|发放?|给)?|一共|总共|共计|合计)$"
)


def plain(question: str) -> str:
    """`question` without fillers and in plain words; unchanged where there is nothing to change, or nothing would be left."""
    if not has_han(question):
        return question
    folded = fold(question)
    opening = _OPENING.match(folded)
    text = question[opening.end() :] if opening else question
    closing = _CLOSING.search(fold(text))
    if closing:
        text = text[: closing.start()] + closing["mark"]
    for pattern, instead in _WORDS:
        text = pattern.sub(instead, text)
    text = _with_question(text)
    return text if re.search(r"[\u3400-\u9fff]{2}", text) else question


def _with_question(text: str) -> str:
    """公积金贷款最多 asks 最多多少."""
    bare = text.rstrip("?？。 ")
    if ASKING.search(bare) or not _HOW_MUCH.search(bare) or len(bare) < 5:
        return text
    return f"{bare}多少{text[len(bare) :]}"
