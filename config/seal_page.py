"""The certificate that others verify the operator's seal with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from backoffice.signatures.keys import the_key


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """Certificates of the authorities behind the seal, as PEM. Open to everybody: there is nothing secret in it."""
    response = HttpResponse(the_key().roots_pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="authority.pem"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
