"""The files that documents were read from, kept by content in the data folder, so that the viewer can show them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from retrieval.errors import DataError, NotFound


class Originals:
    """Files by the SHA-256 of their bytes, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keeps a file; gives its key. Raises DataError where the disk refuses."""
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_suffix(".part")
                part.write_bytes(data)
                os.replace(part, path)  # so that a file is there whole or not at all
        except OSError as error:
            raise DataError(
                f"原件无法保存：{error.strerror}。 The original cannot be kept.", "请检查磁盘空间和权限。"
            ) from error
        return key

    def read(self, key: str) -> bytes:
        """The bytes of a kept file. Raises NotFound."""
        try:
            return self._path(key).read_bytes()
        except OSError:
            raise NotFound("没有保存这份文件的原件。 The original was not kept.", "请重新导入该文件。") from None

    def drop(self, key: str) -> None:
        """Removes a file; one that is not there is passed over."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
