"""Documents of a provider's application: who reads them, what may be attached. Writes in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max, Q, QuerySet

from backoffice import cards, journal
from backoffice.access import Viewer, among
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.programs.models import ProgramDocument
from backoffice.providers.models import Provider, ProviderDocument

RULE = "Концепция, п. 1.1 (реестр поставщиков)"
OTHERS = 3  # live documents of the kind OTHER; of every other kind the newest one replaces the last


def visible_to(viewer: Viewer) -> QuerySet[ProviderDocument]:
    """Documents for those concerned with the provider's entry; never for the public."""
    return ProviderDocument.objects.filter(seen_by(viewer))


def seen_by(viewer: Viewer) -> Q:
    """The same as a condition, for a queryset that exists already."""
    return among("provider", Provider.objects.concerning(viewer))


def lock(provider_id, viewer: Viewer) -> Provider | None:
    """Find and lock a provider that the viewer sees and may write; None if there is none."""
    provider = Provider.objects.visible_to(viewer).filter(pk=provider_id).first()
    if provider is None or not viewer.may("save_provider", provider.pk):
        return None
    return Provider.objects.select_for_update(no_key=True, of=("self",)).get(pk=provider.pk)


def why_not_attach(provider: Provider, kind: str, file: StoredFile | None) -> Iterator[Refusal]:
    """Yield every reason against the document: the state of the provider, its remarks, the file, the number."""
    if provider.status not in Provider.EDITABLE:
        yield Refusal(
            "PROVIDER_LOCKED",
            f"Карточка поставщика закрыта для правки: {provider.get_status_display().lower()}.",
            RULE,
            "Дождитесь решения по заявке.",
        )
    if provider.status == Provider.Status.RETURNED:
        last = provider.remarks.aggregate(last=Max("round"))["last"]
        opened = provider.remarks.filter(round=last).values_list("field", flat=True)
        yield from cards.why_not_change({"documents": ""}, {"documents": "+"}, opened, rule=RULE)
    yield from attaching.why_not_attach(file, ProgramDocument.objects.all(), ProviderDocument.objects.all())
    if kind == ProviderDocument.Kind.OTHER:
        yield from attaching.why_not_another(provider.documents.filter(kind=kind, replaced=False), limit=OTHERS)


def attach(provider: Provider, kind: str, file: StoredFile, act: Act) -> ProviderDocument:
    """Attach the file, after `why_not_attach` had no reason; what it replaces stays for history."""
    if kind != ProviderDocument.Kind.OTHER:
        provider.documents.filter(kind=kind, replaced=False).update(replaced=True)
    document = ProviderDocument.objects.create(provider=provider, kind=kind, file=file)
    provider.version += 1
    provider.save(update_fields=["version"])
    journal.record(
        "provider.document_attached",
        provider,
        act,
        str(document),
        provider_id=provider.pk,
        municipality_id=provider.municipality_id,
    )
    return document
