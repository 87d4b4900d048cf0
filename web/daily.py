"""What a server does once a day: old questions and answers go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from retrieval.retention import expire

if TYPE_CHECKING:
    from retrieval.assistant import Assistant

DAY = 86_400.0  # seconds
log = logging.getLogger("policyqa.log")


@asynccontextmanager
async def daily(assistant: Assistant, seconds: float = DAY) -> AsyncIterator[None]:
    """While it is open, what is older than the settings say is removed: at the start, then every `seconds`."""
    task = asyncio.create_task(_every(assistant, seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _every(assistant: Assistant, seconds: float) -> None:
    while True:
        try:
            gone = await run_in_threadpool(expire, assistant.records, assistant.settings.keep_days)
            if gone.answers or gone.feedback:
                log.info("too old and removed: %d answers, %d opinions", gone.answers, gone.feedback)
        except sa.exc.SQLAlchemyError as error:
            log.warning("what is too old could not be removed: %s", error)
        await asyncio.sleep(seconds)
