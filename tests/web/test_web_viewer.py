"""Pages of originals, tables, the list and corrections in a real Chromium."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.papers import LINE, SECOND, Place, write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Open, Site, Watched

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
BOX = "e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height] }"


def assert_clean(watched: Watched) -> None:
    assert watched.foreign == []
    assert watched.errors == []


def address_of(site: Site, source: str, quote: str = "", more: str = "") -> str:
    key = site.assistant.records.sources()[source]
    start = site.assistant.records.document(key).text.index(quote) if quote else 0
    cite = f"cite={start}-{start + len(quote)}&" if quote else ""
    return f"{site.base}/documents/{key}?{cite}{more}"


def place_of(page: Page) -> Place:
    """The first marked place as shares of the page's picture, as the browser has laid them out."""
    picture = page.locator(".paper img")
    expect(picture).to_have_js_property("complete", True)
    left, top, width, height = picture.evaluate(BOX)
    x, y, w, h = page.locator("#cite").evaluate(BOX)
    return Place(0, (x - left) / width, (y - top) / height, w / width, h / height)


@pytest.mark.parametrize("zoom", ["", "view=page&zoom=150"])
@pytest.mark.parametrize(("quote", "number"), [(LINE, 1), (SECOND, 2)])
def test_a_citation_opens_its_page_with_the_sentence_marked(
    shelf: Site, open_page: Open, tmp_path: Path, quote: str, number: int, zoom: str
) -> None:
    written = write_pdf(tmp_path / "again.pdf")[quote]
    page, watched = open_page(address_of(shelf, "rice.pdf", quote, zoom))
    expect(page.locator(".cited-here blockquote")).to_have_text(quote)
    expect(page.locator(".sheet-bar input[name=page]")).to_have_value(str(number))
    place = place_of(page)
    assert number == written.page
    assert place.left == pytest.approx(written.left, abs=0.006)
    assert place.width == pytest.approx(written.width, abs=0.008)
    assert written.top - 0.003 < place.top
    assert place.top + place.height < written.top + written.height + 0.003
    expect(page.locator("#cite")).to_be_in_viewport()
    expect(page.locator(".places rect")).to_have_count(1)
    assert page.locator(".places").get_attribute("aria-hidden") == "true"
    assert_clean(watched)


def test_the_mark_covers_the_ink_of_the_line_and_of_no_other(shelf: Site, open_page: Open) -> None:
    page, _ = open_page(address_of(shelf, "rice.pdf", LINE))
    place = place_of(page)
    key = shelf.assistant.records.sources()["rice.pdf"]
    png = httpx.get(f"{shelf.base}/pages/{key}?page=1&width=1200").content
    picture = Image.open(io.BytesIO(png)).convert("L")
    width, height = picture.size
    ink = picture.point(lambda level: 255 if level < 128 else 0)
    # the line's own band of the page, half a line more on either side: no other line comes so near
    band = (0, int((place.top - 0.012) * height), width, int((place.top + place.height + 0.012) * height))
    left, top, right, bottom = ink.crop(band).getbbox() or (0, 0, 0, 0)
    assert right > left
    assert place.left * width <= left + 2
    assert (place.left + place.width) * width >= right - 2
    assert place.top * height <= band[1] + top + 2
    assert (place.top + place.height) * height >= band[1] + bottom - 2


def test_a_part_of_a_line_is_marked_in_part(shelf: Site, open_page: Open, tmp_path: Path) -> None:
    written = write_pdf(tmp_path / "again.pdf")[LINE]
    page, _ = open_page(address_of(shelf, "rice.pdf", "for each mu of land"))
    place = place_of(page)
    assert written.left + 0.3 * written.width < place.left
    assert place.left + place.width < written.left + 0.85 * written.width


def test_pages_are_turned_by_links_keys_and_number(shelf: Site, open_page: Open) -> None:
    page, watched = open_page(address_of(shelf, "rice.pdf"))
    number = page.locator(".sheet-bar input[name=page]")
    expect(number).to_have_value("1")
    assert page.locator("a[rel=prev]").count() == 0
    page.get_by_role("link", name="下一页").click()
    expect(number).to_have_value("2")
    assert page.locator("a[rel=next]").count() == 0
    page.keyboard.press("ArrowLeft")
    expect(number).to_have_value("1")
    number.fill("2")
    number.press("Enter")
    expect(page.locator(".sheet-bar input[name=page]")).to_have_value("2")
    width = page.locator(".paper").evaluate("e => e.offsetWidth")
    page.get_by_role("link", name="150 %").click()
    expect(page.locator(".zoomed")).to_be_visible()
    assert page.locator(".paper").evaluate("e => e.offsetWidth") == pytest.approx(1.5 * width, rel=0.02)
    expect(page.locator(".sheet-bar input[name=page]")).to_have_value("2")
    assert_clean(watched)


def test_original_and_text_are_two_views_of_what_is_cited(shelf: Site, open_page: Open) -> None:
    page, watched = open_page(address_of(shelf, "rice.pdf", SECOND))
    page.get_by_role("link", name="文本", exact=True).click()
    expect(page.locator("mark#cite")).to_have_text(SECOND)
    expect(page.locator("mark#cite")).to_be_in_viewport()
    page.get_by_role("link", name="原件", exact=True).click()
    expect(page.locator(".places rect")).to_have_count(1)
    expect(page.locator(".sheet-bar input[name=page]")).to_have_value("2")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原件").click()
    assert download.value.suggested_filename == "rice.pdf"
    assert_clean(watched)


def test_pages_work_without_scripts(shelf: Site, open_page: Open) -> None:
    page, _ = open_page(address_of(shelf, "rice.pdf", LINE), java_script_enabled=False)
    expect(page.locator(".places rect")).to_have_count(1)
    page.get_by_role("link", name="第 1 页").click()
    expect(page.locator("#cite")).to_be_in_viewport()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".sheet-bar input[name=page]")).to_have_value("2")
    expect(page.locator(".cited-here blockquote")).to_have_text(LINE)
    expect(page.locator(".places")).to_have_count(0)


def test_a_page_that_cannot_be_drawn_leads_to_the_text(stand_in_site: Site, open_page: Open) -> None:
    page, watched = open_page(f"{stand_in_site.base}/documents/evil%2F%3Cb%3E?view=page&page=2")
    expect(page.locator(".sheet-failed")).to_be_visible()
    page.locator(".sheet-failed a").click()
    expect(page.locator("#text")).to_be_visible()
    assert watched.foreign == []
    assert page.evaluate("window.pwned") is None


def test_the_cited_row_of_a_table_is_marked(shelf: Site, open_page: Open) -> None:
    row = "东川县 | 48.7 | 49.1"
    page, watched = open_page(address_of(shelf, "统计公报.txt", row), viewport={"width": 900, "height": 300})
    cited = page.locator("tr.cited")
    expect(cited).to_have_count(1)
    expect(cited).to_be_in_viewport()
    assert cited.evaluate("e => e.textContent") == row
    assert [cell.inner_text() for cell in cited.locator("td").all()] == row.split(" | ")
    read = "e => getComputedStyle(e.firstElementChild).backgroundColor"
    assert cited.evaluate(read) != page.locator("tbody tr").last.evaluate(read)
    heads = page.locator("thead th:visible")
    assert [head.inner_text() for head in heads.all()] == ["县名", "播种面积", "2022年", "2023年"]
    assert_clean(watched)


def test_the_text_of_a_page_with_tables_is_the_documents(shelf: Site, open_page: Open) -> None:
    page, _ = open_page(address_of(shelf, "统计公报.txt"))
    key = shelf.assistant.records.sources()["统计公报.txt"]
    assert page.locator("#text").evaluate("e => e.textContent") == shelf.assistant.records.document(key).text
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('tbody')); return '' + getSelection() }"
    )
    assert "北原县\t41.2\t42.0" in copied


def test_documents_are_found_in_the_list(shelf: Site, open_page: Open) -> None:
    page, watched = open_page(f"{shelf.base}/documents")
    expect(page.locator(".doc-list li")).to_have_count(4)
    page.get_by_role("searchbox").fill("停车")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".doc-list li")).to_have_count(1)
    expect(page.locator(".doc-list .pq-badge")).to_have_text("已失效")
    page.get_by_role("link", name="清除条件").click()
    page.get_by_label("效力").select_option("失效")
    page.get_by_label("年份").fill("2021")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".doc-list li")).to_have_count(1)
    page.get_by_label("格式").select_option("pdf")
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".found")).to_contain_text("没有符合条件的文件")
    expect(page.get_by_label("年份")).to_have_value("2021")
    assert_clean(watched)


def test_an_operator_corrects_a_document(desk: Site, open_page: Open) -> None:
    key = desk.assistant.records.sources()["公积金.html"]
    page, watched = open_page(f"{desk.base}/documents/{key}")
    page.get_by_role("link", name="修订信息").click()
    title = page.get_by_label("标题")
    expect(title).to_have_value("公积金")
    title.fill("公积金贷款额度通知")
    page.get_by_label("施行日期").fill("明天")
    page.get_by_label("令牌").fill("wrong")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-field=token] .entry-error")).to_contain_text("令牌不对")
    page.get_by_label("令牌").fill("test-token")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-field=effective_on] .entry-error")).to_have_text("日期应如 2024-01-31。")
    expect(page.get_by_label("施行日期")).to_be_focused()
    page.get_by_label("施行日期").fill("2024-03-01")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".edit-said")).to_have_text("已保存。")
    expect(page.get_by_label("令牌")).to_be_hidden()
    expect(page.locator("[data-field=title] .pq-badge")).to_have_text("已改")
    assert "test-token" not in page.url
    document = desk.assistant.records.document(key)
    assert (document.title, str(document.effective_on)) == ("公积金贷款额度通知", "2024-03-01")
    page.locator("[data-field=title] .undo").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-field=title] .undo")).to_have_count(0)  # only the page loaded anew has none
    expect(page.get_by_label("标题")).to_have_value("公积金")
    assert desk.assistant.records.document(key).title == "公积金"
    refusals = [error for error in watched.errors if "401" not in error and "422" not in error]
    assert (refusals, watched.foreign) == ([], [])


def test_an_operator_takes_a_document_out(desk: Site, open_page: Open) -> None:
    key = desk.assistant.records.sources()["公积金.html"]
    page, _ = open_page(f"{desk.base}/edit?id={key}")
    page.get_by_label("令牌").fill("test-token")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="移除").click()
    assert key in desk.assistant.records.hashes()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除").click()
    expect(page.locator(".doc-list li")).to_have_count(3)
    assert key not in desk.assistant.records.hashes()


def test_nothing_in_a_documents_fields_runs(stand_in_site: Site, open_page: Open) -> None:
    evil = f"{stand_in_site.base}/documents/evil%2F%3Cb%3E"
    page, watched = open_page(f"{evil}?view=text")
    expect(page.locator(".grid td").first).to_contain_text("<img src=x")
    expect(page.locator(".doc-side")).to_contain_text("同一文件的其他来源")
    shown = page.locator("main").inner_text()
    assert shown.count("<img src=x") >= 12, "each field is shown as it is written"
    places = ("?version=1&view=text", "?cite=0-20&view=text")
    for address in (
        *(evil + p for p in places),
        f"{stand_in_site.base}/documents",
        f"{stand_in_site.base}/edit?id=evil/<b>",
    ):
        page.goto(address)
        assert page.locator("main img, main script, main iframe, main b").count() == 0
        assert page.locator('a[href^="javascript:"]').count() == 0
    assert page.evaluate("window.pwned") is None
    assert_clean(watched)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_scrolling_aside(shelf: Site, open_page: Open, scheme: str) -> None:
    page, watched = open_page(f"{shelf.base}/documents", **PHONE, color_scheme=scheme)
    key = shelf.assistant.records.sources()["rice.pdf"]
    for address in (
        f"{shelf.base}/documents",
        address_of(shelf, "rice.pdf", LINE),
        address_of(shelf, "rice.pdf", LINE, "view=page&zoom=150"),
        address_of(shelf, "统计公报.txt"),
        f"{shelf.base}/edit?id={key}",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address
    assert_clean(watched)
