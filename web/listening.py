"""The socket that the server listens on, and its address."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from retrieval.errors import PolicyQAError

if TYPE_CHECKING:
    from retrieval.assistant import Assistant


class PortError(PolicyQAError):
    """The address cannot be listened on."""

    code = "port_taken"


def listen(assistant: Assistant, host: str, port: int) -> socket.socket:
    """A socket that listens on an address. Raises PortError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        say = assistant.prompts.say
        message = say("pages.port_taken", host=host, port=port, why=error.strerror or str(error))
        raise PortError(message, say("pages.port_taken_hint")) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """An address at which this machine reaches `listener`."""
    host, port = listener.getsockname()[:2]
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound here
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
