"""Files as tests need them: bytes of every type, an empty store, tokens signed earlier."""

import struct
import time
import zlib

import pytest
from django.core.signing import TimestampSigner, b62_encode

from backoffice.files import services

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


PNG = png()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 40 + b"\xff\xd9"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200
ZIP = b"PK\x05\x06" + b"\0" * 18


@pytest.fixture
def folder(settings, tmp_path):
    """The store, empty; its files by `stored(folder)`."""
    plain = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": plain, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class Earlier(TimestampSigner):
    """Signs as we do, `ago` seconds ago."""

    def __init__(self, ago: int):
        super().__init__(salt=services.SALT)
        self.ago = ago

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - self.ago)
