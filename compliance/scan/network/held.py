"""A TLS connection that is never lost hold of, whenever the other side resets it."""

from __future__ import annotations

import errno
import os
import ssl
from typing import Any


class Held(ssl.SSLSocket):
    """A connection that closes itself when it was reset before its handshake: Python 3.11 loses hold of it there."""

    def getpeername(self) -> Any:
        """Return the other end's address; ConnectionError, and closed, when there is none any more."""
        try:
            return super().getpeername()
        except OSError as error:
            self.close()
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from error
