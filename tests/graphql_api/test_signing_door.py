"""The door of acts that are signed with a code: what was tried counts, whatever becomes of the act."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import strawberry
from django.db import transaction
from django.utils import timezone

from backoffice.errors import Refused
from backoffice.signatures import codes, services
from backoffice.signatures.kinds import Answer
from backoffice.signatures.models import Signature, SigningCode
from graphql_api import errors
from tests import documents, factories, signing
from tests.races import race


def door(person, papers, code: str):
    """Sign through the door, as a decision does: judged and kept in one transaction."""

    def act(self, info: strawberry.Info, input: str) -> bool:
        answer = Answer("SIMPLE", code=input.code)
        if reasons := [*services.why_not_sign(person, papers, answer, on=timezone.localdate())]:
            raise Refused(*reasons)
        return services.sign(
            person, papers, answer, signing.act(person), party=Signature.Party.CUSTOMER, authority="мать"
        )

    info = SimpleNamespace(context=SimpleNamespace(viewer=SimpleNamespace(user=person)))
    opened = errors.mutation_with_code(act).base_resolver.wrapped_func
    return opened(None, info=info, input=SimpleNamespace(code=code))


def codes_of(answer) -> list[str]:
    return [reason.code for reason in answer.refusals]


@pytest.mark.django_db
def test_a_wrong_try_counts_though_the_act_is_rolled_back():
    person, papers = factories.user("parent"), [documents.issued("EXTRACT")]
    code = signing.sent(person, papers)
    assert codes_of(door(person, papers, signing.wrong(code))) == ["SIGNING_CODE_WRONG"]
    assert SigningCode.objects.get().tries == 1 and not Signature.objects.exists()
    (given,) = door(person, papers, code)
    assert given.document == papers[0]
    assert codes_of(door(person, papers, code)) == ["SIGNING_CODE_REQUIRED"]
    assert codes_of(door(person, papers, "")) == ["SIGNING_CODE_REQUIRED"]


def test_guesses_at_once_are_no_more_than_one_after_another(reference):
    person = factories.user("parent")
    papers = [documents.issued("EXTRACT")]
    with transaction.atomic():
        code = signing.sent(person, papers)

    def guess(number: int) -> list[str]:
        myself = type(person).objects.get(pk=person.pk)
        return codes_of(door(myself, papers, f"{(int(code) + number + 1) % 10**codes.DIGITS:06d}"))

    said = sorted(race(8, guess))
    assert said == [["SIGNING_CODE_EXPIRED"]] * 3 + [["SIGNING_CODE_WRONG"]] * 5
    assert SigningCode.objects.get().tries == 5
    assert codes_of(door(person, papers, code)) == ["SIGNING_CODE_EXPIRED"]
