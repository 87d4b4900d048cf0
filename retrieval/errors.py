"""The errors a user can meet, each with a hint that says what to do.

    PolicyQAError
    ├── UsageError              wrong call: a bad question, a bad filter, a bad option
    │   ├── QuestionError       empty or too long a question
    │   └── NotFound            no such document
    ├── SettingsError           a setting that cannot be used
    ├── DataError               the data folder
    │   ├── DataLocked          another process owns it
    │   ├── DataBroken          its records cannot be read
    │   ├── IndexBroken         its index cannot be read (it can be rebuilt)
    │   └── EmbedderMismatch    its vectors come from another embedder
    ├── EmbedderError           the embedder cannot be loaded
    ├── IngestError             one document that cannot be taken in
    └── ModelError              the language model cannot be reached, or is too slow

The shells turn them into an exit code and one line, or into a problem document (RFC 9457).
"""

from __future__ import annotations


class PolicyQAError(Exception):
    """The root. `code` names the error in machine-readable replies; `status` is its HTTP status."""

    code = "internal"
    status = 500
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(PolicyQAError):
    """The call itself is wrong; repeating it unchanged fails again."""

    code = "bad_request"
    status = 400
    exit_code = 2


class QuestionError(UsageError):
    """The question is empty or too long."""

    code = "bad_question"
    status = 422


class NotFound(UsageError):
    """No document has this id."""

    code = "not_found"
    status = 404


class SettingsError(PolicyQAError):
    """A setting has a value that cannot be used."""

    code = "bad_settings"
    exit_code = 2


class DataError(PolicyQAError):
    """The data folder cannot be used."""

    code = "data_unusable"
    status = 503


class DataLocked(DataError):
    """Another process owns the data folder. `url` is that process's server, where it has one."""

    code = "data_locked"
    status = 409

    def __init__(self, message: str, hint: str = "", url: str = "", token: str = "") -> None:
        super().__init__(message, hint)
        self.url = url
        self.token = token


class DataBroken(DataError):
    """The records cannot be read; nothing was changed."""

    code = "data_broken"


class IndexBroken(DataError):
    """The index cannot be read; `reindex` rebuilds it from the records."""

    code = "index_broken"


class EmbedderMismatch(DataError):
    """The stored vectors come from another model or have another dimension."""

    code = "embedder_mismatch"
    status = 409


class EmbedderError(PolicyQAError):
    """The embedder cannot be loaded."""

    code = "embedder_unusable"
    status = 503


class IngestError(PolicyQAError):
    """One document that cannot be taken in; the run goes on with the next."""

    code = "ingest_failed"
    status = 422


class ModelError(PolicyQAError):
    """The language model cannot be reached, is too slow, or answered with an error."""

    code = "model_unavailable"
    status = 502
