"""Small real documents, with a word planted in each place that a reader does not see."""

from __future__ import annotations

import io
import zipfile

from tests.kernel.planted import word

SEEN = "Seven ferry workers are held."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
# Part: its media type, the relation that leads to it, its XML.
PARTS = {
    "docProps/core.xml": (
        "application/vnd.openxmlformats-package.core-properties+xml",
        f"{PACKAGE}/relationships/metadata/core-properties",
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{word('creator')}</dc:creator><dc:title>{word('title')}</dc:title>"
        "</cp:coreProperties>",
    ),
    "docProps/app.xml": (
        f"{KIND}.extended-properties+xml",
        f"{OFFICE}/relationships/extended-properties",
        f'<Properties xmlns="{OFFICE}/extended-properties">'
        f"<Company>{word('company')}</Company></Properties>",
    ),
    "docProps/custom.xml": (
        f"{KIND}.custom-properties+xml",
        f"{OFFICE}/relationships/custom-properties",
        f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="from">'
        f"<vt:lpwstr>{word('custom')}</vt:lpwstr></property></Properties>",
    ),
    "word/comments.xml": (
        f"{KIND}.wordprocessingml.comments+xml",
        f"{OFFICE}/relationships/comments",
        f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="{word("commenter")}" '
        f'w:date="2026-03-04T05:06:07Z"><w:p><w:r><w:t>{word("comment")}</w:t></w:r></w:p>'
        "</w:comment></w:comments>",
    ),
}
PLACES = ["creator", "title", "company", "custom", "commenter", "comment", "hidden"]
HIDDEN = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{word('hidden')}</w:t></w:r>"
COMMENTED = '<w:r><w:commentReference w:id="0"/></w:r>'
CHANGED = (
    f'<w:del w:id="1" w:author="{word("deleter")}" w:date="2026-03-04T05:06:07Z"><w:r>'
    f"<w:delText>{word('deleted')}</w:delText></w:r></w:del>"
)


def docx(*runs: str, linked: str = "") -> bytes:
    """A letter that Word would open, with more runs behind its sentence, or a picture linked."""
    body = f"<w:p><w:r><w:t>{SEEN}</w:t></w:r>{''.join(runs)}</w:p>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types())
        archive.writestr("_rels/.rels", _relations("docProps/", f"{OFFICE}/relationships"))
        archive.writestr("word/_rels/document.xml.rels", _relations("word/", "", linked))
        archive.writestr(
            "word/document.xml",
            f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}/relationships" '
            'xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, (_type, _relation, xml) in PARTS.items():
            archive.writestr(name, HEAD + xml)
    return made.getvalue()


PICTURE = (
    '<w:r><w:pict><v:shape style="width:90pt;height:90pt"><v:imagedata r:link="linked"/>'
    "</v:shape></w:pict></w:r>"
)


def rtf(*more: str) -> bytes:
    """The same letter as RTF."""
    told = f"{{\\info{{\\author {word('creator')}}}{{\\title {word('title')}}}}}"
    return f"{{\\rtf1\\ansi{told}{SEEN}{''.join(more)}\\par}}".encode()


RTF_HIDDEN = f"{{\\v {word('hidden')}}}"
RTF_CHANGED = f"{{\\*\\revtbl{{Unknown;}}}}{{\\deleted\\revauthdel0 {word('deleted')}}}"


def _types() -> str:
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, (kind, _relation, _xml) in PARTS.items()
    )
    main = f"{KIND}.wordprocessingml.document.main+xml"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{parts}</Types>'
    )


def _relations(folder: str, main: str, linked: str = "") -> str:
    found = [(kind, name) for name, (_t, kind, _x) in PARTS.items() if name.startswith(folder)]
    rows = [
        f'<Relationship Id="r{at}" Type="{kind}" Target="{name.removeprefix("word/")}"/>'
        for at, (kind, name) in enumerate(found)
    ]
    if main:
        rows.append(
            f'<Relationship Id="m" Type="{main}/officeDocument" Target="word/document.xml"/>'
        )
    if linked:
        image = f"{OFFICE}/relationships/image"
        rows.append(
            f'<Relationship Id="linked" Type="{image}" Target="{linked}" TargetMode="External"/>'
        )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'
