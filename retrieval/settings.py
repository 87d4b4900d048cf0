"""Every setting of the project; the only module that reads the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

# Switches that keep libraries from calling home; they must stand before the libraries are imported.
QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "TOKENIZERS_PARALLELISM": "false",
}


class Settings(BaseSettings):
    """The settings with their defaults; each can be set in the environment or in a `.env` file."""

    model_config = SettingsConfigDict(env_prefix="POLICYQA_", env_file=".env", extra="ignore", populate_by_name=True)

    data: Path = Field(Path("data"), description="data folder: records, index, lock")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(7860, ge=0, le=65535, description="port the server listens on")
    hosts: str = Field("", description="names this server goes by, apart by commas; IP addresses always do")
    open: bool = Field(False, description="asking needs no key, whatever the address; for servers behind a gateway")
    sso_header: str = Field("", description="header in which a proxy names who has signed in; empty: none does")
    sso_groups_header: str = Field("", description="header in which it names their groups, apart by commas")
    sso_proxies: str = Field("", description="addresses of proxies whose two headers count, apart by commas")
    sso_required: bool = Field(False, description="whether pages are shown to those who have signed in only")
    oidc_issuer: str = Field("", description="address of the OpenID Connect issuer that signs people in; empty: none")
    oidc_client_id: str = Field("", description="as what the issuer knows this server")
    oidc_client_secret: str = Field("", description="its secret there; empty for a public client")
    oidc_groups_claim: str = Field("groups", description="claim in which the issuer names somebody's groups")
    admin_group: str = Field("", description="group of those who enter the console without a key; empty: nobody")
    widget_origins: str = Field("", description="origins of pages that may ask without a key, apart by commas")
    rate_address: str = Field("120/minute", description="calls that ask, from one address; empty: any number")
    rate_key: str = Field("1200/minute", description="calls that ask, with one key; empty: any number")
    streams: int = Field(8, ge=0, description="answers under way for one caller; 0: any number")
    streams_total: int = Field(32, ge=0, description="answers under way for all; 0: any number")
    database: str = Field("", description="SQLAlchemy URL of the records; empty: SQLite in the data folder")
    embedder: str = Field("", description="sentence-transformers name or folder; empty: the bundled model")
    query_prompt: str | None = Field(None, description="text before a question; unset: the model's own")
    passage_prompt: str | None = Field(None, description="text before a passage; unset: the model's own")
    reranker: str = Field("", description="CrossEncoder name or folder; empty: the bundled reader; off: none")
    threads: int = Field(0, ge=0, description="threads for embedder and reader; 0: one for each core")
    max_file_mb: int = Field(50, ge=1, description="largest file that ingest reads, in MB")
    parse_seconds: float = Field(60.0, gt=0, description="seconds for reading one file, OCR and LibreOffice aside")
    parse_memory_mb: int = Field(2048, ge=256, description="memory for reading one file, in MB; OCR gets twice as much")
    allow_private: bool = Field(False, description="whether web addresses of private networks may be taken in")
    max_question: int = Field(1000, ge=10, description="longest question, in characters")
    log: Literal["on", "off"] = Field("on", description="off: of questions and answers only counts are kept, no texts")
    history: Literal["on", "off"] = Field("on", description="off: no conversation is kept in the browser")
    keep_days: int = Field(180, ge=0, description="days for which questions and answers are kept; 0: for ever")
    place: str = Field("", description="the office's own place in full; documents that name none are from there")
    contact: str = Field("", description="whom a refusal names for further questions")
    llm_base_url: str = Field("", validation_alias="LLM_BASE_URL", description="OpenAI-compatible endpoint")
    llm_api_key: str = Field("", validation_alias="LLM_API_KEY", description="its key, where it wants one")
    llm_model: str = Field("", validation_alias="LLM_MODEL", description="its model; set with LLM_BASE_URL")
    llm_timeout: float = Field(
        20.0, gt=0, validation_alias="LLM_TIMEOUT", description="seconds to wait for the model's next words"
    )
    llm_first_timeout: float = Field(
        60.0, gt=0, validation_alias="LLM_FIRST_TIMEOUT", description="seconds to wait for its first words"
    )
    llm_retries: int = Field(
        2, ge=0, le=5, validation_alias="LLM_RETRIES", description="new tries where it is busy or unreachable"
    )
    llm_prompt_tokens: int = Field(
        700, ge=400, validation_alias="LLM_PROMPT_TOKENS", description="longest prompt, in tokens counted high"
    )
    llm_max_tokens: int = Field(
        400, ge=50, validation_alias="LLM_MAX_TOKENS", description="longest reply; one that reasons needs 2000 or more"
    )

    @property
    def uses_llm(self) -> bool:
        """Whether a language model is configured."""
        return bool(self.llm_base_url and self.llm_model)


def load_settings(**overrides: object) -> Settings:
    """The settings of this process, with `overrides` (those that are not None) on top.

    Raises SettingsError where a value cannot be used, naming it.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        bad = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"设置有误 / bad setting: {bad}.", "见 README 的设置表 / see the settings table."
        ) from error
