"""Files of several kinds for the viewer's tests, with what stands where in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

TITLE = "Notice on Subsidies for Growing Rice"
LINE = "Early rice is paid 120 yuan for each mu of land that was sown."
SECOND = "Farmers apply from the first of May and money is paid in October."
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # millimetres, A4
TABLE = """云州市2023年粮食生产统计公报

表1 各县粮食生产情况
单位：万亩
县名 | 播种面积 | 播种面积
县名 | 2022年 | 2023年
一、北部 | 一、北部 | 一、北部
北原县 | 41.2 | 42.0
二、南部 | 二、南部 | 二、南部
东川县 | 48.7 | 49.1
南湖区 | | 21.3
新设区
西岭县 | 30.5 | 30.5

注：南湖区2023年起单独统计，联系人 | 电话见附件。
"""
RULES = """云州市停车管理办法

云政发〔2021〕7号

云州市人民政府

第一条 为了规范停车，制定本办法。
第二条 本办法自2021年3月1日起施行，有效期至2023年2月28日。

云州市人民政府
2021年2月3日
"""
LETTER = """关于公积金贷款额度的通知

云公积金〔2024〕1号

各缴存单位：
单身职工贷款最高额度为五十万元。

云州市住房公积金管理中心
2024年1月6日
"""


@dataclass(frozen=True)
class Place:
    """Where a line was written: its page, and its left, top, width and height in shares of the page."""

    page: int
    left: float
    top: float
    width: float
    height: float


def write_pdf(path: Path) -> dict[str, Place]:
    """A PDF of two pages; gives where its two lines stand."""
    pdf = FPDF()
    places = {}
    for page, (text, top) in enumerate(((LINE, 140.0), (SECOND, 60.0)), 1):
        pdf.add_page()
        pdf.set_font("Helvetica", size=20)
        if page == 1:
            pdf.set_xy(30, 30)
            pdf.cell(150, 12, TITLE, align="C")
        pdf.set_font("Helvetica", size=12)
        for number in range(4):
            pdf.set_xy(30, top - 40 + 8 * number)
            pdf.cell(150, 8, f"Section {number + 1} of page {page} tells what must be done before.")
        pdf.set_xy(30, top)
        pdf.cell(150, 8, text)
        width = pdf.get_string_width(text)
        places[text] = Place(page, 31 / PAGE_WIDTH, top / PAGE_HEIGHT, width / PAGE_WIDTH, 8 / PAGE_HEIGHT)
    pdf.output(str(path))
    return places


TOWNS = {
    "长清": "长清区民政局关于高龄津贴的通知\n各街道：\n八十岁以上老人高龄津贴每月发放100元。\n长清区民政局\n2021年1月5日\n",
    "章丘": "章丘区民政局关于高龄津贴的通知\n各街道：\n八十岁以上老人高龄津贴每月发放150元。\n章丘区民政局\n2021年2月5日\n",
    "农业": "平阴县农业农村局关于水稻补贴的通知\n各镇：\n水稻种植补贴标准为每亩120元。\n平阴县农业农村局\n2021年3月1日\n",
    "财政": "平阴县财政局关于下达农业资金的通知\n各镇：\n水稻种植补贴标准为每亩150元。\n平阴县财政局\n2021年5月1日\n",
}


def lay_out(folder: Path) -> None:
    """Writes all of them below `folder`."""
    folder.mkdir(parents=True)
    write_pdf(folder / "rice.pdf")
    (folder / "统计公报.txt").write_text(TABLE, encoding="utf-8")
    (folder / "停车.txt").write_text(RULES, encoding="utf-8")
    page = "".join(f"<p>{line}</p>" for line in LETTER.splitlines() if line)
    (folder / "公积金.html").write_text(f"<html><title>公积金</title><body>{page}</body></html>", encoding="utf-8")
