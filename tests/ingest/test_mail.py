"""Mails and page archives."""

from __future__ import annotations

import base64
import contextlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.detect import detect
from ingest.formats.mail import mail_parts, read_mail, read_mht
from ingest.parsed import Parsed, Workspace, assemble
from retrieval.errors import IngestError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, lambda seconds: None)


def _text(parsed: Parsed) -> str:
    return assemble(parsed.lines)[0]


def _mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "From": "虚构县林业局 <lyj@example.cn>", "To": "各乡镇 <xz@example.cn>", "Subject": "关于报送造林情况的通知",
        "Date": "Mon, 02 Mar 2020 09:30:00 +0800", **headers,
    }.items():  # fmt: skip
        message[name] = value
    return message


def _encoded(text: str) -> str:
    return f"=?gb2312?B?{base64.b64encode(text.encode('gb18030')).decode()}?="


def test_a_mail_with_attachments(workspace: Workspace) -> None:
    message = _mail()
    message.set_content("请于三月底前报送。\n联系人：张三。\n")
    message.add_alternative("<html><body><p>网页版</p></body></html>", subtype="html")
    message.add_attachment(
        "表内容".encode(), maintype="application", subtype="octet-stream", filename="造林统计表.xlsx"
    )
    inner = _mail(Subject="附带的邮件")
    inner.set_content("里面的话。")
    message.add_attachment(inner)
    data = message.as_bytes()
    parsed = read_mail(data, workspace)
    assert detect(data) == "eml"
    assert _text(parsed) == "请于三月底前报送。\n联系人：张三。"
    assert parsed.title == "关于报送造林情况的通知"
    assert parsed.fields["日期"] == "2020-03-02"
    assert "虚构县林业局" in parsed.fields["发件人"]
    assert parsed.attachments == ("造林统计表.xlsx", "附带的邮件.eml")
    parts = mail_parts(data)
    assert parts[0] == ("造林统计表.xlsx", "表内容".encode())
    assert detect(parts[1][1]) == "eml"
    assert _text(read_mail(parts[1][1], workspace)) == "里面的话。"


def test_declared_gb2312_is_read_as_gb18030(workspace: Workspace) -> None:
    body = "请朱镕同志、李喆同志参加会议。"
    head, tail = _encoded("关于朱镕"), _encoded("李喆开会的通知")
    data = (
        f"From: a@example.cn\r\nTo: b@example.cn\r\nSubject: {head}\r\n {tail}\r\nDate: bad\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n"
        "--xx\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(body.encode('gb18030')).decode()}\r\n"
        f'--xx\r\nContent-Type: application/msword; name="{_encoded("镕喆.doc")}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--xx--\r\n"
    ).encode()
    parsed = read_mail(data, workspace)
    assert parsed.title == "关于朱镕李喆开会的通知"
    assert _text(parsed) == body
    assert parsed.attachments == ("镕喆.doc",)
    assert "日期" not in parsed.fields


def test_a_word_cut_between_two_encoded_parts(workspace: Workspace) -> None:
    raw = "关于植树的通知".encode("gb18030")
    parts = [f"=?GBK?B?{base64.b64encode(raw[at : at + 5]).decode()}?=" for at in range(0, len(raw), 5)]
    data = ("From: a@example.cn\r\nTo: b@example.cn\r\nSubject: " + "\r\n ".join(parts) + "\r\n\r\n正文。\r\n").encode()
    assert read_mail(data, workspace).title == "关于植树的通知"


def test_raw_gbk_in_headers_and_names(workspace: Workspace) -> None:
    data = (
        "From: 县政府办公室 <a@example.cn>\nTo: b@example.cn\nSubject: 关于召开造林工作会议的通知\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="xx"\n\n--xx\nContent-Type: text/plain\n\n请准时参加会议。\n'
        '--xx\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="会议议程.doc"\n\nxyz\n--xx--\n'
    ).encode("gb18030")
    parsed = read_mail(data, workspace)
    assert parsed.title == "关于召开造林工作会议的通知"
    assert _text(parsed) == "请准时参加会议。"
    assert parsed.attachments == ("会议议程.doc",)


def test_the_page_stands_in_where_the_text_is_a_stub(workspace: Workspace) -> None:
    message = _mail()
    message.set_content("请以网页方式查看。")
    rows = "".join(f"<tr><td>第{n}项</td><td>{n}公顷</td></tr>" for n in range(40))
    message.add_alternative(f"<html><body><table>{rows}</table></body></html>", subtype="html")
    assert "第39项 | 39公顷" in _text(read_mail(message.as_bytes(), workspace))


def test_a_mail_with_nothing_but_an_attachment(workspace: Workspace) -> None:
    message = _mail()
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="通知.pdf")
    parsed = read_mail(message.as_bytes(), workspace)
    assert _text(parsed) == "关于报送造林情况的通知"
    assert parsed.attachments == ("通知.pdf",)


def test_pictures_within_the_text_are_no_attachments(workspace: Workspace) -> None:
    message = _mail()
    message.set_content("正文在此。")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", disposition="inline")
    assert read_mail(message.as_bytes(), workspace).attachments == ()


def test_sealed_and_empty_mails_are_refused(workspace: Workspace) -> None:
    sealed = _mail()
    sealed.set_content(b"sealed", maintype="application", subtype="pkcs7-mime")
    with pytest.raises(IngestError, match="加密"):
        read_mail(sealed.as_bytes(), workspace)
    with pytest.raises(IngestError, match="没有正文"):
        read_mail(b"From: a@example.cn\nTo: b@example.cn\nSubject: x\n\n\n", workspace)


def test_a_page_archive(workspace: Workspace) -> None:
    page = "<html><head><title>通知</title></head><body><p>虚构县人民政府关于植树的通知。</p><p>请遵照执行。</p></body></html>"
    data = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary="yy"; type="text/html"\r\n\r\n'
        '--yy\r\nContent-Location: file:///C:/x.htm\r\nContent-Type: text/html; charset="gb2312"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(page.encode('gb18030')).decode()}\r\n"
        "--yy\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--yy--\r\n"
    ).encode()
    assert detect(data) == "mht"
    assert "请遵照执行。" in _text(read_mht(data, workspace))
    with pytest.raises(IngestError, match="没有网页"):
        read_mht(b"MIME-Version: 1.0\n\nx", workspace)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        b"From: =?gb2312?B?!!!?=\nTo: =?x?Q?=\nSubject: =?utf-99?B?AAAA?=\n\nbody",
        b"From: a\nContent-Type: text/plain; charset=\"\\\"\n\nbody",
        b"From: a\nContent-Type: text/plain; charset=rot13\n\nbody",
        b"From: a\nContent-Type: text/plain; charset=utf-16\n\nbodyx",
        b"From: a\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"From: a\nContent-Disposition: attachment; filename*=x'y\n\nbody",
        b"From: a\nContent-Disposition: attachment; filename*0*=gb2312''%D6; filename*1=x\n\nbody",
        b"From: a\nDate: Mon, 99 Foo 99999 99:99:99 +9999\n\nbody",
        b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\nbody",
        b"From: a\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\nFrom: b\n\nx",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 400,
    ],
)  # fmt: skip
def test_broken_mails_give_a_document_or_an_error(workspace: Workspace, data: bytes) -> None:
    for read in (read_mail, read_mht):
        with contextlib.suppress(IngestError):
            assert isinstance(read(data, workspace), Parsed)
    assert isinstance(mail_parts(data), list)
