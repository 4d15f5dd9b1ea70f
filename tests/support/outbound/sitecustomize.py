"""On the PYTHONPATH of a process, writes where it connects or what name it asks for."""

import os
import sys


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        place = address[0] if isinstance(address, tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        place = arguments[0]
    else:
        return
    if place:  # a file's path, as of PostgreSQL's socket, leaves no machine
        with open(os.environ["OUTBOUND_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{place!s}\n")


sys.addaudithook(_note)
