"""Mails (.eml, RFC 5322) and page archives (.mht, RFC 2557): the text, who sent it and when, and what came with it."""

from __future__ import annotations

import email
import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import compat32

from ingest.formats.mail_text import codec_of, decoded, file_name, header
from ingest.html import read_page
from ingest.parsed import Line, Parsed, Workspace
from retrieval.errors import IngestError

_MAX_PARTS = 1_000
_MAX_DEPTH = 20
_STUB = 60  # characters; a shorter plain text beside a long page only says that there is a page
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}


def read_mail(data: bytes, workspace: Workspace) -> Parsed:
    """The body of a mail: its subject is the title, `fields` name 发件人, 收件人 and 日期 (ISO 8601).

    The names of its attachments are given; `mail_parts` gives their bytes. Raises IngestError where it is encrypted,
    or has neither text nor attachments.
    """
    message = _message(data)
    if message.get_content_type() in _SEALED and "signed" not in str(message.get_param("smime-type") or ""):
        raise IngestError("是加密邮件。 The mail is encrypted.", "请解密后另存，再导入。 Decrypt it first.")
    subject = header(message, "subject")
    text = _body(message)
    names = tuple(name for name, _ in _attached(message))
    if not text.strip() and not names:
        raise IngestError(
            "邮件里没有正文，也没有附件。 The mail has neither text nor attachments.", "请检查文件。 Check it."
        )
    lines = [Line(line) for line in (text.strip() or subject or "、".join(names)).split("\n")]
    return Parsed(lines, subject, _fields(message), names)


def mail_parts(data: bytes) -> list[tuple[str, bytes]]:
    """The attachments of a mail with their names; a mail attached to it is one of them, as .eml."""
    return list(_attached(_message(data)))


def read_mht(data: bytes, workspace: Workspace) -> Parsed:
    """The page in a page archive. Raises IngestError where there is none."""
    message = _message(data)
    for part in _leaves(message):
        if part.get_content_type() == "text/html":
            page = read_page(decoded(_payload(part), part.get_content_charset()))
            return Parsed(
                [Line(line) for line in page.text.split("\n")], page.title or header(message, "subject"), page.fields
            )
    raise IngestError(
        "网页归档里没有网页。 There is no page in the page archive.", "请重新保存网页。 Save the page again."
    )


def _message(data: bytes) -> Message:
    """The old policy keeps headers raw; the new one raises on some broken ones, and loses raw GBK."""
    return email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=compat32)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; attached mails are not opened."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    for _ in range(_MAX_PARTS):
        if not stack:
            return
        part, depth = stack.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            if depth < _MAX_DEPTH:
                stack.extend((item, depth + 1) for item in reversed(inner) if isinstance(item, Message))
        else:
            yield part


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).strip().lower()
    if part.get_content_type() in {"message/rfc822", "message/partial"} or disposition.startswith("attachment"):
        return True
    if part.get_content_maintype() == "text":
        return bool(file_name(part))
    return not (part.get_content_maintype() == "image" and (part.get("content-id") or disposition.startswith("inline")))


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in _leaves(message):
        if part is message or not _is_attached(part):
            continue
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            name = file_name(part) or (header(inner[0], "subject") or "mail") + ".eml"
            yield name, _as_bytes(inner[0])
        else:
            data = _payload(part)
            if data:
                yield file_name(part) or f"attachment.{part.get_content_subtype()}"[:100], data


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        return message.as_string().encode("utf-8", "surrogateescape")


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _body(message: Message) -> str:
    """The plain text, or the page where there is no plain text worth the name; quoted parts in their order."""
    plain: list[str] = []
    pages: list[str] = []
    for part in _leaves(message):
        if part is not message and _is_attached(part):
            continue
        kind = part.get_content_type()
        if kind == "text/html":
            pages.append(_page(decoded(_payload(part), _charset(part))))
        elif part.get_content_maintype() == "text":
            plain.append(decoded(_payload(part), _charset(part)))
    text, page = "\n\n".join(filter(None, plain)), "\n\n".join(filter(None, pages))
    return page if len(text.strip()) < _STUB and len(page) > 3 * len(text.strip()) else text


def _charset(part: Message) -> str | None:
    charset = part.get_content_charset()
    return charset if codec_of(charset) else None


def _page(html: str) -> str:
    try:
        return read_page(html).text
    except IngestError:
        return ""


def _fields(message: Message) -> dict[str, str]:
    fields = {
        "发件人": header(message, "from"),
        "收件人": header(message, "to"),
        "日期": _day(header(message, "date")),
    }
    return {name: re.sub(r"[\x00-\x1f]", "", value)[:500] for name, value in fields.items() if value}


def _day(value: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
