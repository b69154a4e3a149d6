"""What is taken in as a file, who reads it, how long a link lives."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.signing import TimestampSigner
from django.db import IntegrityError, connection, transaction

from backoffice.access import STRANGER, Role
from backoffice.certification.models import ExpertAssignment
from backoffice.errors import Refused
from backoffice.files import services
from backoffice.files.models import StoredFile
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import ProviderDocument
from backoffice.units.models import Unit
from tests import bulk, factories, families, uploads
from tests.uploads import EXE, HTML, JPEG, PDF, PNG, SVG, ZIP, Earlier, stored

folder = uploads.folder


def reasons(name: str, content: bytes, size: int | None = None) -> list[str]:
    size = len(content) if size is None else size
    found = [*services.why_not_store(name, size, content[: services.HEAD], content[-services.TAIL :])]
    assert all(reason.message and reason.rule and reason.remedy and reason.path == ("file",) for reason in found)
    return [reason.code for reason in found]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("программа.pdf", PDF),
        ("ПРОГРАММА 2024 (итог).PDF", PDF),
        ("фото.png", PNG),
        ("фото.jpg", JPEG),
        ("фото.jpeg", JPEG),
        ("фото.jpg", JPEG + b"SEFH notes of a telephone SEFT"),
    ],
)
def test_a_document_or_a_picture_is_taken(name, content):
    assert reasons(name, content) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", HTML, "FILE_NOT_AS_NAMED"),
        ("a.pdf", PNG, "FILE_NOT_AS_NAMED"),
        ("a.png", PDF, "FILE_NOT_AS_NAMED"),
        ("a.jpg", PNG, "FILE_NOT_AS_NAMED"),
        ("a.png", SVG, "FILE_NOT_AS_NAMED"),
        ("a.pdf", EXE, "FILE_NOT_AS_NAMED"),
        ("a.pdf", b"just words", "FILE_NOT_AS_NAMED"),
        ("a.pdf", b"MZ\x90\x00" + PDF, "FILE_NOT_AS_NAMED"),
        ("a.pdf", b"\n" + PDF, "FILE_NOT_AS_NAMED"),
        ("a.html", HTML, "FILE_TYPE_NOT_ALLOWED"),
        ("a.svg", SVG, "FILE_TYPE_NOT_ALLOWED"),
        ("a.exe", EXE, "FILE_TYPE_NOT_ALLOWED"),
        ("a.zip", b"PK\x03\x04" + ZIP, "FILE_TYPE_NOT_ALLOWED"),
        ("a.docx", b"PK\x03\x04" + ZIP, "FILE_TYPE_NOT_ALLOWED"),
        ("a.pdf.exe", PDF, "FILE_TYPE_NOT_ALLOWED"),
        ("a.pdf", PDF.replace(b"%%EOF", b""), "FILE_DAMAGED"),
        ("a.pdf", PDF + b" " * 1024, "FILE_DAMAGED"),
        ("a.png", PNG[:-5], "FILE_DAMAGED"),
        ("a.jpg", JPEG[:-2], "FILE_DAMAGED"),
        ("a.pdf", PDF + ZIP, "FILE_HIDES_ANOTHER"),
        ("a.jpg", JPEG + b"PK\x03\x04" + ZIP, "FILE_HIDES_ANOTHER"),
        ("a.pdf", b"%PDF-1.7\n<HTML><script>x</script>\n" + PDF, "FILE_HIDES_ANOTHER"),
        ("a.pdf", b"", "FILE_EMPTY"),
        (".pdf", PDF, "FILE_NAME_INVALID"),
        ("..pdf", PDF, "FILE_NAME_INVALID"),
        ("../../etc/a.pdf", PDF, "FILE_NAME_INVALID"),
        ("C:\\a.pdf", PDF, "FILE_NAME_INVALID"),
        ("a\0.pdf", PDF, "FILE_NAME_INVALID"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "FILE_NAME_INVALID"),
        ("a\u202efdp.pdf", PDF, "FILE_NAME_INVALID"),
        ("a" * 197 + ".pdf", PDF, "FILE_NAME_TOO_LONG"),
    ],
)
def test_each_reason_alone(name, content, code):
    assert reasons(name, content) == [code]


def test_both_sides_of_every_bound():
    assert reasons("a" * 196 + ".pdf", PDF) == []
    assert reasons("a.pdf", PDF, 10 * 2**20) == []
    assert reasons("a.pdf", PDF, 10 * 2**20 + 1) == ["FILE_TOO_LARGE"]
    assert reasons("a.pdf", PDF + b" " * 1018) == []


def test_all_reasons_come_at_once():
    name = "x/" + "a" * 200 + ".pdf"

    assert reasons(name, PDF[:20] + ZIP, 11 * 2**20) == [
        "FILE_NAME_TOO_LONG",
        "FILE_NAME_INVALID",
        "FILE_TOO_LARGE",
        "FILE_DAMAGED",
        "FILE_HIDES_ANOTHER",
    ]


@pytest.mark.django_db
def test_a_stored_file_is_kept_under_a_name_of_our_own(folder):
    person = factories.user()
    content = PDF[:20] + b"x" * 200_000 + PDF

    file = services.store(ContentFile(content), "программа.pdf", person)

    (path,) = stored(folder)
    assert path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o600
    assert path.relative_to(folder).as_posix() == file.storage_name
    assert "программа" not in file.storage_name and file.storage_name.endswith(".pdf")
    assert (file.name, file.media_type, file.size) == ("программа.pdf", "application/pdf", len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert list(Entry.objects.values_list("what", "subject_id", "by")) == [("file.stored", file.pk, person.pk)]


@pytest.mark.django_db
def test_a_refused_file_is_not_stored(folder):
    with pytest.raises(Refused, match="FILE_NOT_AS_NAMED"):
        services.store(ContentFile(HTML), "a.pdf", factories.user())

    assert stored(folder) == [] and not StoredFile.objects.exists()


@pytest.mark.django_db
def test_without_the_row_the_bytes_are_removed(folder):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE backoffice_storedfile ADD CHECK (name <> 'b.pdf')")
    person = factories.user()
    services.store(ContentFile(PDF), "a.pdf", person)
    (kept,) = stored(folder)

    with pytest.raises(IntegrityError), transaction.atomic():
        services.store(ContentFile(PDF), "b.pdf", person)

    assert stored(folder) == [kept] and StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_one_person_cannot_fill_the_disk(folder, monkeypatch):
    monkeypatch.setattr(services, "FILES_A_DAY", 2)
    person = factories.user()
    for _ in range(2):
        services.store(ContentFile(PDF), "a.pdf", person)

    with pytest.raises(Refused, match="TOO_MANY_FILES"):
        services.store(ContentFile(PDF), "a.pdf", person)

    assert len(stored(folder)) == 2
    services.store(ContentFile(PDF), "a.pdf", factories.user())


@pytest.mark.django_db
def test_a_token_is_good_for_its_user_for_five_minutes(folder):
    person, other = factories.user(), factories.user()
    file = services.store(ContentFile(PDF), "a.pdf", person)
    viewer = factories.viewer(person)
    token = services.download_token(file, person)
    aged = f"{file.pk}.{person.pk}"

    assert services.file_for(token, viewer) == file
    assert services.file_for(Earlier(295).sign(aged), viewer) == file
    assert services.file_for(Earlier(301).sign(aged), viewer) is None
    assert services.file_for(token, factories.viewer(other)) is None
    assert services.file_for(token, STRANGER) is None
    assert services.file_for(token[:-1] + ("a" if token[-1] != "a" else "b"), viewer) is None
    assert services.file_for(TimestampSigner(salt="other").sign(aged), viewer) is None
    assert services.file_for("", viewer) is None


@pytest.mark.django_db
def test_a_token_ends_with_the_right_to_see_the_file(folder):
    owner = factories.provider()
    manager = factories.member(Role.PROVIDER_MANAGER, owner.unit)
    edition = factories.edition(owner, factories.member(Role.PROVIDER_MANAGER, owner.unit))
    file = edition.documents.get().file
    token = services.download_token(file, manager)
    assert services.file_for(token, factories.viewer(manager)) == file

    manager.memberships.all().delete()

    assert services.file_for(token, factories.viewer(manager)) is None


@pytest.mark.django_db
def test_a_file_is_seen_by_those_who_see_its_document():
    owner = factories.provider()
    author = factories.member(Role.PROVIDER_MANAGER, owner.unit)
    edition = factories.edition(owner, author)
    file = edition.documents.get().file
    operator = factories.operator_unit()
    town = Unit.objects.get(code="kemerovo-city")
    elsewhere = Unit.objects.filter(kind=Unit.Kind.MUNICIPALITY).exclude(pk=town.pk).first()
    asked = factories.member(Role.QUALITY_EXPERT, operator)
    ExpertAssignment.objects.create(edition=edition, expert=asked, by_load=True)
    yes = [
        author,
        asked,
        factories.member(Role.PROVIDER_MANAGER, owner.unit),
        factories.member(Role.OPERATOR_CLERK, operator),
        factories.member(Role.MUNICIPAL_CLERK, town),
    ]
    no = [
        factories.user(),
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.MUNICIPAL_CLERK, elsewhere),
        factories.member(Role.QUALITY_EXPERT, operator),
    ]
    for status in (ProgramEdition.Status.DRAFT, ProgramEdition.Status.CERTIFIED):
        ProgramEdition.objects.filter(pk=edition.pk).update(status=status)
        for person in yes:
            assert StoredFile.objects.filter(services.seen_by(factories.viewer(person))).get() == file
        for viewer in [STRANGER, *map(factories.viewer, no)]:
            assert not StoredFile.objects.filter(services.seen_by(viewer)).exists()


@pytest.mark.django_db
def test_a_providers_file_is_seen_by_those_concerned_with_its_entry(folder):
    owner = factories.provider()
    author = factories.member(Role.APPLICANT, owner.unit)
    file = services.store(ContentFile(PDF), "лицензия.pdf", author)
    clerk = factories.viewer(factories.member(Role.OPERATOR_CLERK, factories.operator_unit()))
    rival = factories.viewer(factories.member(Role.PROVIDER_MANAGER, factories.provider().unit))
    assert not StoredFile.objects.filter(services.seen_by(clerk)).exists()

    ProviderDocument.objects.create(provider=owner, kind=ProviderDocument.Kind.LICENCE, file=file)

    assert StoredFile.objects.filter(services.seen_by(clerk)).get() == file
    assert not StoredFile.objects.filter(services.seen_by(rival)).exists()
    assert not StoredFile.objects.filter(services.seen_by(STRANGER)).exists()


@pytest.mark.django_db
def test_a_list_of_children_stays_its_loaders_only_while_he_works_there(folder):
    clerk = families.clerk()
    run = bulk.started(clerk, bulk.as_csv([bulk.row(1)]))

    def seen(person):
        return StoredFile.objects.filter(services.seen_by(factories.viewer(person)))

    assert seen(clerk).get() == run.file
    assert not seen(families.clerk()).exists(), "a colleague did not load it"
    token = services.download_token(run.file, clerk)

    clerk.memberships.all().delete()

    assert not seen(clerk).exists() and services.file_for(token, factories.viewer(clerk)) is None
