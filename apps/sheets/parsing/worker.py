"""The child process that parses: bounded memory, no Django, one file at a time on its pipes.

Request: two big-endian 32-bit lengths, then the name and the bytes of the file.
Reply: one length, then the JSON of parsed.py.
"""

import resource
import struct
import sys
from typing import BinaryIO

from apps.sheets.parsing.files import parse_file
from apps.sheets.parsing.parsed import ParseRefusal, to_json

MEMORY_BYTES = 512 * 1024 * 1024
REQUEST = struct.Struct(">II")
REPLY = struct.Struct(">I")


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the parent closes its end."""
    while head := requests.read(REQUEST.size):
        name_size, raw_size = REQUEST.unpack(head)
        name = requests.read(name_size).decode()
        reply = parse_safely(requests.read(raw_size), name)
        replies.write(REPLY.pack(len(reply)) + reply)
        replies.flush()


def parse_safely(raw: bytes, name: str) -> bytes:
    """JSON of the parsed file, or of its refusal; running out of memory or stack is one."""
    try:
        return to_json(parse_file(raw, name))
    except ParseRefusal as refusal:
        return to_json(refusal)
    except (MemoryError, RecursionError):
        return to_json(ParseRefusal(name, 0, "Le fichier demande trop de mémoire."))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
