"""The clean room, a process of its own: a foreign file goes in, drawn pixels come out.

In: one line of JSON (`kind`), then the file. Out: for each picture one line of JSON
(`media_type`, `width`, `height`, `size`) and its bytes; or one line with `unfit`, a word of
`cleaning`. It knows neither Django nor the data folder, and opens no file and no socket.
"""

from __future__ import annotations

import codecs
import json
import sys
from typing import BinaryIO

from tocsin.kernel.foreign import cage, pdfs, pictures

SECONDS = 40  # of the processor
MEMORY = 1536 * cage.MIB
CODECS = ("ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
OPEN = 3  # standard input, output and error


def answer(source: BinaryIO, out: BinaryIO) -> None:
    """One file."""
    kind = json.loads(source.readline())["kind"]
    data = source.read()
    try:
        made = pdfs.draw(data) if kind == "pdf" else iter([pictures.redraw(data, kind)])
        for picture in made:
            _say(out, picture)
    except pictures.Unfit as unfit:
        _line(out, {"unfit": str(unfit)})
    except MemoryError:
        _line(out, {"unfit": "memory"})
    out.flush()


def _say(out: BinaryIO, picture: pictures.Picture) -> None:
    told = {"media_type": picture.media_type, "width": picture.width, "height": picture.height}
    _line(out, told | {"size": len(picture.data)})
    out.write(picture.data)


def _line(out: BinaryIO, told: dict[str, object]) -> None:
    out.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    for codec in CODECS:
        codecs.lookup(codec)  # Python reads their modules when they are first asked for
    cage.confine(seconds=SECONDS, memory=MEMORY, files=OPEN)
    answer(sys.stdin.buffer, sys.stdout.buffer)
