"""Every decision of the product with every answer to its first question, and what its form asks for with each."""

from __future__ import annotations

import dataclasses

from django.utils import timezone
from strawberry.relay import to_base64

import graphql_api.schema  # noqa: F401  it names the decisions
from backoffice.providers.models import Provider
from graphql_api.fields import camel
from graphql_api.inputs import DECISIONS
from tests import signing
from tests.applicants import ACCEPT, Application
from tests.deeds import Deed, certified
from tests.every_deed import DEEDS


def decision_of(name: str) -> type | None:
    """The decision of a deed, by its name; none of what no form asks for."""
    return DECISIONS.get(name.partition(":")[0])


def question_of(each: dataclasses.Field, decision: type) -> dataclasses.Field:
    """The field on whose answer another one depends, if it does."""
    declared = dataclasses.fields(decision)
    name = each.metadata["question"] or declared[0].name
    (question,) = [one for one in declared if one.name == name]
    return question


def answer_to(each: dataclasses.Field, decision: type, given: dict):
    """What is answered to the question on which a field depends."""
    question = question_of(each, decision)
    return given.get(camel(question.name), question.default)


def is_asked(each: dataclasses.Field, decision: type, given: dict) -> bool:
    """Whether the form shows a field beside the answers that are given."""
    if not each.metadata["only_for"]:
        return True
    answered = answer_to(each, decision, given) in each.metadata["only_for"]
    return answered and is_asked(question_of(each, decision), decision, given)


def of_provider(operation: str, status: str = "ACTIVE", **content):
    """An act of the operator's head about a provider in the register."""

    def deed(people) -> Deed:
        application = Application(kpp="420501002").submit().review(ACCEPT)
        provider = application.provider
        Provider.objects.filter(pk=provider.pk).update(status=status)
        about = {"provider": to_base64("Provider", provider.pk), "expectedVersion": provider.version}
        return Deed(application.head, operation, {**about, **content})

    return deed


def revoke(people) -> Deed:
    edition = certified(people).edition
    about = {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": edition.version}
    return Deed(
        people["head"], "RevokeProgram", {**about, "ground": "TAUGHT_OTHERWISE", "reason": "Другое содержание."}
    )


def answered(name: str, **answer):
    """Another answer than that of a deed."""

    def deed(people) -> Deed:
        taken = DEEDS[name](people)
        return dataclasses.replace(taken, input={**taken.input, **answer})

    return deed


def on_paper(name: str):
    """A signature on paper instead of one by a code."""

    def deed(people) -> Deed:
        taken = DEEDS[name](people)
        scan, today = to_base64("StoredFile", signing.scan(taken.by).pk), timezone.localdate().isoformat()
        said = {field: text for field, text in taken.input.items() if field != "code"}
        return dataclasses.replace(taken, input={**said, "way": "PAPER", "scan": scan, "signedOn": today})

    return deed


ALL = {
    **DEEDS,
    "castVote: against": answered("castVote: first", choice="AGAINST", register=None, places=None),
    "castVote: abstain": answered("castVote: first", choice="ABSTAIN", register=None, places=None),
    "answerAnnulment: decline": answered("answerAnnulment", answer="DECLINE"),
    "decideAnnulment: refuse": answered("decideAnnulment", verdict="REFUSE"),
    "acceptContract: on paper": on_paper("acceptContract: accept"),
    "consentToContract: on paper": on_paper("consentToContract: consent"),
    "signContract: on paper": on_paper("signContract: sign"),
    "suspendProvider": of_provider("SuspendProvider", reason="Проверка."),
    "resumeProvider": of_provider("ResumeProvider", status="SUSPENDED", reason="Устранено."),
    "excludeProvider": of_provider("ExcludeProvider", ground="OWN_REQUEST", reason="Закрываются."),
    "revokeProgram": revoke,
}
