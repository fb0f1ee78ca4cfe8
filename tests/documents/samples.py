"""The smallest files of each kind, and files that are two kinds at once."""

import io
import struct
import zipfile
import zlib


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"
TIFF_BIG = b"MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
TEXT = "転居の経緯\n".encode()
EVERY = {
    "application/pdf": (PDF, "a.pdf"),
    "image/png": (PNG, "a.PNG"),
    "image/jpeg": (JPEG, "写真.jpeg"),
    "image/tiff": (TIFF, "a.tif"),
    "image/heic": (HEIC, "IMG_0001.HEIC"),
    "text/plain": (TEXT, "a.txt"),
}


def zipped() -> bytes:
    """An archive with a program in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil\n")
        archive.comment = b"with a comment"
    return file.getvalue()
