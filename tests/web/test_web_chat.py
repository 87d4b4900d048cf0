"""The chat and the viewer in a real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.web.conftest import Open, Site, Watched

pytestmark = pytest.mark.browser
LAND = "2019年出让土地多少亩"
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}


def ask(page: Page, question: str) -> None:
    """Ask and wait for the end of the answer."""
    before = page.locator(".bot-row").count()
    page.locator("#pq-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".bot-row")).to_have_count(before + 1, timeout=30_000)
    expect(page.locator("#pq-box .submit-button")).to_be_visible(timeout=60_000)


def last(page: Page) -> str:
    return page.locator(".bot-row").last.inner_text()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def assert_clean(watched: Watched) -> None:
    assert watched.foreign == []
    assert watched.errors == []


def test_an_answer_leads_to_its_sentence(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base)
    ask(page, LAND)
    expect(page.locator(".pq-text").last).to_contain_text("3150亩")
    card = page.locator(".pq-card").first
    expect(card.locator(".pq-quote")).to_contain_text("3150亩")
    expect(page.locator(".pq-mark a").first).to_have_text("1")
    expect(page.locator(".pq-mode")).to_contain_text("非人工智能生成")
    with page.context.expect_page() as opened:
        card.get_by_role("link").click(modifiers=["ControlOrMeta"])  # without, it is shown beside the answer
    viewer = opened.value
    mark = viewer.locator("#cite")
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("3150亩")
    assert viewer.evaluate("window.opener") is None
    assert_clean(watched)


def test_a_refusal_names_the_year_that_is_known(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base)
    ask(page, "2018年出让土地多少亩")
    refusal = page.locator(".pq-refused")
    expect(refusal).to_be_visible()
    expect(refusal.locator(".pq-chip").first).to_contain_text("2019")
    expect(refusal.locator(".pq-label")).to_be_visible()
    expect(page.locator(".pq-mode")).to_contain_text("自动检索的结果")
    assert_clean(watched)


def test_examples_can_be_asked_and_a_new_conversation_forgets(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base)
    example = page.locator(".pq-example").first
    expect(example).to_be_visible()
    question = example.inner_text().strip()
    example.click()
    expect(page.locator(".pq-question")).to_have_text(question)
    expect(page.locator(".pq-answered")).to_be_visible(timeout=60_000)
    page.locator("#pq-again").click()
    expect(page.locator(".pq-hero")).to_be_visible()
    expect(page.locator(".pq-question")).to_have_count(0)
    assert_clean(watched)


def test_english_browsers_get_english(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, locale="en-US")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Every answer")
    expect(page.get_by_placeholder("Ask about the documents")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page).to_have_title("Policy Q&A")
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator(".pq-example").first).to_be_visible()
    assert_clean(watched)
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
    assert watched.foreign == []


def test_dark_mode_follows_the_system(site: Site, open_page: Open) -> None:
    def lightness(scheme: str) -> tuple[float, float]:
        page, _ = open_page(site.base, color_scheme=scheme)
        ask(page, LAND)
        read = "e => getComputedStyle(e)[%r].match(/[0-9.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) / 3"
        ground = page.locator("body").evaluate(read.replace("%r", '"backgroundColor"'))
        ink = page.locator(".pq-answered .pq-text").evaluate(read.replace("%r", '"color"'))
        return ground, ink

    light_ground, light_ink = lightness("light")
    dark_ground, dark_ink = lightness("dark")
    assert light_ground > 230 > 80 > light_ink
    assert dark_ground < 60 < 180 < dark_ink


def test_a_phone_scrolls_in_one_direction_only(site: Site, open_page: Open) -> None:
    page, watched = open_page(site.base, **PHONE)
    expect(page.locator(".pq-hero")).to_be_visible()
    assert overflow(page) <= 0
    ask(page, LAND)
    ask(page, "2018年出让土地多少亩")
    assert overflow(page) <= 0
    inner = "e => e.scrollWidth - e.clientWidth"
    assert page.locator("#pq-log .panel-wrap").evaluate(inner) <= 0
    size = page.locator("#pq-box textarea").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 16, "smaller text makes iOS zoom in"
    for path in (page.locator(".pq-source").first.get_attribute("href") or "", "/documents", "/docs"):
        # A page of its own: leaving the chat would cut off what it still hears from the server.
        other, seen = open_page(site.base + path, **PHONE)
        assert overflow(other) <= 0, path
        assert_clean(seen)
    assert_clean(watched)


def test_nothing_in_question_or_document_runs(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base)
    expect(page.locator(".pq-example").first).to_contain_text("<img src=x")
    attack = '<img src=x onerror="window.pwned=1">\n\n<script>window.pwned=1</script> $$x$$ {{7*7}}'
    ask(page, attack)
    expect(page.locator(".pq-question").last).to_contain_text('<img src=x onerror="window.pwned=1">')
    shown = last(page)
    assert shown.count("<img src=x") >= 6, "each field is shown as it is written"
    assert "**粗体**" in shown
    assert page.locator("#pq-log img, #pq-log script, #pq-log b, #pq-log iframe").count() == 0
    assert page.locator('#pq-log a[href^="javascript:"]').count() == 0
    # A page of its own: leaving the chat would cut off what it still hears from the server.
    other, seen = open_page(stand_in_site.base + "/documents/evil%2F%3Cb%3E?cite=0-10")
    expect(other.locator("#cite")).to_be_visible()
    assert other.evaluate("window.pwned") is None
    assert page.evaluate("window.pwned") is None
    assert_clean(seen)
    assert_clean(watched)


def test_a_failure_is_one_message_and_the_next_question_works(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base)
    ask(page, "model")
    assert "大模型没有回答。" in last(page)
    ask(page, "crash")
    assert "服务出了问题" in last(page)
    assert "secret" not in page.content()
    ask(page, "x" * 1500)
    ask(page, "retract")
    assert "定稿" in last(page)
    assert "初稿" not in last(page)
    assert_clean(watched)


def test_stop_takes_back_what_was_not_checked(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(stand_in_site.base)
    page.locator("#pq-box textarea").fill("endless")
    page.keyboard.press("Enter")
    expect(page.locator(".pq-draft .pq-text")).to_contain_text("字")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".pq-stopped")).to_be_visible()
    assert page.locator(".pq-draft").count() == 0
    assert stand_in_site.assistant.closed.wait(30)
    ask(page, "又问")
    assert "定稿" in last(page)
    assert_clean(watched)


def test_earlier_turns_are_sent_on(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base)
    ask(page, "甲")
    ask(page, "乙")
    first, second = stand_in_site.assistant.asked
    assert first["history"] == []
    assert [turn.question for turn in second["history"]] == ["甲"]
    assert second["history"][0].answers[0].startswith("定稿")


def test_enter_in_an_input_method_does_not_send(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base)
    box = page.locator("#pq-box textarea")
    box.fill("拼音")
    enter = {"key": "Enter", "code": "Enter", "bubbles": True}
    for extra in ({"isComposing": True}, {"keyCode": 229}):
        box.dispatch_event("keydown", {**enter, **extra})
        box.dispatch_event("keypress", {**enter, "keyCode": 13})
    box.fill("拼音完成")
    box.dispatch_event("keydown", {**enter, "keyCode": 13})
    box.dispatch_event("keypress", {**enter, "keyCode": 13})
    expect(page.locator(".pq-answered")).to_be_visible(timeout=30_000)
    assert [asked["question"] for asked in stand_in_site.assistant.asked] == ["拼音完成"]


def test_work_stops_when_the_page_is_closed(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base)
    page.locator("#pq-box textarea").fill("endless")
    page.keyboard.press("Enter")
    expect(page.locator(".pq-draft .pq-text")).to_contain_text("字")
    page.context.close()
    assert stand_in_site.assistant.closed.wait(60)


def test_messages_are_not_labelled_with_their_source(stand_in_site: Site, open_page: Open) -> None:
    page, _ = open_page(stand_in_site.base)
    ask(page, "甲")
    expect(page.get_by_role("log", name="问答记录")).to_be_visible()
    expect(page.locator("#pq-log [data-testid][aria-label]")).to_have_count(0)


def test_the_viewer_works_without_scripts(site: Site, open_page: Open) -> None:
    (listed,) = site.assistant.records.page(1, None)[0]
    document = site.assistant.records.document(listed.id)
    start = document.text.index("面积3150亩")
    address = f"{site.base}/documents/{document.id}?cite={start}-{start + 7}"
    page, _ = open_page(address, java_script_enabled=False, viewport={"width": 800, "height": 400})
    expect(page.locator("#cite")).not_to_be_in_viewport()
    page.locator('a[href="#cite"]').click()
    expect(page.locator("#cite")).to_be_in_viewport()


def test_a_place_that_is_not_named_is_asked_for_and_can_be_chosen(towns: Site, open_page: Open) -> None:
    page, watched = open_page(towns.base)
    expect(page.locator("#pq-choices")).to_be_hidden()
    ask(page, "八十岁以上老人高龄津贴每月多少元")
    expect(page.locator(".pq-clarify")).to_contain_text("请问是哪一个")
    expect(page.locator(".pq-mode")).to_contain_text("自动检索的结果")
    choices = page.locator("#pq-choices .pq-example:visible")
    expect(choices).to_have_count(2)
    meant = choices.filter(has_text="长清区")
    expect(meant).to_have_text("长清区八十岁以上老人高龄津贴每月多少元")
    meant.click()
    expect(page.locator(".pq-question").last).to_have_text("长清区八十岁以上老人高龄津贴每月多少元")
    expect(page.locator(".pq-answered .pq-text")).to_contain_text("100元", timeout=60_000)
    expect(choices).to_have_count(0)
    assert_clean(watched)


def test_a_new_conversation_offers_no_choices(towns: Site, open_page: Open) -> None:
    page, _ = open_page(towns.base, **PHONE)
    ask(page, "八十岁以上老人高龄津贴每月多少元")
    expect(page.locator("#pq-choices .pq-example:visible")).to_have_count(2)
    assert overflow(page) <= 0
    page.locator("#pq-again").click()
    expect(page.locator("#pq-choices")).to_be_hidden()


def test_documents_that_disagree_are_both_shown(towns: Site, open_page: Open) -> None:
    page, watched = open_page(towns.base)
    ask(page, "水稻种植补贴标准是多少元")
    conflict = page.locator(".pq-conflict")
    expect(conflict.locator(".pq-label")).to_contain_text("不一致")
    expect(conflict.locator(".pq-notice")).to_contain_text("2个文件")
    rows = conflict.locator(".pq-row").all_inner_texts()
    assert "平阴县财政局" in rows[0]
    assert "150元" in rows[0]
    assert "平阴县农业农村局" in rows[2]
    assert "120元" in rows[2]
    expect(conflict.locator(".pq-card")).to_have_count(2)
    assert_clean(watched)


def test_what_a_question_is_taken_for_is_shown(towns: Site, open_page: Open) -> None:
    page, _ = open_page(towns.base)
    ask(page, "长清区八十岁以上老人高龄津贴每月多少元")
    expect(page.locator(".pq-understood")).to_have_count(0)
    ask(page, "那章丘区呢")
    expect(page.locator(".pq-understood")).to_contain_text("理解为：章丘区八十岁以上老人高龄津贴每月多少元")
    expect(page.locator(".pq-answered .pq-text").last).to_contain_text("150元")
