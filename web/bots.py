"""`/v1/bots`: the bots that other sites embed, and `/v1/bots/me`: what the widget of one shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from retrieval.bots import (
    Accent,
    Bot,
    BotDraft,
    BotLanguage,
    BotMode,
    BotTheme,
    Greeting,
    Lines,
    Name,
    Position,
    Questions,
)
from retrieval.sight import Sources
from web.access import FACE, caller_of
from web.api import PROBLEMS
from web.origins import allowed_origin
from web.schemas import Body, Problem
from web.tags import lines, server_of
from web.token import REFUSED

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No bot has this id."}}
WRONG: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "An origin, a group, a source or the colour cannot be used."}
}
EXAMPLE: dict[str, JsonValue] = {
    "name": "停车政策助手",
    "greeting": "您好，停车收费的问题可以问我。",
    "questions": ["2021年停车收费标准是多少"],
    "language": "zh",
    "accent": "#0b4a8f",
    "sources": {"issuers": ["市发展和改革委员会"], "folders": ["https://www.x.gov.cn/zcwj"]},
    "origins": ["https://www.x.gov.cn"],
}


class BotRequest(BotDraft):
    """A bot as it is written."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})


class BotChange(Body):
    """What is to be changed of a bot; what is left out, or null, stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"greeting": "您好。"}]})

    name: Name | None = None
    greeting: Greeting | None = None
    questions: Questions | None = None
    language: BotLanguage | None = None
    theme: BotTheme | None = None
    accent: Accent | None = None
    position: Position | None = None
    mode: BotMode | None = None
    sources: Sources | None = None
    origins: Lines | None = None
    groups: Lines | None = None


class BotFace(BaseModel):
    """What the widget of a bot shows."""

    id: str | None = Field(None, description="null where the key is no bot's")
    name: str = Field("", description="empty, as all below: the widget's own")
    greeting: str = ""
    questions: tuple[str, ...] = ()
    language: BotLanguage = "auto"
    theme: BotTheme = "auto"
    accent: str = ""
    position: Position = "right"

    @classmethod
    def of(cls, bot: Bot | None) -> BotFace:
        """That of a bot, or of the widget without one."""
        return cls.model_validate({"id": bot.id, **bot.draft.model_dump()}) if bot else cls()


class BotItem(BotRequest):
    """A bot, with its key and the tag that puts it into a page."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={})

    id: str
    key: str = Field(description="its public key, which stands in every page that uses it")
    live: bool = Field(description="false once the key was revoked by itself; renew it")
    tag: str = Field(description="for the page's HTML")
    made_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, bot: Bot, request: Request) -> BotItem:
        """The item of one bot."""
        return cls(
            **bot.draft.model_dump(),
            id=bot.id,
            key=bot.key,
            live=bot.live,
            tag=lines(server_of(request), "", bot.name, bot.key).tag,
            made_at=bot.made_at.replace(tzinfo=UTC),
            changed_at=bot.changed_at.replace(tzinfo=UTC),
        )


class BotList(BaseModel):
    """All bots, the oldest first."""

    data: list[BotItem]


BotId = Annotated[str, Path(alias="id", max_length=40)]


def bots_router(assistant: Assistant) -> APIRouter:
    """The routes; the checkpoint lets only the scope `admin` through, but for `me`, which whoever may ask may read."""
    router = APIRouter(tags=["bots"])
    bots = assistant.records.bots

    @router.get(
        "/v1/bots", responses={**REFUSED, **PROBLEMS}, summary="List the bots / 机器人列表", operation_id="listBots"
    )
    def list_bots(request: Request) -> BotList:
        """Every bot with its key."""
        return BotList(data=[BotItem.of(bot, request) for bot in bots.listed()])

    @router.post(
        "/v1/bots",
        status_code=201,
        responses={**REFUSED, **PROBLEMS, **WRONG},
        summary="Make a bot / 新建机器人",
        operation_id="addBot",
    )
    def add_bot(body: BotRequest, request: Request) -> BotItem:
        """Makes a bot with a public key of its own."""
        return BotItem.of(bots.create(draft_of(body.model_dump())), request)

    @router.get(
        FACE,
        responses={**REFUSED, **PROBLEMS},
        summary="What the widget shows / 嵌入时的外观",
        operation_id="getOwnBot",
    )
    def own_bot(request: Request) -> BotFace:
        """What the bot of the key or the token is called and looks like. Where it is no bot's, everything is empty."""
        return BotFace.of(caller_of(request).bot)

    _add_single(router, assistant)
    return router


def _add_single(router: APIRouter, assistant: Assistant) -> None:
    bots = assistant.records.bots
    described: dict[str, Any] = {"responses": {**REFUSED, **PROBLEMS, **MISSING}}

    @router.get("/v1/bots/{id}", summary="One bot / 单个机器人", operation_id="getBot", **described)
    def get_bot(bot_id: BotId, request: Request) -> BotItem:
        """One bot with its key."""
        return BotItem.of(bots.find(bot_id), request)

    @router.patch(
        "/v1/bots/{id}",
        responses={**REFUSED, **PROBLEMS, **WRONG, **MISSING},
        summary="Change a bot / 修改机器人",
        operation_id="changeBot",
    )
    def change_bot(bot_id: BotId, body: BotChange, request: Request) -> BotItem:
        """Changes what is given; the key stays, and the pages that show the bot follow at once."""
        given = body.model_dump(exclude_none=True)
        return BotItem.of(bots.change(bot_id, draft_of(bots.find(bot_id).draft.model_dump() | given)), request)

    @router.delete(
        "/v1/bots/{id}", status_code=204, summary="Remove a bot / 删除机器人", operation_id="removeBot", **described
    )
    def remove_bot(bot_id: BotId) -> None:
        """Removes a bot and revokes its key."""
        bots.remove(bot_id)

    @router.post(
        "/v1/bots/{id}/key", summary="Renew the key / 更换密钥", operation_id="renewBotKey", **described
    )  # fmt: skip
    def renew_key(bot_id: BotId, request: Request) -> BotItem:
        """Gives the bot another key; the tags that hold the one before stop working."""
        return BotItem.of(bots.renew(bot_id), request)


def draft_of(given: dict[str, Any]) -> BotDraft:
    """A bot as the core takes it. Raises UsageError for what is no origin of a page."""
    return BotDraft(**given | {"origins": tuple(allowed_origin(origin) for origin in given["origins"])})
