"""Each decision on the way to a certificate: done once by whom it is for, found by no other role or territory."""

from __future__ import annotations

import pytest

from tests import factories, families
from tests.conftest import codes
from tests.deeds_certificate_issue import DEEDS
from tests.graphql_api.test_certificate_issue import state

pytestmark = pytest.mark.django_db
FOR_EVERYBODY = {"applyForCertificate"}


@pytest.mark.parametrize("name", DEEDS)
def test_it_is_done_by_whom_it_is_for_and_by_nobody_else(api, name):
    deed = DEEDS[name]({})
    if name not in FOR_EVERYBODY:
        others = [families.clerk("novokuznetsk-city"), families.head(), factories.user()]
        before = state()
        for person in others:
            assert codes(api(person, deed.operation, input=deed.input)) == ["NOT_FOUND"]
        assert state() == before
    answer = api(deed.by, deed.operation, input=deed.input)
    assert answer.errors == []
    (found,) = answer.data.values()
    assert {"id", "key", "certificate"} & found.keys(), found
