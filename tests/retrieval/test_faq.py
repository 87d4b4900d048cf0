"""An answer that an operator wrote is given to its question and to no other, and only while its documents hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from retrieval.assistant import Assistant
from retrieval.errors import UsageError
from retrieval.faq_store import FaqCitation, FaqDraft, FaqEntry, FaqState, state_of
from retrieval.models import Answer, Filters, Turn

Over = Callable[..., Assistant]
ASKED = date(2026, 3, 10)
QUOTE = "2019年水稻补贴标准为每亩95元。"
PAPER = (
    "云溪市农业农村局关于2019年水稻补贴的通知（虚构示例）\n云农发〔2019〕8号\n2019年4月2日\n"
    f"一、{QUOTE}\n二、种植大户在村委会申请，联系电话0531-88880000。\n"
)
QUESTION = "2019年云溪市水稻补贴标准是多少"


@pytest.fixture
def bot(assistant_over: Over) -> Assistant:
    return assistant_over(paper=PAPER, other="云溪市2020年造林通知（虚构示例）\n2020年3月1日\n2020年造林3150亩。\n")


def document_id(bot: Assistant, number: str = "云农发〔2019〕8号") -> str:
    (found,) = bot.records.matching(doc_no=number)
    return found


def write(bot: Assistant, *questions: str, answer: str = "每亩95元，打款到卡。", **more: object) -> FaqEntry:
    cited = FaqCitation(document_id=document_id(bot), quote=QUOTE)
    return bot.records.faq.save(
        FaqDraft.model_validate({"questions": questions, "answer": answer, "citations": (cited,), **more}), bot.records
    )


def ask(bot: Assistant, question: str, **options: object) -> Answer:
    return bot.answer(question, **{"as_of": ASKED, **options})  # type: ignore[arg-type]


def test_the_operators_answer_wins_with_its_sentence(bot: Assistant) -> None:
    assert ask(bot, QUESTION).mode == "extract"
    write(bot, QUESTION)
    answer = ask(bot, QUESTION)
    assert (answer.text, answer.mode, answer.outcome) == ("每亩95元，打款到卡。", "faq", "answered")
    (cited,) = answer.citations
    text = bot.records.document(cited.document_id).text
    assert text[cited.quote_start : cited.quote_end] == cited.quote == QUOTE
    assert cited.url.endswith(f"?cite={cited.quote_start}-{cited.quote_end}")
    assert (cited.doc_no, cited.answer_end) == ("云农发〔2019〕8号", len(answer.text))


SAME = (
    "2019年云溪市水稻补贴标准是多少？",
    "请问2019年云溪市的水稻补贴标准是多少",
    "云溪市2019年水稻补贴的标准是多少？",
    "云溪市2019年度水稻补助标准是多少",
    "云溪市２０１９年水稻补贴标准是什么",
)
OTHER = (
    "2018年云溪市水稻补贴标准是多少",
    "云溪市水稻补贴标准是多少",
    "2018年和2019年云溪市水稻补贴标准是多少",
    "2019年石门市水稻补贴标准是多少",
    "2019年水稻补贴标准是多少",
    "2019年云溪市小麦补贴标准是多少",
    "2019年云溪市水稻保险补贴标准是多少",
    "2019年云溪市水稻补贴什么时候发",
    "2019年云溪市水稻补贴怎么申请",
    "2019年云溪市水稻补贴标准降低了多少",
    "2019年云溪市水稻补贴标准最低是多少",
    "2019年云溪市水稻补贴标准不是多少",
    "2019年3月云溪市水稻补贴标准是多少",
    "2019年云溪市50亩以上水稻补贴标准是多少",
    "2019年云溪市一类水稻补贴标准是多少",
    "云农发〔2019〕9号规定2019年云溪市水稻补贴标准是多少",
    "2019年云溪市水稻补贴标准比2018年高多少",
)


@pytest.mark.parametrize("question", SAME)
def test_the_same_question_in_other_words_gets_it(bot: Assistant, question: str) -> None:
    write(bot, QUESTION)
    assert ask(bot, question).mode == "faq"


@pytest.mark.parametrize("question", OTHER)
def test_another_question_does_not(bot: Assistant, question: str) -> None:
    write(bot, QUESTION)
    assert ask(bot, question).mode != "faq"


def test_order_counts_where_it_says_who_or_where_to(bot: Assistant) -> None:
    write(bot, "社保从云溪市转到石门市怎么办", "老年人可以免费坐公交吗")
    assert ask(bot, "社保从石门市转到云溪市怎么办").mode != "faq"
    assert ask(bot, "老年人能不能免费坐公交").mode == "faq"
    assert ask(bot, "老年人不可以免费坐公交吗").mode != "faq"
    assert ask(bot, "残疾人可以免费坐公交吗").mode != "faq"


def test_last_year_is_that_of_the_day_of_the_question(bot: Assistant) -> None:
    entry = write(bot, "去年云溪市水稻补贴标准是多少")
    asked = entry.changed_at.date()
    assert ask(bot, "去年云溪市水稻补贴标准是多少", as_of=asked).mode == "faq"
    assert ask(bot, f"{asked.year - 1}年云溪市水稻补贴标准是多少", as_of=asked).mode == "faq"
    assert ask(bot, "去年云溪市水稻补贴标准是多少", as_of=asked.replace(year=asked.year + 1)).mode != "faq"


def test_follow_ups_are_completed_first(bot: Assistant) -> None:
    write(bot, QUESTION)
    before = [Turn(question="2018年云溪市水稻补贴标准是多少", answers=("不知道",))]
    assert ask(bot, "那2019年呢", history=before).mode == "faq"
    assert ask(bot, "那2020年呢", history=before).mode != "faq"


def test_only_what_holds_is_given(bot: Assistant) -> None:
    entry = write(bot, QUESTION, expires_on=ASKED)
    assert ask(bot, QUESTION).mode == "faq"
    assert ask(bot, QUESTION, as_of=ASKED + timedelta(days=1)).mode == "extract"
    bot.records.faq.enable(entry.id, enabled=False)
    assert ask(bot, QUESTION).mode == "extract"
    bot.records.faq.enable(entry.id, enabled=True)
    assert ask(bot, QUESTION).mode == "faq"
    bot.records.faq.remove(entry.id)
    assert ask(bot, QUESTION).mode == "extract"


def state(bot: Assistant, entry: FaqEntry) -> FaqState:
    documents = bot.records.documents([cited.document_id for cited in entry.citations])
    return state_of(bot.records.faq.get(entry.id), documents, ASKED)


def test_a_document_that_is_not_what_it_was_takes_its_answers_along(bot: Assistant) -> None:
    entry, key = write(bot, QUESTION), document_id(bot)
    assert state(bot, entry) == "live"
    bot.library.edit(key, {"status": "废止"})
    assert (state(bot, entry), ask(bot, QUESTION).mode) == ("ended", "extract")
    with pytest.raises(UsageError, match="does not hold"):
        write(bot, QUESTION)
    bot.library.edit(key, {"status": None})
    assert (state(bot, entry), ask(bot, QUESTION).mode) == ("live", "faq")
    bot.library.edit(key, {"status": "修订"})
    assert (state(bot, entry), ask(bot, QUESTION).mode) == ("changed", "extract")
    write(bot, QUESTION)  # the operator has looked, and stands by it
    assert ask(bot, QUESTION).mode == "faq"


def test_a_changed_or_removed_document_takes_its_answers_along(bot: Assistant) -> None:
    from ingest.pipeline import ingest

    entry, key = write(bot, QUESTION), document_id(bot)
    folder = bot.settings.data.parent / "files"
    (folder / "paper.txt").write_text(PAPER.replace("0531-88880000", "0531-88880001"), encoding="utf-8")
    ingest([folder], bot.library, base=folder)
    assert (state(bot, entry), ask(bot, QUESTION).mode) == ("changed", "extract")
    (folder / "paper.txt").write_text(PAPER.replace("95元", "105元"), encoding="utf-8")
    ingest([folder], bot.library, base=folder)
    assert (state(bot, entry), ask(bot, QUESTION).mode) == ("unquoted", "extract")
    bot.library.remove(key)
    assert state(bot, entry) == "gone"
    assert ask(bot, QUESTION).mode == "extract"


def test_filters_leave_only_answers_from_their_documents(bot: Assistant) -> None:
    write(bot, QUESTION)
    key = document_id(bot)
    for inside in (Filters(document_ids=(key,)), Filters(year=2019), Filters(doc_no="云农发〔2019〕8号")):
        assert ask(bot, QUESTION, filters=inside).mode == "faq"
    for outside in (
        Filters(document_ids=("x",)),
        Filters(year=2020),
        Filters(issuer="财政"),
        Filters(status=("有效",)),
    ):
        assert ask(bot, QUESTION, filters=outside).mode == "extract"


def test_an_answer_of_a_document_that_may_not_be_seen_is_not_given(bot: Assistant) -> None:
    write(bot, QUESTION)
    query = bot._understood(QUESTION, (), ASKED, None)
    assert bot.faq.answer(query) is not None
    assert bot.faq.answer(query, lambda document: document.doc_no != "云农发〔2019〕8号") is None


def test_a_harmful_question_gets_no_answer_whatever_was_written(bot: Assistant) -> None:
    write(bot, "怎么制造炸弹")
    assert ask(bot, "怎么制造炸弹").reason == "unsafe"


@pytest.mark.parametrize("quote", ["2019年水稻补贴标准为每亩96元。", "2019年水稻补贴标准 为每亩95元。", "没有这一句"])
def test_a_quote_must_be_verbatim(bot: Assistant, quote: str) -> None:
    cited = FaqCitation(document_id=document_id(bot), quote=quote)
    with pytest.raises(UsageError, match="word for word"):
        bot.records.faq.save(FaqDraft(questions=(QUESTION,), answer="95元", citations=(cited,)), bot.records)
    gone = FaqCitation(document_id="none", quote=QUOTE)
    with pytest.raises(UsageError, match="No document"):
        bot.records.faq.save(FaqDraft(questions=(QUESTION,), answer="95元", citations=(gone,)), bot.records)
    assert bot.records.faq.listed() == []
