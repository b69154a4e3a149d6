"""The operator's seal: the bytes that people signed stay, anybody verifies it, one changed byte is noticed."""

from __future__ import annotations

import io
import re
import shutil
import stat
import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from backoffice.files.models import StoredFile
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.signatures import keys, seals, validation
from backoffice.signatures.models import DocumentSeal
from tests import documents
from workflows import jobs

NO_PDFSIG = not (shutil.which("pdfsig") and shutil.which("certutil"))


def bytes_of(file: StoredFile) -> bytes:
    with default_storage.open(file.storage_name) as content:
        return content.read()


@pytest.fixture
def sealed(db):
    """A document and the bytes of its sealed file."""
    document = documents.issued("EXTRACT")
    seals.seal_later(document)
    assert jobs.run_one(timezone.now())
    assert not Job.objects.exists()
    return document, bytes_of(DocumentSeal.objects.get(document=document).file)


def test_the_seal_is_behind_the_bytes_that_were_signed(sealed):
    document, content = sealed
    plain = bytes_of(document.file)
    assert content.startswith(plain) and len(content) > len(plain)
    (verdict,) = validation.verdicts(content, keys.the_key().roots)
    assert verdict.is_whole and verdict.is_trusted and verdict.is_good
    kept = DocumentSeal.objects.get()
    assert (kept.subject, kept.serial) == (verdict.subject, verdict.serial) == (keys.OPERATOR, keys.the_key().serial)
    assert Entry.objects.filter(what="document.sealed", subject_id=document.pk, by=None).count() == 1


def test_the_sealed_file_is_pdf_a_still(sealed):
    _, content = sealed
    pdf = PdfReader(io.BytesIO(content))
    marker = pdf.xmp_metadata.rdf_root.toxml()
    assert re.search(r'pdfaid:part(="|>)2', marker) and re.search(r'pdfaid:conformance(="|>)B', marker)
    (field,) = pdf.trailer["/Root"]["/AcroForm"]["/Fields"]
    widget = field.get_object()
    assert list(widget["/Rect"]) == [0, 0, 0, 0]  # of no size: PDF/A asks for no appearance
    assert widget["/F"] & 4 and not widget["/F"] & (1 | 2 | 32)  # printed; neither invisible, hidden nor not viewed
    assert widget["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    begin, first, second, last = widget["/V"]["/ByteRange"]
    assert begin == 0 and second + last == len(content) and first > len(content) // 2
    assert "/NeedAppearances" not in pdf.trailer["/Root"]["/AcroForm"]


def test_one_changed_byte_is_noticed_wherever_it_is(sealed):
    document, content = sealed
    roots, size = keys.the_key().roots, document.file.size
    for place in (*range(7, size, size // 24), size + 10, len(content) - 20):
        changed = bytearray(content)
        changed[place] ^= 1
        assert not is_good(bytes(changed), roots), place


def test_what_is_added_behind_the_seal_is_noticed(sealed):
    _, content = sealed
    assert not is_good(content + b"\n% more\n", keys.the_key().roots)


def is_good(content: bytes, roots) -> bool:
    try:
        found = validation.verdicts(content, roots)
    except validation.NotReadable:
        return False
    return bool(found) and all(each.is_good for each in found)


def test_the_seal_of_a_stranger_is_not_trusted(sealed, settings, tmp_path):
    _, content = sealed
    settings.SEAL_FOLDER = tmp_path / "seal"
    (verdict,) = validation.verdicts(content, keys.the_key().roots)
    assert verdict.is_whole and not verdict.is_trusted


def test_a_document_is_sealed_once(sealed):
    document, _ = sealed
    assert seals.seal(document.pk) is True
    assert DocumentSeal.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentSeal.objects.all().delete()


def test_a_file_that_was_exchanged_is_not_sealed(db):
    document = documents.issued("EXTRACT")
    with open(default_storage.path(document.file.storage_name), "r+b") as file:
        file.seek(100)
        file.write(b"X")
    with pytest.raises(seals.FileChanged):
        seals.seal(document.pk)
    seals.seal_later(document)
    assert jobs.run_one(timezone.now())
    assert Job.objects.get().last_error == "FileChanged" and not DocumentSeal.objects.exists()


def test_the_key_is_made_once_and_for_its_owner_alone(settings, tmp_path):
    settings.SEAL_FOLDER = tmp_path / "data" / "seal"
    first = keys.the_key()
    assert keys.the_key().serial == first.serial
    kept = settings.SEAL_FOLDER / keys.FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.SEAL_FOLDER.stat().st_mode) == 0o700
    assert [each.name for each in settings.SEAL_FOLDER.parent.iterdir()] == ["seal"]
    (root,) = first.roots
    first.certificate.verify_directly_issued_by(root)


def test_production_brings_its_own_key(settings, tmp_path):
    settings.SEAL_FOLDER = tmp_path / "none"
    own = tmp_path / "own.p12"
    own.write_bytes(keys._made("пароль"))
    settings.SEAL_P12, settings.SEAL_PASSWORD = str(own), "пароль"
    assert keys.the_key().roots and not settings.SEAL_FOLDER.exists()


def test_the_command_tells_good_from_changed(sealed, tmp_path, capsys):
    _, content = sealed
    file = tmp_path / "sealed.pdf"
    file.write_bytes(content)
    call_command("check_seal", file)
    assert "файл не изменён, сертификату доверяем" in capsys.readouterr().out
    file.write_bytes(content.replace(b"/Type", b"/Typo", 1))
    with pytest.raises((SystemExit, CommandError)):
        call_command("check_seal", file)
    file.write_bytes(bytes_of(documents.issued("AGENDA").file))
    with pytest.raises(CommandError, match="нет электронной печати"):
        call_command("check_seal", file)


def test_anybody_gets_the_certificate_to_trust(db):
    answer = Client().get("/seal/authority.pem")
    assert answer.status_code == 200 and answer.content == keys.the_key().roots_pem
    assert b"PRIVATE" not in answer.content
    assert Client().post("/seal/authority.pem").status_code == 405


@pytest.mark.skipif(NO_PDFSIG, reason="needs pdfsig (poppler-utils) and certutil (libnss3-tools)")
def test_somebody_elses_program_says_the_same(sealed, tmp_path):
    document, content = sealed
    authority, store = tmp_path / "authority.pem", f"sql:{tmp_path}"
    authority.write_bytes(keys.the_key().roots[0].public_bytes(Encoding.PEM))
    run("certutil", "-N", "-d", store, "--empty-password")
    run("certutil", "-A", "-d", store, "-n", "authority", "-t", "C,C,C", "-i", str(authority))
    file = tmp_path / "sealed.pdf"
    file.write_bytes(content)
    said = run("pdfsig", "-nssdir", store, str(file))
    assert "Signature is Valid." in said and "Certificate is Trusted." in said and "Total document signed" in said
    changed = bytearray(content)
    changed[document.file.size // 2] ^= 1
    file.write_bytes(changed)
    said = run("pdfsig", "-nssdir", store, str(file))
    assert "Digest Mismatch." in said and "Signature is Valid." not in said


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr
