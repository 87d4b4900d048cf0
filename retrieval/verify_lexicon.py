"""The words by which claims and sources are compared: which carry content, and which say the same."""

from __future__ import annotations

import re

# Words that say nothing of the matter: reporting, copulas, and verbs that a noun follows.
_LIGHT = frozenset(
    (
        "是 为 有 达 达到 共 共有 计 共计 合计 总计 累计 约 约为 即 指 属于 包括 包含 其中 以及 根据 按照 依据 依照 规定 显示 表示 指出 提到 "
        "情况 文件 数据 信息 资料 报告 通知 公告 内容 方面 问题 答案 回答 如下 以下 具体 主要 相关 有关 分别 进行 开展 实施 予以 给予 提供 "
        "完成 实现 获得 得到 取得 能 会 要 可以 可 应 应当 必须 需 需要 须 不得 不能 禁止 严禁 鼓励 允许 得 未 没有 计划 拟 力争 预计 目标 预期 "
        "规划 争取 确保 将 已 已经 原则 原则上 一般 外 除外 来说 关于 对于 由 在 于 从 到 至 作出 做出 明确 要求 同时 此外 另外 因此 年 月 日 "
        "年度 全年 当年 去年 上年 今年 截至 截止 期间 时候 时 后 前 起 止 一共 总共 各 该 本 此 其 所 等 到位 使用 采取 通过 作为 成为 存在 "
        "超过 不足 不到 低于 高于 少于 多于 不超过 不低于 不少于 至少 至多 最高 最低 最多 最少 以上 以下 以内 左右 比 较 相比 增幅 降幅 去 来 "
        "结果 部分 实际 实有 最长 最短 最大 最小 项 条 个 国家 政策 办法"
    ).split()
)
# What a number measures: the unit says it already.
_MEASURES = frozenset(
    (
        "面积 金额 资金 数量 人数 总数 总量 总额 总面积 规模 长度 标准 额度 比例 占比 比重 时间 日期 期限 时限 数额 数目 总长 总长度 总人数 "
        "户数 宗数 个数 次数 里程 总里程 费用 数 额 率 幅度 钱 人民币"
    ).split()
)
_KEPT = frozenset(
    ["全部", "所有", "一切", "全体", "任何", "同比", "环比", "人均", "平均", "首次", "再次", "户均", "日均", "年均"]
)
_TELLING = frozenset("甲乙丙丁戊己东西南北男女老新旧城乡省市县区镇村国")
_TAGS = ("n", "v", "a", "j", "l", "i", "eng", "z", "b", "s")
_UNITS = frozenset(
    "公顷 公里 千米 平方米 平方公里 平米 公斤 千克 美元 万元 亿元 百分点 个百分点 工作日 个工作日 小时 分钟 个月".split()
)

SAME = (
    "补贴 补助 资助 补",
    "增长 增加 上升 提高 提升 上涨 扩大 增",
    "下降 减少 降低 下滑 回落 下跌 减 降",
    "新建 建设 修建 兴建 新修 建",
    "申请 申报",
    "提交 报送 递交 上报 提交给",
    "批准 同意 审批",
    "缴纳 缴 交纳 上缴",
    "办理 办结 办",
    "培训 训练",
    "居民 市民",
    "发放 发给 拨付 发",
    "参加 参与",
    "施行 实行 执行 生效",
    "处 处以 罚款 罚",
    "电话 热线 号码",
    "超过 超出 突破",
    "免费 免收 免",
)
_DIGITS = "零一二三四五六七八九"
_ORDINAL = re.compile(r"第(\d{1,2})(?!\d)")
_SYNONYMS = {word: group.split() for group in SAME for word in group.split()}


def is_content(text: str, tag: str) -> bool:
    """Whether a word with its tag names a thing, an action or a quality."""
    if text in _KEPT:
        return True
    if text in _LIGHT or text in _UNITS or any(c.isdigit() for c in text):
        return False
    if len(text) == 1:
        return text in _TELLING
    return tag.startswith(_TAGS) and text.isalnum()


def is_measure(text: str) -> bool:
    """Whether a word only names what is counted: 面积 before 亩."""
    return text in _MEASURES


def says(text: str, word: str) -> bool:
    """Whether folded `text` has the word, one that says the same, or both its halves apart (耕地面积: 耕地 … 面积)."""
    if word in text.replace(f"副{word}", "") or any(other in text for other in _SYNONYMS.get(word, ())):
        return True
    if word.startswith("第"):
        return _hanzi(word) in _hanzi(text)
    if len(word) < 3 or len(word) > 8:
        return False
    return any(_alike(text, word[:i]) and _alike(text, word[i:]) for i in range(2, len(word) - 1)) or (
        len(word) == 3 and (word[:2] in text and word[2] in text)
    )


def _alike(text: str, half: str) -> bool:
    return half in text or any(other in text for other in _SYNONYMS.get(half, ()) if len(other) > 1)


def _hanzi(text: str) -> str:
    """`text` with 第3 written as 第三."""
    return _ORDINAL.sub(lambda m: "第" + spelled(int(m[1])), text)


def spelled(number: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
