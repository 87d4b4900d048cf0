"""What the API takes and gives of documents, as OpenAPI shows it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from retrieval.models import PolicyDocument, Status
from retrieval.sight import checked_groups, listed_groups
from web.catalog import FIRST_YEAR, LAST_YEAR, LONGEST, Sought
from web.schemas import Body

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class DocumentSummary(BaseModel):
    """A document without its text: the other fields of `PolicyDocument`."""

    id: str
    source: str
    title: str
    doc_no: str | None = None
    index_no: str | None = None
    issuer: str | None = None
    region: str | None = None
    topic: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    period: int | None = None
    status: Status = Field("未知", description="as of today: 失效 once `expires_on` has passed")
    status_reason: str | None = None
    replaces: str | None = Field(None, description="ids of the documents that this one ended or changed")
    replaced_by: str | None = Field(None, description="id of the document that ended or changed this one")
    twin_of: str | None = Field(None, description="id of the same notice from another source, cited in its place")
    version: int = 1
    content_hash: str = ""
    format: str = "txt"
    language: str = "zh"
    pages: int = Field(0, description="pages of the original; 0 where it has none")
    original: str | None = Field(None, description="SHA-256 of the file it was read from, where that is kept")
    attachments: tuple[str, ...] = ()
    doubts: tuple[str, ...] = Field((), description="what could not be read")
    groups: tuple[str, ...] = Field((), description="groups that alone may see it; none: everyone")

    @classmethod
    def of(cls, document: PolicyDocument) -> DocumentSummary:
        """The summary of one document."""
        return cls.model_validate(document.model_dump(exclude={"text"}))


class DocumentList(BaseModel):
    """A page of documents, in the order of their ids."""

    data: list[DocumentSummary]
    has_more: bool
    next: str | None = Field(None, description="pass it as `after` to get the next page")
    total: int = Field(description="how many documents match, on all pages")


class DocumentQuery(BaseModel):
    """Which documents to list."""

    limit: int = Field(50, ge=1, le=200, description="documents in a page")
    after: str | None = Field(None, description="`next` of the page before")
    q: str = Field("", max_length=LONGEST, description="words in the title, 文号, 索引号 or issuer; all must be there")
    status: Status | None = Field(None, description="as of today")
    issuer: str = Field("", max_length=LONGEST, description="part of the issuer's name")
    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="year of issue, else of publication")
    format: str = Field("", pattern="^[a-z0-9]{0,12}$", description="pdf, docx, xlsx, html, …")

    @property
    def sought(self) -> Sought:
        """What the documents must have."""
        return Sought(self.q.strip(), self.status, self.issuer.strip(), self.year, self.format)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _named(text: str) -> str:
    if not text:
        raise ValueError("不能为空。 It must not be empty.")
    return text


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError("日期应如 2020-03-10。 A date is written like 2020-03-10.")


def _split(given: object) -> object:
    return list(listed_groups([given])) if isinstance(given, str) else given


_Groups = Annotated[list[str], BeforeValidator(_split), AfterValidator(lambda names: list(checked_groups(names)))]
_Line = Annotated[str, Field(max_length=300), AfterValidator(_one_line)]
_Title = Annotated[_Line, AfterValidator(_named)]
_Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class DocumentEdit(Body):
    """Fields that an operator sets, above what was read. null takes the edit back; "" says there is none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"status": "废止", "status_reason": "局务会议决定停止执行", "issuer": None}]},
    )

    title: _Title | None = None
    doc_no: _Line | None = None
    index_no: _Line | None = None
    issuer: _Line | None = Field(None, description="joint issuers apart by 、")
    region: _Line | None = None
    topic: _Line | None = None
    issued_on: _Day | None = None
    published_on: _Day | None = None
    effective_on: _Day | None = None
    expires_on: _Day | None = None
    status: Status | None = None
    status_reason: Annotated[str, Field(max_length=1000), AfterValidator(_one_line)] | None = None

    groups: _Groups | None = Field(None, description="who alone may see it; empty: everyone")

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that the caller named."""
        return self.model_dump(include=self.model_fields_set)


EDITABLE = tuple(DocumentEdit.model_fields)


class IngestRequest(Body):
    """What to take in, by name: files and folders of the server's machine, and web addresses."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"paths": ["/srv/policies"], "sync": True, "base": "/srv"}]},
    )

    paths: list[str] = Field(default=[], max_length=20_000, description="absolute paths of files, folders, corpora")
    urls: list[str] = Field(default=[], max_length=1000, description="addresses of web pages or files")
    sync: bool = Field(False, description="make the library equal to the folders: what is gone there goes here")
    depth: int = Field(0, ge=0, le=10, description="how many links deep to follow the addresses")
    limit: int = Field(200, ge=1, le=100_000, description="documents at most from each address")
    base: str | None = Field(None, description="absolute path that sources are named relative to")
    groups: list[str] = Field(default=[], max_length=100, description="groups that alone may see it; none: everyone")

    @model_validator(mode="after")
    def _usable(self) -> IngestRequest:
        if not self.paths and not self.urls:
            raise ValueError("paths 和 urls 都是空的。 Name at least one path or address.")
        for path in [*self.paths, *([self.base] if self.base else [])]:
            if not _absolute(path):
                raise ValueError(f"{path[:200]!r} 不是绝对路径。 Not an absolute path.")
        return self


def _absolute(path: str) -> bool:
    whole = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    return whole and "\0" not in path
