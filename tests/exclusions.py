"""Acts sent by whoever may send them, of which only the refusals are told; a provider that is excluded."""

from __future__ import annotations

import uuid

from django.db import OperationalError, transaction

from backoffice.access import Role
from backoffice.errors import Refused
from backoffice.providers.models import Provider
from backoffice.registers.models import ProviderRegisterEntry
from tests import factories
from workflows import provider_acts
from workflows.decisions.provider_entry import ExcludeProvider


def said(call):
    """A sender of one act: what was refused; nothing if it was done."""

    def send() -> list[str]:
        try:
            with transaction.atomic():
                call()
        except Refused as refused:
            return [reason.code for reason in refused.refusals]
        except OperationalError as error:
            return [type(error.__cause__).__name__]
        return []

    return send


def excluding(of: Provider):
    """The operator takes a provider out of the register of providers."""
    ProviderRegisterEntry.objects.get_or_create(
        provider=of,
        defaults={"number": "42-ПО-2019-90001", "included_on": factories.SINCE, "case_id": uuid.uuid4()},
    )
    by = factories.viewer(factories.member(Role.OPERATOR_HEAD, factories.operator_unit()))
    decision = ExcludeProvider(ground="OWN_REQUEST", reason="Закрываемся.")
    version = Provider.objects.get(pk=of.pk).version
    about = {"provider_id": of.pk, "decision": decision, "expected_version": version}
    return said(lambda: provider_acts.exclude(**about, by=by))
