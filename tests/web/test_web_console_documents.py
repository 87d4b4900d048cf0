"""The console in a real browser: its tabs bear their names, and documents come in, change and go on their page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from retrieval.errors import NotFound

if TYPE_CHECKING:
    from tests.web.asking import DESKTOP, PHONE, until
    from tests.web.conftest import Open, Site
    from tests.web.office import enter
    from tests.web.test_web_chat_a11y import severe
else:
    from asking import DESKTOP, PHONE, until  # pytest puts this folder on the path
    from conftest import Open, Site
    from office import enter
    from test_web_chat_a11y import severe

pytestmark = pytest.mark.browser
NOTICE = "云溪市人民政府办公室关于公园管理的通知\n云政办发〔2022〕3号\n\n2022年全市新建口袋公园41个。\n\n云溪市人民政府办公室\n2022年5月6日\n"
OPAQUE = """(() => {
  for (let one = document.querySelector(".toast-title"); one; one = one.parentElement)
    if (getComputedStyle(one).opacity !== "1") return false;
  return true;
})()"""
TABS = ["待办", "常见问题", "文件", "敏感词", "机器人", "用量", "会话记录", "密钥", "嵌入", "审计", "保留与清除"]


def test_every_tab_bears_its_name_and_shows_its_own_page(office: Site, open_page: Open) -> None:
    page = enter(office, open_page, TABS[0])
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text(TABS)
    for name in TABS:
        page.get_by_role("tab", name=name, exact=True).click()
        expect(page.get_by_role("tabpanel").filter(visible=True)).to_have_count(1)
        expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_document_comes_in_is_corrected_and_goes(
    office: Site, open_page: Open, tmp_path: Path, look: dict[str, object]
) -> None:
    (tmp_path / "公园（试行）.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "坏的.pdf").write_bytes(b"%PDF-1.4 broken")
    page = enter(office, open_page, "文件", **look)
    panel = page.get_by_role("tabpanel").filter(visible=True)

    panel.locator("input[type=file]").set_input_files([tmp_path / "公园（试行）.txt", tmp_path / "坏的.pdf"])
    expect(panel.get_by_text("坏的").first).to_be_visible()
    panel.get_by_role("textbox", name="从一开始就只给这些组看").fill("人事，办公室")
    page.get_by_role("button", name="开始导入").click()
    expect(panel.get_by_text("新增 1，更新 0，没有变化 0，失败 1。")).to_be_visible(timeout=60_000)
    assert severe(page) == [], "taken in"

    [document] = office.assistant.records.page(10)[0]
    assert document.groups == ("人事", "办公室")
    line = panel.get_by_label(f"《{document.title}》")
    line.check()
    remove = page.get_by_role("button", name="删除", exact=True).filter(visible=True).first
    remove.click()
    expect(panel.get_by_text("不能恢复")).to_be_visible()
    assert severe(page) == [], "asked once more"
    page.get_by_role("button", name="修改信息").click()
    assert severe(page) == [], "the form"
    panel.get_by_role("textbox", name="空：所有人").fill("财务")
    page.get_by_role("button", name="保存").filter(visible=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    until(page, OPAQUE)  # it fades in, and is pale until then
    assert severe(page) == [], "with a notice"
    title = page.locator(".toast-title-row")
    expect(title).to_have_role("button")
    expect(page.get_by_text("已保存。")).to_be_visible()
    title.press("Enter")
    expect(page.get_by_text("已保存。")).to_be_hidden()
    page.get_by_role("button", name="关闭", exact=True).press("Enter")
    expect(title).to_have_count(0)
    assert office.assistant.records.document(document.id).groups == ("财务",)

    line.check()
    page.get_by_role("button", name="重建索引").click()
    expect(panel.get_by_text("已重建：")).to_be_visible()
    remove.click()
    panel.get_by_role("button", name="确定删除", exact=True).filter(visible=True).click()
    expect(panel.get_by_text("没有符合条件的文件。")).to_be_visible()
    with pytest.raises(NotFound):
        office.assistant.records.document(document.id)
    done = {entry.action for entry in office.assistant.records.audit.page(50)[0]}
    assert {"document_added", "documents_failed", "document_edited", "document_reindexed", "document_removed"} <= done
