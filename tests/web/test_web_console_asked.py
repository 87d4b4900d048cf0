"""The console's pages about what was asked, in a real browser: open questions begin an FAQ entry, use is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from retrieval.assistant import Assistant
from retrieval.sensitive import Word
from web.server import create_app

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP, PHONE
    from tests.web.conftest import TOKEN, Open, Site, running
    from tests.web.office import enter
    from tests.web.test_web_chat_a11y import severe
else:
    from asking import DESKTOP, PHONE  # pytest puts this folder on the path
    from conftest import TOKEN, Open, Site, running
    from office import enter
    from test_web_chat_a11y import severe

pytestmark = pytest.mark.browser
NOTICE = "云溪市停车收费办法\n云发改价〔2024〕12号\n\n首个小时每辆收费5元。\n\n云溪市发展和改革委员会\n2024年4月8日\n"
LEFT = "labels => new Set(labels.map(one => Math.round(one.getBoundingClientRect().left))).size"


@pytest.fixture
def office(assistant_over: Callable[..., Assistant]) -> Iterator[Site]:
    """A server with one notice, which was asked once with and once without an answer."""
    assistant = assistant_over(notice=NOTICE)
    with running(create_app(assistant, None, TOKEN)) as base:
        for question in ("首个小时停车收多少钱", "2021年首个小时停车收多少钱"):
            httpx.post(f"{base}/v1/answers", json={"question": question}, timeout=60).raise_for_status()
        yield Site(base, assistant)


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_open_question_begins_an_entry_with_the_sentences_near_it(
    office: Site, open_page: Open, look: dict[str, object]
) -> None:
    page = enter(office, open_page, "待办", **look)
    panel = page.get_by_role("tabpanel").filter(visible=True)
    panel.get_by_label("2021年首个小时停车收多少钱").check()
    panel.get_by_role("button", name="写成常见问题").click()
    expect(panel.get_by_role("textbox", name="问法")).to_have_value("2021年首个小时停车收多少钱")
    expect(panel.get_by_role("checkbox", name="首个小时每辆收费5元。 ——《云溪市停车收费办法》")).to_be_visible()
    panel.get_by_role("textbox", name="从文件里选原句").fill("停车")
    panel.get_by_role("button", name="查找文件").click()
    expect(panel.get_by_label("《云溪市停车收费办法》 · 云发改价〔2024〕12号", exact=True)).to_be_checked()
    assert severe(page) == []


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_use_is_counted_and_drawn(office: Site, open_page: Open, look: dict[str, object]) -> None:
    page = enter(office, open_page, "用量", **look)
    panel = page.get_by_role("tabpanel").filter(visible=True)
    expect(panel.get_by_role("row", name="摘录原文 2")).to_be_visible()
    expect(panel.get_by_role("row", name="没有这一年 1")).to_be_visible()
    expect(panel.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(panel.locator(".js-plotly-plot")).to_have_count(2)
    assert severe(page) == []


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_long_list_is_one_column_in_a_tab_opened_first(
    office: Site, open_page: Open, look: dict[str, object]
) -> None:
    office.assistant.records.words.add([Word(f"词语{number}", "mask") for number in range(20)])
    labels = enter(office, open_page, "敏感词", **look).locator(".pq-list label").filter(visible=True)
    expect(labels).to_have_count(20)
    assert labels.evaluate_all(LEFT) == 1
