"""Special needs: stored so that the database does not know them, told to few, encrypted anew at any time."""

from __future__ import annotations

import json
import logging

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from backoffice.journal import Act, Entry
from backoffice.people import needs, sealing
from backoffice.people.models import Child, SpecialNeeds
from backoffice.people.words import NosologyGroup
from tests import cards, families
from tests.cards import REASON, id_of
from tests.conftest import codes
from workflows.models import Receipt

pytestmark = pytest.mark.django_db
GROUP = NosologyGroup.SEVERE_MULTIPLE


@pytest.fixture
def child(db):
    made = cards.child()
    cards.consent(made)
    return made


def about(child, group=GROUP, version=1) -> dict:
    return {"child": id_of(child), "expectedVersion": version, "group": group.value}


def record(*children) -> None:
    for child in children:
        needs.record(child, GROUP, Act(families.clerk(), timezone.localdate()))


def read(child) -> str:
    return needs.group_of(child)[0]


def told(text: str) -> list[str]:
    """What of the ten groups a text gives away."""
    return [word for group in NosologyGroup for word in (group.value, group.label) if word.lower() in text.lower()]


def test_a_clerk_records_and_corrects_the_group(api, child):
    clerk = families.clerk()
    answer = api(clerk, "RecordSpecialNeeds", input=about(child))
    assert answer.data["recordSpecialNeeds"] == {"id": id_of(child), "initials": child.initials, "version": 2}
    assert codes(api(clerk, "RecordSpecialNeeds", input=about(child, NosologyGroup.SPEECH))) == ["CASE_CHANGED"]
    assert read(child) == GROUP
    assert not api(clerk, "RecordSpecialNeeds", input=about(child, NosologyGroup.SPEECH, 2)).errors
    assert read(child) == NosologyGroup.SPEECH
    assert SpecialNeeds.objects.get().recorded_by == clerk


def test_nothing_but_the_door_tells_the_group(api, send, child, caplog):
    caplog.set_level(logging.DEBUG)
    clerk = families.clerk()
    answers = [api(clerk, "RecordSpecialNeeds", input=about(child))]
    answers.append(api(clerk, "RecordSpecialNeeds", input=about(child)))
    lists = (
        "{ children { edges { node { initials reads { totalCount } } } } certificates { edges { node { number } } } }"
    )
    answers += [send(person, lists) for person in cards.everybody(child).values()]
    answers += [api(clerk, "ChildCard", child=id_of(child), **REASON)]
    answers += [api(cards.auditor(), "SpecialNeeds", child=id_of(child), **REASON)]
    SpecialNeeds.objects.update(sealed=sealing.seal("NO_SUCH_GROUP", child.pk))
    answers += [api(clerk, "SpecialNeeds", child=id_of(child), **REASON)]
    assert answers[-1].error_codes == ["INTERNAL_SERVER_ERROR"]
    assert told(json.dumps([answer.body for answer in answers], ensure_ascii=False)) == []
    assert told(caplog.text) == [] and "NO_SUCH_GROUP" not in caplog.text
    assert told(str(list(Entry.objects.values()))) == []
    assert not Receipt.objects.exists(), "a digest of one of ten words tells which"


def test_the_database_never_holds_the_plain_group(child):
    lengths = set()
    for group in NosologyGroup:
        needs.record(child, group, Act(families.clerk(), timezone.localdate()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(kept)::text FROM backoffice_specialneeds AS kept")
            (row,) = cursor.fetchone()
        assert told(row) == []
        lengths.add(len(SpecialNeeds.objects.get().sealed))
        assert read(child) == group
    assert len(lengths) == 1, "the length must not tell the group"


def test_what_was_sealed_for_one_child_is_not_read_as_anothers(child):
    other = families.child()
    cards.consent(other)
    record(child, other)
    SpecialNeeds.objects.filter(child=other).update(sealed=SpecialNeeds.objects.get(child=child).sealed)
    with pytest.raises(sealing.Unreadable):
        needs.group_of(other)
    with pytest.raises(ValueError, match="64"):
        sealing.seal("я" * 65, child.pk)


def test_without_a_live_consent_nothing_is_recorded_or_read(api):
    child, clerk = cards.child(), families.clerk()
    answer = api(clerk, "RecordSpecialNeeds", input=about(child))
    assert codes(answer) == ["CONSENT_REQUIRED"]
    assert not SpecialNeeds.objects.exists() and not Entry.objects.filter(what="needs.recorded").exists()
    assert Child.objects.get(pk=child.pk).version == 1
    record(child)
    assert needs.group_of(child) is None


@pytest.mark.parametrize("who", ("guardian", "itself", "head", "auditor", "neighbour", "provider", "operator"))
def test_for_others_there_is_no_child_to_record_it_of(api, child, who):
    assert codes(api(cards.everybody(child)[who], "RecordSpecialNeeds", input=about(child))) == ["NOT_FOUND"]
    assert not SpecialNeeds.objects.exists()


def test_keys_rotate_while_old_ones_still_read(child, settings, capsys, monkeypatch):
    monkeypatch.setattr(needs, "BATCH", 2)
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    others = [families.child() for _ in range(4)]
    for each in others:
        cards.consent(each)
    record(child, *others)
    SpecialNeeds.objects.filter(child=others[0]).update(sealed="")  # its consent was revoked
    recorded = list(SpecialNeeds.objects.order_by("pk").values_list("recorded_at", flat=True))
    settings.FIELD_KEYS = [new, old]
    assert read(child) == GROUP
    for expected in (4, 0):
        call_command("reseal")
        assert capsys.readouterr().out == f"Перешифровано записей: {expected}.\n"
    settings.FIELD_KEYS = [new]
    assert {read(each) for each in (child, *others[1:])} == {GROUP}
    assert list(SpecialNeeds.objects.order_by("pk").values_list("recorded_at", flat=True)) == recorded
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(sealing.Unreadable):
        read(child)
    with pytest.raises(sealing.Unreadable):
        call_command("reseal")
