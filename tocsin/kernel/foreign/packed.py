"""Office documents are ZIP archives: which one it is, and whether it is safe to unpack."""

from __future__ import annotations

import struct
import zipfile

ENTRIES, UNPACKED, RATIO = 4000, 256 * 1024 * 1024, 120
SMALL = 4 * 1024 * 1024  # below this a high ratio harms nobody; XML packs well
LOCKED = 0x1
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# By which entry, or which media type in the entry `mimetype`, a document is known.
MARKS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": OPEN_DOCUMENT + "text",
    "ods": OPEN_DOCUMENT + "spreadsheet",
    "odp": OPEN_DOCUMENT + "presentation",
}
# End of central directory record (APPNOTE 4.3.16): 22 bytes and a comment of at most 65,535.
END, END_SIZE = b"PK\x05\x06", 22


def office(archive: zipfile.ZipFile) -> str | None:
    """The kind of office document ("docx", …), or None for another archive."""
    names = set(archive.namelist())
    for kind, mark in MARKS.items():
        if mark in names and "[Content_Types].xml" in names:
            return kind
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > len(OPEN_DOCUMENT) + 20:
        return None
    said = archive.read("mimetype").decode("ascii", "replace").strip()
    return next((kind for kind, mark in MARKS.items() if mark == said), None)


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether an entry is encrypted."""
    return any(entry.flag_bits & LOCKED for entry in archive.infolist())


def is_bomb(archive: zipfile.ZipFile) -> bool:
    """Whether it holds too much: by number, by size in all, or by how tightly it is packed."""
    entries = archive.infolist()
    if len(entries) > ENTRIES or sum(one.file_size for one in entries) > UNPACKED:
        return True
    return any(
        one.file_size > SMALL and one.file_size > RATIO * max(one.compress_size, 1)
        for one in entries
    )


def ends_as_archive(data: bytes) -> bool:
    """Whether the last bytes are exactly the end of a ZIP archive, so that it opens as one."""
    tail = data[-(END_SIZE + 0xFFFF) :]
    at = tail.rfind(END)
    while at >= 0:
        if at + END_SIZE <= len(tail):
            (comment,) = struct.unpack_from("<H", tail, at + 20)
            if at + END_SIZE + comment == len(tail):
                return True
        at = tail.rfind(END, 0, at)
    return False
