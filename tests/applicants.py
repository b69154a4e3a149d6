"""Applicants for the register of providers: cards as they should be, and lives of an application."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import fields
from datetime import date

from django.db import transaction
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.accounts.models import User
from backoffice.files.models import StoredFile
from backoffice.providers.card import ProviderCard
from backoffice.providers.models import Provider, ProviderDocument
from graphql_api.fields import camel
from tests import factories
from workflows import engine, provider_acts
from workflows.decisions import provider_entry as decisions
from workflows.decisions.program_certification import RemarkOn
from workflows.models import Process, Task
from workflows.provider_entry import ProviderEntry

Kind = Provider.Kind
INN = "7707083893"
_keys = itertools.count(1)
ACCEPT = decisions.ReviewProvider(verdict=decisions.ProviderVerdict.ACCEPT)
RETURN = decisions.ReviewProvider(
    verdict=decisions.ProviderVerdict.RETURN, remarks=(RemarkOn(field="acts_on", text="Укажите номер и дату."),)
)
REFUSE = decisions.ReviewProvider(
    verdict=decisions.ProviderVerdict.REFUSE, grounds=("FALSE_OR_INCOMPLETE_DATA",), reason="Сведения неполны."
)


def card(**changes) -> ProviderCard:
    """A private organisation with nothing missing; bank and account are of vectors made by the rule of the key."""
    values = {
        "kind": Kind.TRAINING,
        "ownership": Provider.Ownership.NON_STATE,
        "legal_form": "Общество с ограниченной ответственностью",
        "full_name": "ООО «Центр „Вектор“»",
        "short_name": "Вектор",
        "inn": INN,
        "kpp": "420501001",
        "ogrn": "1027700132195",
        "legal_address": "650000, Кемерово, ул. Примерная, 1",
        "actual_address": "650000, Кемерово, ул. Примерная, 1",
        "municipality": "kemerovo-city",
        "licence_number": "Л035-01258-42/00000001",
        "licence_issued_on": date(2018, 9, 1),
        "licence_issuer": "Кузбассобрнадзор",
        "head_name": "Иванов Иван Иванович",
        "head_position": "Директор",
        "acts_on": "Устав",
        "contact_name": "Петрова Анна",
        "contact_phone": "+7 (3842) 12-34-56",
        "contact_email": "vector@example.org",
    }
    return ProviderCard(**{**values, **changes})


def entrepreneur(**changes) -> ProviderCard:
    """An entrepreneur without staff, and so without a licence."""
    values = {
        "kind": Kind.ENTREPRENEUR_ALONE,
        "legal_form": "",
        "inn": "500100732259",
        "kpp": "",
        "ogrn": "304500116000157",
        "licence_number": "",
        "licence_issued_on": None,
        "licence_issuer": "",
        "head_name": "",
        "head_position": "",
        "acts_on": "",
    }
    return card(**{**values, **changes})


def as_input(given) -> dict:
    """A card as a client sends it."""
    values = {camel(each.name): getattr(given, each.name) for each in fields(given)}
    values["licenceIssuedOn"] = given.licence_issued_on and given.licence_issued_on.isoformat()
    return values


def attach(provider: Provider, by: User, *kinds: str) -> None:
    """Attach a file of each kind; nothing named: those of an organisation."""
    for kind in kinds or ("LICENCE", "CHARTER", "REGISTER_EXTRACT"):
        file = StoredFile.objects.create(
            storage_name=str(uuid.uuid4()),
            name=f"{kind}.pdf",
            media_type="application/pdf",
            size=3,
            sha256="0" * 64,
            uploaded_by=by,
        )
        ProviderDocument.objects.create(provider=provider, kind=kind, file=file)


class Application:
    """Plays the decisions about one provider, each by the right person, with the roles of that moment."""

    @transaction.atomic
    def __init__(self, **changes):
        operator = factories.operator_unit()
        self.applicant = factories.user("applicant")
        self.clerk = factories.member(Role.OPERATOR_CLERK, operator)
        self.head = factories.member(Role.OPERATOR_HEAD, operator)
        decision = decisions.DraftProvider(card=card(**changes))
        self.provider = provider_acts.draft(decision=decision, by=self.by(self.applicant), key=f"draft-{next(_keys)}")
        attach(self.provider, self.applicant)

    @staticmethod
    def by(person: User):
        return viewers.viewer_of_user(person)

    @property
    def case(self) -> Process:
        return Process.objects.filter(provider=self.provider).latest("pk")

    @property
    def task(self) -> Task:
        return Task.objects.get(process=self.case, flow_task_type="HUMAN", finished=None)

    def _again(self):
        self.provider.refresh_from_db()
        return self

    @transaction.atomic
    def save(self, new: ProviderCard):
        self._act(provider_acts.save, decisions.SaveProvider(card=new), self.applicant)
        return self._again()

    @transaction.atomic
    def submit(self):
        engine.start(
            ProviderEntry.start,
            subject_id=self.provider.pk,
            decision=decisions.SubmitProvider(),
            expected_version=self.provider.version,
            by=self.by(self.applicant),
        )
        return self._again()

    def review(self, decision):
        return self._complete(ProviderEntry.review_provider, decision, self.clerk)

    def resubmit(self, reply=""):
        return self._complete(ProviderEntry.resubmit_provider, decisions.ResubmitProvider(reply=reply), self.applicant)

    @transaction.atomic
    def _complete(self, node, decision, person):
        version = self.case.version
        engine.complete(node, task_id=self.task.pk, decision=decision, expected_version=version, by=self.by(person))
        return self._again()

    @transaction.atomic
    def withdraw(self, reason=""):
        engine.withdraw(
            ProviderEntry,
            case_id=self.case.pk,
            decision=decisions.WithdrawProvider(reason=reason),
            expected_version=self.case.version,
            by=self.by(self.applicant),
        )
        return self._again()

    @transaction.atomic
    def expire(self):
        Task.objects.filter(pk=self.task.pk).update(due_at=timezone.now())
        assert engine.expire(self.task.pk)
        return self._again()

    def suspend(self):
        return self._register(provider_acts.suspend, decisions.SuspendProvider(reason="Проверка."))

    def resume(self):
        return self._register(provider_acts.resume, decisions.ResumeProvider(reason="Нарушение устранено."))

    def exclude(self, ground="OWN_REQUEST"):
        return self._register(provider_acts.exclude, decisions.ExcludeProvider(ground=ground, reason="По заявлению."))

    @transaction.atomic
    def _register(self, act, decision):
        self._act(act, decision, self.head)
        return self._again()

    def _act(self, act, decision, person):
        act(
            provider_id=self.provider.pk,
            decision=decision,
            expected_version=self.provider.version,
            by=self.by(person),
        )
