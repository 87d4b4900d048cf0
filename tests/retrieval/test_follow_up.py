"""Follow-up questions made whole from the conversation, and whole questions left alone."""

from __future__ import annotations

import pytest

from retrieval.follow_up import complete_question
from retrieval.models import Turn


def _asked(question: str, *before: str) -> str:
    return complete_question(question, [Turn(question=q) for q in before])


BENEFIT = "云溪助企补贴是什么"
WITHOUT_MATTER = [
    ("如何申请？", "云溪助企补贴如何申请？"),
    ("需要什么材料", "云溪助企补贴需要什么材料"),
    ("依据是什么", "云溪助企补贴的依据是什么"),
    ("什么时候开始", "云溪助企补贴什么时候开始"),
    ("由谁负责", "云溪助企补贴由谁负责"),
    ("多久能办完", "云溪助企补贴多久能办完"),
    ("可以网上办吗", "云溪助企补贴可以网上办吗"),
    ("哪些人能申请", "云溪助企补贴哪些人能申请"),
    ("标准是多少", "云溪助企补贴的标准是多少"),
    ("条件呢", "云溪助企补贴的条件是什么"),
    ("有效期呢", "云溪助企补贴的有效期是多久"),
    ("还有效吗", "云溪助企补贴还有效吗"),
    ("这个政策什么时候到期", "云溪助企补贴什么时候到期"),
    ("该补贴的对象有哪些", "云溪助企补贴的对象有哪些"),
    ("它有期限吗", "云溪助企补贴有期限吗"),
    ("其对象有哪些", "云溪助企补贴的对象有哪些"),
    ("上面说的补贴标准是多少", "云溪助企补贴的标准是多少"),
    ("这些材料去哪里交", "云溪助企补贴的材料去哪里交"),
    ("历城区怎么申请", "历城区云溪助企补贴怎么申请"),
]


@pytest.mark.parametrize(("question", "whole"), WITHOUT_MATTER)
def test_what_has_no_matter_takes_that_of_the_last_turn(question: str, whole: str) -> None:
    assert _asked(question, BENEFIT) == whole


def test_who_it_is_about_stays_before_the_matter() -> None:
    whole = "我妈今年85岁，高龄津贴每个月能领多少"

    assert _asked("我妈今年85岁，每个月能领多少", "高龄津贴怎么申请") == whole
    assert _asked("要准备什么材料", whole) == "高龄津贴要准备什么材料"
    assert _asked("我妈今年85岁，能领多少高龄津贴", "水稻补贴谁能领") == "我妈今年85岁，能领多少高龄津贴"


def test_what_was_counted_is_exchanged() -> None:
    assert _asked("危桥呢", "2024年修了多少公里农村公路") == "2024年危桥多少"


def test_a_difference_is_no_part_of_the_matter() -> None:
    assert _asked("谁能领", "早稻和晚稻补贴差多少") == "早稻和晚稻补贴谁能领"


@pytest.mark.parametrize(("question", "whole"), WITHOUT_MATTER[:4])
def test_the_matter_may_be_several_turns_back(question: str, whole: str) -> None:
    assert _asked(question, BENEFIT, "由谁负责", "需要什么材料") == whole


EXCHANGED = [
    ("那晚稻呢", "青石市早稻每亩补贴多少元", "青石市晚稻每亩补贴多少元"),
    ("90岁的呢", "80岁以上的老人每月发多少", "90岁老人每月发多少"),
    ("90岁以上呢", "2024年高龄津贴多少", "2024年高龄津贴90岁以上多少"),
    ("2018年", "青石市2019年修渠多少条", "青石市2018年修渠多少条"),
    ("近三年呢", "青石市2019年修渠多少条", "青石市近三年修渠多少条"),
    ("济南2018年呢", "青岛2019年修渠多少条", "济南2018年修渠多少条"),
    ("失业保险呢", "高龄津贴怎么办理", "失业保险怎么办理"),
    ("为什么", "云溪市的桥封闭了吗", "云溪市的桥封闭了的原因是什么"),
]


@pytest.mark.parametrize(("question", "last", "whole"), EXCHANGED)
def test_one_thing_of_the_last_question_is_exchanged(question: str, last: str, whole: str) -> None:
    assert _asked(question, last) == whole


def test_a_bare_noun_is_the_one_spoken_of() -> None:
    turns = ("青石大学水利学院是哪年成立的", "院长是谁", "学院有多少名学生")
    assert _asked("学院的特色课程有哪些？", *turns) == "青石大学水利学院的特色课程有哪些？"
    assert _asked("该院有几个系", *turns) == "青石大学水利学院有几个系"
    assert _asked("毕业生去哪里工作", *turns) == "青石大学水利学院的毕业生去哪里工作"
    assert _asked("提供哪些奖学金", *turns) == "青石大学水利学院提供哪些奖学金"


def test_a_person_is_named_by_the_answer() -> None:
    turn = Turn(question="青石市水务局局长是谁", answers=("李建国",))
    assert complete_question("他什么时候上任的", [turn]) == "李建国什么时候上任的"


def test_a_title_is_kept_as_it_stands() -> None:
    last = "《青石市水稻补贴办法》什么时候施行"
    assert _asked("该办法的补贴标准是什么", last) == "《青石市水稻补贴办法》的补贴标准是什么"
    assert _asked("是谁发布的", last) == "《青石市水稻补贴办法》是谁发布的"


@pytest.mark.parametrize(
    "question",
    [
        *("失业保险金怎么领取", "济南市低保标准是多少", "公积金贷款最高多少", "天气怎么样", "哪些企业可以贷款贴息"),
        *(
            "外出务工人员如何获得健康证明",
            "《青石办法》第三条是什么",
            "企业应当如何处理危险废物",
            "其他地区的医保怎么报销",
        ),
        *("对拒绝检查的单位怎么处罚", "什么是三权分置", "应该在该市缴纳的社保怎么办理转移？", "学院路在哪里"),
        *("经认定的老字号能拿多少钱", "经评审的示范基地给多少补助"),
    ],
)
def test_a_whole_question_stays_as_it_is(question: str) -> None:
    assert _asked(question, BENEFIT) == question
    assert _asked(question, "青石大学水利学院是哪年成立的", "院长是谁") == question


def test_who_holds_an_office_holds_it_in_a_body() -> None:
    assert _asked("局长是谁", "2018年出让土地多少亩") == "局长是谁"
    assert _asked("局长是谁", "青石市水务局在哪里办公", "2018年出让土地多少亩") == "青石市水务局的局长是谁"
    assert _asked("中心主任是谁", "青石市就业服务中心在哪里") == "青石市就业服务中心主任是谁"


def test_a_conversation_without_a_matter_changes_nothing() -> None:
    assert _asked("如何申请", "你好") == "如何申请"
    assert complete_question("如何申请", []) == "如何申请"
