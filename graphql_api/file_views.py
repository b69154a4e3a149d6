"""Bytes over HTTP: a file comes in by `POST /files/`, and goes out by the short-lived link of `StoredFile.url`."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from strawberry import relay

from backoffice.errors import Refused
from backoffice.files import services
from backoffice.files.models import StoredFile
from graphql_api.answers import as_json, incident, problem
from graphql_api.context import Context
from graphql_api.errors import as_data
from graphql_api.view import ForeignRequest

log = logging.getLogger(__name__)
FORM = 64 * 1024  # bytes: what a form may add to its file
BAD_FORM = (400, "Нужна форма multipart/form-data с ровно одним файлом в поле file.")
TOO_LARGE = (
    413,
    f"Файл больше {settings.FILE_SIZE_LIMIT // 1024**2} МБ. Уменьшите его или разделите и загрузите снова.",
)
NOT_HERE = (404, "Не найдено. Ссылка на файл живёт пять минут: обновите страницу.")


class Meter(FileUploadHandler):
    """Stops reading as soon as one file, or the whole form, is larger than a file may be."""

    exceeded = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.FILE_SIZE_LIMIT + FORM:
            raise HTTPException(*TOO_LARGE)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.FILE_SIZE_LIMIT:
            self.exceeded = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer every failure as JSON: the client's mistakes in words, ours by an incident number."""

    @csrf_exempt
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except HTTPException as error:
            response = problem(error.status_code, error.reason)
        except Refused as refused:
            response = as_json(as_data(refused.refusals), 422)
        except RequestDataTooBig:
            response = problem(*TOO_LARGE)
        except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
            response = problem(*BAD_FORM)
        except Exception as error:  # the last door: whatever it is, the client hears a number
            response = incident(error)
        response["Cache-Control"] = "no-store"
        return response

    return answer


@_door
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take in one file of a signed-in person. Needs no permission: a file alone is seen by nobody else."""
    if request.method != "POST":
        raise HTTPException(405, "Отправьте файл методом POST.")
    context = Context(request)
    if context.viewer.user is None:
        raise HTTPException(401, "Войдите в систему.")
    file = _only_file(request, forgeable=context.bearer is None)
    with transaction.atomic():
        stored = services.store(file, file.name or "", context.viewer.user)
    answer = {
        "id": relay.to_base64("StoredFile", stored.pk),
        "name": stored.name,
        "size": stored.size,
        "mediaType": stored.media_type,
        "sha256": stored.sha256,
    }
    return as_json(answer, 201)


def _only_file(request: HttpRequest, *, forgeable: bool) -> UploadedFile:
    """Read the form, at most as much of it as a file may be, and check that it was not forged."""
    if request.content_type != "multipart/form-data":
        raise HTTPException(*BAD_FORM)
    if "CONTENT_LENGTH" not in request.META:
        raise HTTPException(411, "Нужен заголовок Content-Length.")
    meter = Meter(request)
    request.upload_handlers.insert(0, meter)
    if forgeable:  # the check looks for its token in the form too, so the form is read from here on
        check = ForeignRequest(lambda _: HttpResponse())
        check.process_request(request)
        if check.process_view(request, None, (), {}):
            raise HTTPException(403, "Нет верного X-CSRFToken: возьмите его из cookie csrftoken.")
    found = [(field, file) for field, files in request.FILES.lists() for file in files]
    if meter.exceeded:
        raise HTTPException(*TOO_LARGE)
    if [field for field, _ in found] != ["file"]:
        raise HTTPException(*BAD_FORM)
    return found[0][1]


@_door
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand a file out to the viewer for whom the token was made; for everybody else there is none."""
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(*NOT_HERE)
    file = services.file_for(token, Context(request).viewer)
    if file is None:
        raise HTTPException(*NOT_HERE)
    return _attachment(file)


def _attachment(file: StoredFile) -> FileResponse:
    """The bytes as something to keep, never as a page of ours."""
    try:
        content = default_storage.open(file.storage_name)
    except FileNotFoundError:
        log.error("Файла %s нет в хранилище: %s", file.pk, file.storage_name)
        raise HTTPException(*NOT_HERE) from None
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
