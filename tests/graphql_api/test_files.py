"""Uploading and downloading files over HTTP."""

import hashlib
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from strawberry import relay

from backoffice.access import Role
from backoffice.accounts.services import issue_token
from backoffice.files import services
from backoffice.files.models import StoredFile
from tests import factories, uploads
from tests.uploads import HTML, PDF, PNG, Earlier, stored

pytestmark = pytest.mark.django_db
folder = uploads.folder


@pytest.fixture
def manager():
    return factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)


def bearer(person):
    return {"Authorization": f"Bearer {issue_token(person.username)}"}


def upload(person, content=PDF, name="программа.pdf", client=None, field="file", **headers):
    if person:
        headers |= bearer(person)
    return (client or Client()).post("/files/", {field: SimpleUploadedFile(name, content)}, headers=headers)


def brought(person, name="новая.pdf"):
    return services.store(ContentFile(PDF), name, person)


def test_an_uploaded_file_is_stored_and_described(folder, manager):
    response = upload(manager)

    file = StoredFile.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": relay.to_base64("StoredFile", file.pk),
        "name": "программа.pdf",
        "size": len(PDF),
        "mediaType": "application/pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert response["Cache-Control"] == "no-store"
    assert file.uploaded_by == manager and len(stored(folder)) == 1


@pytest.mark.parametrize("length", [3 * 2**20, 10 * 2**20])
def test_a_large_file_is_stored_whole(folder, manager, length):
    content = PDF + b"x" * (length - 2 * len(PDF)) + PDF

    response = upload(manager, content)

    assert response.status_code == 201 and response.json()["size"] == length
    assert stored(folder)[0].read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", HTML, "FILE_NOT_AS_NAMED"),
        ("a.pdf", PNG, "FILE_NOT_AS_NAMED"),
        ("a.html", HTML, "FILE_TYPE_NOT_ALLOWED"),
        ("a.pdf", b"", "FILE_EMPTY"),
        ("a" * 210 + ".pdf", PDF, "FILE_NAME_TOO_LONG"),
    ],
)
def test_a_refusal_is_data_and_nothing_is_stored(folder, manager, name, content, code):
    response = upload(manager, content, name)

    (refusal,) = response.json()["refusals"]
    assert response.status_code == 422 and refusal.keys() == {"code", "message", "rule", "remedy", "path"}
    assert refusal["code"] == code and refusal["path"] == ["file"]
    assert stored(folder) == [] and not StoredFile.objects.exists()


@pytest.mark.parametrize("size", [10 * 2**20 + 1, 11 * 2**20])
def test_a_file_too_large_is_not_read_to_its_end(folder, manager, size):
    response = upload(manager, PDF + b"x" * (size - len(PDF)))

    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (413, "LIMIT_EXCEEDED")
    assert "больше 10 МБ" in error["message"]
    assert stored(folder) == [] and not StoredFile.objects.exists()


def test_the_body_of_a_longer_form_is_not_read_at_all(manager):
    class Unread:
        def read(self, *_):
            raise AssertionError("read")

        readline = read

    response = Client().generic(
        "POST",
        "/files/",
        b"",
        headers=bearer(manager),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(50 * 2**20),
        **{"wsgi.input": Unread()},
    )

    assert response.status_code == 413


def test_a_stranger_may_not_upload(folder):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        response = upload(None, **headers)

        assert response.status_code == 401
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert stored(folder) == [] and not StoredFile.objects.exists()


def test_a_session_needs_its_csrf_token(folder, manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager, "django.contrib.auth.backends.ModelBackend")
    client.cookies[configured.CSRF_COOKIE_NAME] = "a" * 32

    assert upload(None, client=client).status_code == 403
    assert upload(None, client=client, **{"X-CSRFToken": "b" * 32}).status_code == 403
    foreign = upload(None, client=client, **{"X-CSRFToken": "a" * 32, "Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert stored(folder) == [] and not StoredFile.objects.exists()
    assert upload(None, client=client, **{"X-CSRFToken": "a" * 32}).status_code == 201


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data; boundary=x"),
        (b"\xff\xfe" * 100, "multipart/form-data; boundary=\xff"),
        (PDF, "application/pdf"),
        (b"{}", "application/json"),
    ],
)
def test_a_broken_form_is_the_clients_mistake(folder, manager, body, content_type):
    response = Client().generic("POST", "/files/", body, content_type=content_type, headers=bearer(manager))

    assert response.status_code == 400 and response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert stored(folder) == []


def test_exactly_one_file_in_the_field_file(folder, manager):
    two = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]
    headers = bearer(manager)

    assert Client().post("/files/", {"file": two}, headers=headers).status_code == 400
    assert Client().post("/files/", {"file": two[0], "other": two[1]}, headers=headers).status_code == 400
    assert Client().post("/files/", {"file": "text"}, headers=headers).status_code == 400
    assert upload(manager, field="document").status_code == 400
    assert Client().get("/files/", headers=headers).status_code == 405
    assert stored(folder) == [] and not StoredFile.objects.exists()


def test_a_path_in_the_name_does_not_leave_the_folder(folder, manager):
    response = upload(manager, name="../../../etc/cron.pdf")

    assert response.json()["name"] == "cron.pdf"
    assert len(stored(folder)) == 1


def test_a_download_is_something_to_keep_and_never_a_page(folder, manager):
    file = brought(manager, "план «А»; x.pdf")
    path = f"/files/{services.download_token(file, manager)}"

    response = Client().get(path, headers=bearer(manager))

    assert response.status_code == 200 and b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf" and response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(file.name)}"
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def test_a_link_of_another_or_an_old_one_finds_nothing(folder, manager):
    file = brought(manager)
    fresh = services.download_token(file, manager)
    old = Earlier(301).sign(f"{file.pk}.{manager.pk}")
    other = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())

    for token, headers in [
        (fresh, bearer(other)),
        (fresh, {}),
        (old, bearer(manager)),
        (fresh + "x", bearer(manager)),
        ("nonsense", bearer(manager)),
        (quote("\0ключ"), bearer(manager)),
    ]:
        response = Client().get(f"/files/{token}", headers=headers)
        assert response.status_code == 404 and response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert Client().post(f"/files/{fresh}", headers=bearer(manager)).status_code == 404
    stored(folder)[0].unlink()
    assert Client().get(f"/files/{fresh}", headers=bearer(manager)).status_code == 404
