"""No word that was planted beside the pixels is left in what is kept and published."""

from __future__ import annotations

import io
from collections import Counter

import pypdf
import pytest
from PIL import Image

from tests.kernel.planted import jpegs, pdfs, pictures, word
from tests.kernel.planted.finding import holds
from tocsin.kernel.foreign import cleaning, pixels

FILES = [*jpegs.files(), *pictures.files(), *pdfs.files()]


def test_there_are_enough_places() -> None:
    kinds = Counter(where.split()[0] for where, _name, _data in FILES)
    assert len(FILES) == 118, "docs/run-it.md names their number"
    assert len({where for where, _name, _data in FILES}) == len(FILES)
    assert set(kinds) == {"jpeg", "png", "webp", "gif", "tiff", "pdf"}


@pytest.mark.parametrize(("where", "name", "data"), FILES, ids=[one[0] for one in FILES])
def test_the_word_planted_there_does_not_survive(where: str, name: str, data: bytes) -> None:
    planted = word(where)
    assert holds(data, planted), "it must be there before it can be gone"
    clean = cleaning.clean(name, data)
    assert not holds(clean.data, planted)
    if clean.media_type == "application/pdf":
        held = pypdf.PdfReader(io.BytesIO(clean.data), strict=True)
        assert held.metadata is None
        assert held.pages[0].extract_text() == ""
    else:
        assert pixels.only(clean.media_type, clean.data)
        with Image.open(io.BytesIO(clean.data)) as image:
            assert image.size == (clean.width, clean.height)
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
