"""What a file is, is seen from its bytes; what says otherwise, or is two things at once, is not taken."""

import pytest

from ichido.documents.kinds import KINDS, Kind, Look, NotTaken, judge, kind_of, kinds
from tests.documents.samples import EVERY, JPEG, PDF, PNG, TEXT, TIFF_BIG, zipped

PICTURES = kinds("application/pdf,image/png,image/jpeg,image/tiff,image/heic")


def look(content: bytes, step: int = 7) -> Look:
    """A file that has gone by in small pieces."""
    seen = Look()
    for at in range(0, len(content), step):
        seen.see(content[at : at + step])
    return seen


def judged(content: bytes, name: str = "a.pdf", claimed: str = "", taken: tuple[Kind, ...] = PICTURES) -> str:
    """The media type, or the code of why it is not taken."""
    found = judge(look(content), claimed, name, taken)
    return found.code if isinstance(found, NotTaken) else found.media_type


@pytest.mark.parametrize("media_type", EVERY)
@pytest.mark.parametrize("step", [1, 7, 4096])
def test_every_kind_is_known_by_its_bytes_however_they_come(media_type: str, step: int) -> None:
    content, name = EVERY[media_type]
    assert judge(look(content, step), media_type, name, KINDS) == kind_of(media_type)
    assert judge(look(content, step), "application/octet-stream", name, KINDS) == kind_of(media_type)


def test_what_is_no_kind_that_is_taken_says_which_are() -> None:
    for content in (b"MZ\x90\x00", b"\x7fELF", b"GIF89a", b"PK\x03\x04", TEXT, b"\x00", b"<html>"):
        found = judge(look(content), "", "a.pdf", PICTURES)
        assert isinstance(found, NotTaken)
        assert found.code == "type-not-taken"
        assert "application/pdf, image/png, image/jpeg, image/tiff, image/heic" in found.why


def test_what_is_sent_as_another_type_is_not_taken() -> None:
    assert judged(PNG, "a.png", "application/pdf") == "type-differs"
    assert judged(PNG, "a.png", "image/png") == "image/png"
    assert judged(TIFF_BIG, "a.TIFF", "") == "image/tiff"


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.png.exe", "a.html", "png"])
def test_a_name_that_says_another_type_is_not_taken(name: str) -> None:
    assert judged(PNG, name) == "name-differs"


def test_what_is_two_kinds_at_once_is_not_taken() -> None:
    assert judged(JPEG + b"\n" + PDF, "a.jpg") == "two-types"
    assert judged(PDF + zipped()) == "two-types"
    assert judged(PNG + zipped(), "a.png") == "two-types"
    assert judged(JPEG + b"x" * 2000 + PDF, "a.jpg") == "image/jpeg", "so far in, no reader looks for a PDF"
    assert judged(PDF + zipped() + b"\nno more than an attachment\n%%EOF") == "application/pdf"


@pytest.mark.parametrize("content", [b"a\x00b", b"\x1b[31m", "é".encode("latin-1"), TEXT + b"\xe3\x81"])
def test_text_is_text_to_its_end(content: bytes) -> None:
    assert judged(content, "a.txt", "", KINDS) == "type-not-taken"
    assert judged(b"", "a.txt", "", KINDS) == "text/plain", "what is empty is refused before"


def test_a_setting_names_kinds_that_can_be_recognised() -> None:
    assert [kind.media_type for kind in kinds("image/png, text/plain,image/png")] == ["image/png", "text/plain"]
    with pytest.raises(ValueError, match="image/gif is no kind of file that can be recognised: application/pdf, "):
        kinds("image/gif")
