"""Programs outside of cases over HTTP: drafted, saved, revised; what is refused changes nothing and never crashes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.journal import Entry
from backoffice.programs.models import Program, ProgramEdition, ProgramModule, TeachingPlace
from backoffice.programs.services import card_of
from backoffice.registers.models import ProgramRegisterEntry, ProgramRegisterExit
from backoffice.units.models import Unit
from graphql_api.forms import form_of
from tests import factories
from tests.conftest import codes
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, REFUSE, RETURN, Story
from workflows.decisions import program_certification as decisions
from workflows.decisions.program_acts import SaveProgram
from workflows.models import Process, Receipt

pytestmark = pytest.mark.django_db
MODULE = {
    "name": "Первый год",
    "months": 9,
    "hours": 72,
    "mainTeacher": "Высшее педагогическое образование",
    "minChildren": 8,
    "maxChildren": 12,
    "expectedResults": "Собирает и программирует робота",
}
PLACE = {"municipality": "kemerovo-city", "area": "URBAN", "address": "ул. Примерная, 1"}
CARD = {
    "name": "Робототехника для начинающих",
    "shortName": "Робототехника",
    "direction": "TECHNICAL",
    "form": "FULL_TIME",
    "annotation": "Дети собирают роботов.",
    "aims": "Научить основам.",
    "ageFrom": 7,
    "ageTo": 12,
    "equipment": "Наборы конструкторов.",
    "modules": [MODULE],
    "places": [PLACE],
}
LONG = "ы" * 600


def world():
    """Everything that an act on a program could change."""
    return [
        *(list(model.objects.order_by("pk").values()) for model in (Program, ProgramEdition, ProgramModule)),
        *(list(model.objects.order_by("pk").values()) for model in (TeachingPlace, Receipt, ProgramRegisterExit)),
        (Entry.objects.count(), Process.objects.count()),
    ]


def key(edition):
    return to_base64("ProgramEdition", edition.pk)


@pytest.fixture
def outsiders(people):
    """Everybody who may not write the programs of `owner`."""
    return [
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.APPLICANT, people["owner"].unit),
        factories.member(Role.MUNICIPAL_HEAD, Unit.objects.get(code="kemerovo-city")),
        factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
        factories.user(),
        people["clerk"],
        people["head"],
        *people["experts"],
    ]


@pytest.fixture
def draft(api, people):
    """Send DraftProgram as the provider, or as `who`, with another card."""

    def _draft(who=None, key="ключ-1", **card):
        values = {"kind": "GENERAL_DEVELOPMENT", "fundingMode": "EXTRA_BUDGET", "card": {**CARD, **card}}
        owner = to_base64("Provider", people["owner"].pk)
        person = people["provider"] if who is None else who
        return api(person, "DraftProgram", input={"provider": owner, "idempotencyKey": key, **values})

    return _draft


@pytest.fixture
def save(api, people):
    """Send SaveProgram as the provider, or as `who`, on the edition as it is now."""

    def _save(edition, who=None, version=None, **card):
        values = {"edition": key(edition), "expectedVersion": version or edition.version}
        person = people["provider"] if who is None else who
        return api(person, "SaveProgram", input={**values, "card": {**CARD, **card}})

    return _save


def test_a_draft_is_made_once_however_often_the_request_comes(draft, people):
    first, again = (draft().data["draftProgram"] for _ in range(2))

    assert first == again
    edition = ProgramEdition.objects.get()
    assert (first["id"], first["status"], first["version"]) == (key(edition), "DRAFT", 1)
    assert (edition.program.provider, edition.program.kind) == (people["owner"], "GENERAL_DEVELOPMENT")
    assert card_of(edition) == factories.card()
    assert Entry.objects.get(what="program.drafted").by == people["provider"]
    assert draft(key="ключ-2").data["draftProgram"]["id"] != first["id"]


def test_a_key_used_for_something_else_is_refused(draft):
    draft()
    before = world()

    assert codes(draft(name="Другая программа")) == ["KEY_REUSED"]
    assert world() == before


def test_a_key_is_free_again_after_a_refusal(draft):
    assert codes(draft(ageFrom=13)) == ["AGES_REVERSED"]
    assert Receipt.objects.count() == 0

    assert draft().data["draftProgram"]["status"] == "DRAFT"


@pytest.mark.parametrize("bad", ["", "к" * 101, "а\0б"])
def test_a_key_that_cannot_be_kept_is_the_clients_mistake(draft, people, bad):
    before = world()

    assert draft(key=bad).error_codes == ["BAD_USER_INPUT"]
    assert world() == before
    assert draft(key="к" * 100).errors == []


def test_a_program_is_drafted_only_by_its_own_provider(draft, outsiders, api, people):
    before = world()

    for person in outsiders:
        assert codes(draft(who=person)) == ["NOT_FOUND"]
    values = {"kind": "GENERAL_DEVELOPMENT", "fundingMode": "BUDGET", "card": CARD, "idempotencyKey": "1"}
    for nowhere in ("nonsense", to_base64("Provider", 10**9), to_base64("Program", people["owner"].pk)):
        answer = api(people["provider"], "DraftProgram", input={"provider": nowhere, **values})
        assert codes(answer) == ["NOT_FOUND"]
    answer = api(None, "DraftProgram", input={"provider": to_base64("Provider", people["owner"].pk), **values})
    assert (answer.data, answer.error_codes) == (None, ["UNAUTHENTICATED"])
    assert world() == before


BAD_CARDS = {
    "unknown municipality": ({"places": [{**PLACE, "municipality": "atlantis"}]}, {"MUNICIPALITY_UNKNOWN"}),
    "ages reversed": ({"ageFrom": 12, "ageTo": 7}, {"AGES_REVERSED"}),
    "negative age": ({"ageFrom": -1}, {"NUMBER_OUT_OF_RANGE"}),
    "long names": ({"name": LONG, "shortName": LONG}, {"FIELD_TOO_LONG"}),
    "no names": ({"name": " ", "shortName": ""}, {"FIELD_REQUIRED"}),
    "negative hours": ({"modules": [{**MODULE, "hours": -1}]}, {"NUMBER_OUT_OF_RANGE"}),
    "endless hours": ({"modules": [{**MODULE, "hours": 2**31 - 1}]}, {"NUMBER_OUT_OF_RANGE"}),
    "groups reversed": ({"modules": [{**MODULE, "minChildren": 13}]}, {"GROUP_BOUNDS_REVERSED"}),
    "endless text": ({"aims": "а" * 20_001}, {"FIELD_TOO_LONG"}),
    "age of a grown-up": ({"ageTo": 26}, {"NUMBER_OUT_OF_RANGE"}),
    "a hundred places": ({"places": [PLACE] * 51}, {"TOO_MANY_PARTS"}),
    "negative price": ({"modules": [{**MODULE, "askedPrice": -1}]}, {"PRICE_OUT_OF_RANGE"}),
    "all at once": (
        {"ageFrom": 13, "name": "", "modules": [{**MODULE, "hours": -1}], "places": [{**PLACE, "municipality": "?"}]},
        {"AGES_REVERSED", "FIELD_REQUIRED", "NUMBER_OUT_OF_RANGE", "MUNICIPALITY_UNKNOWN"},
    ),
}
TOO_LONG_FOR_ITS_COLUMN = {
    "long module name": {"modules": [{**MODULE, "name": LONG}]},
    "long address": {"places": [{**PLACE, "address": LONG}]},
}


@pytest.mark.parametrize("card, expected", BAD_CARDS.values(), ids=BAD_CARDS)
def test_an_impossible_card_is_refused_with_its_reasons(draft, save, people, card, expected):
    edition = factories.edition(people["owner"], people["provider"])
    before = world()

    assert set(codes(draft(**card))) == expected
    assert set(codes(save(edition, **card))) == expected
    assert world() == before


@pytest.mark.parametrize("card", TOO_LONG_FOR_ITS_COLUMN.values(), ids=TOO_LONG_FOR_ITS_COLUMN)
def test_a_text_too_long_for_its_column_is_refused(draft, card):
    assert codes(draft(**card)) == ["FIELD_TOO_LONG"]


UNREADABLE = {
    "NUL": {"name": "Робо\0техника"},
    "NUL within": {"modules": [{**MODULE, "mainTeacher": "\0"}]},
    "price beyond 2^53": {"modules": [{**MODULE, "askedPrice": 2**53 + 1}]},
    "hours beyond 32 bits": {"modules": [{**MODULE, "hours": 2**31}]},
    "hours in words": {"modules": [{**MODULE, "hours": "много"}]},
    "half an hour": {"modules": [{**MODULE, "hours": 0.5}]},
    "unknown direction": {"direction": "MAGIC"},
    "unknown field": {"colour": "red"},
    "no name": {"name": None},
    "text for a list": {"modules": "первый"},
}


@pytest.mark.parametrize("card", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_card_is_the_clients_mistake(draft, save, people, card):
    edition = factories.edition(people["owner"], people["provider"])
    before = world()

    for answer in (draft(**card), save(edition, **card)):
        assert (answer.status, answer.error_codes) == (200, ["BAD_USER_INPUT"])
    assert world() == before


def test_a_draft_is_saved_over_and_over(save, people):
    edition = factories.edition(people["owner"], people["provider"])
    second = {**MODULE, "name": "Второй год"}

    assert save(edition, name="Новое имя", modules=[MODULE, second]).data["saveProgram"]["version"] == 2
    edition.refresh_from_db()
    assert (edition.name, [module.name for module in edition.modules.all()]) == (
        "Новое имя",
        ["Первый год", "Второй год"],
    )
    assert save(edition, modules=[second], places=[]).data["saveProgram"]["version"] == 3
    edition.refresh_from_db()
    assert [(module.number, module.name) for module in edition.modules.all()] == [(1, "Второй год")]
    assert (edition.name, edition.places.count()) == (CARD["name"], 0)


def test_a_stale_a_foreign_and_a_locked_edition_are_not_saved(save, api, people, outsiders):
    edition = factories.edition(people["owner"], people["provider"])
    save(edition)
    edition.refresh_from_db()
    before = world()
    assert codes(save(edition, version=1)) == ["CASE_CHANGED"]
    for person in outsiders:
        assert codes(save(edition, who=person)) == ["NOT_FOUND"]
    values = {"edition": key(edition), "expectedVersion": edition.version, "card": CARD}
    assert api(None, "SaveProgram", input=values).error_codes == ["UNAUTHENTICATED"]
    for nothing in ("nonsense", to_base64("Case", edition.pk), to_base64("ProgramEdition", 10**9)):
        assert codes(api(people["provider"], "SaveProgram", input={**values, "edition": nothing})) == ["NOT_FOUND"]
    assert world() == before

    submitted = Story(people).edition
    before = world()
    assert codes(save(submitted, name="Другое имя")) == ["EDITION_LOCKED"]
    assert world() == before


def test_after_a_return_only_the_remarked_field_may_change(save, people):
    edition = Story(people).do("check_program", "clerk", RETURN).edition
    changed = {
        "name": "Другое",
        "shortName": "Другое",
        "direction": "SPORT",
        "form": "EXTRAMURAL",
        "activities": "Другое",
        "aims": "Другое",
        "ageFrom": 6,
        "ageTo": 13,
        "forGifted": True,
        "forSpecialNeeds": True,
        "equipment": "Другое",
        "modules": [{**MODULE, "hours": 73}],
        "places": [{**PLACE, "address": "Другой"}],
    }
    (card,) = form_of(SaveProgram)
    assert changed.keys() | {"annotation"} == {field.name for field in card.fields}
    before = world()

    for name, value in changed.items():
        answer = save(edition, annotation="Новая.", **{name: value})
        assert codes(answer) == ["FIELD_NOT_REMARKED"], name
        ((card, path, *_),) = [refusal["path"] for refusal in answer.data["saveProgram"]["refusals"]]
        assert (card, path) == ("card", name)
    answer = save(edition, **changed)
    assert len(codes(answer)) == len(changed)
    assert ["card", "modules", "1", "hours"] in [refusal["path"] for refusal in answer.data["saveProgram"]["refusals"]]
    assert world() == before

    assert save(edition, annotation="Новая.").data["saveProgram"]["status"] == "RETURNED"
    edition.refresh_from_db()
    assert edition.annotation == "Новая."


@pytest.mark.parametrize(
    "field, may_add, may_drop", [("modules", True, True), ("modules.1.hours", False, False), ("name", False, False)]
)
def test_a_module_comes_or_goes_only_if_the_list_was_remarked(save, people, field, may_add, may_drop):
    remarks = (decisions.RemarkOn(field=field, text="Исправьте."),)
    decision = decisions.CheckProgram(verdict=decisions.CheckVerdict.RETURN, remarks=remarks)
    edition = Story(people).do("check_program", "clerk", decision).edition
    before = world()

    for modules, allowed in (([MODULE, {**MODULE, "name": "Второй год"}], may_add), ([], may_drop)):
        answer = save(edition, modules=modules)
        if allowed:
            assert answer.data["saveProgram"]["status"] == "RETURNED"
            edition.refresh_from_db()
        else:
            assert set(codes(answer)) == {"FIELD_NOT_REMARKED"}
            assert world() == before
    assert edition.modules.count() == (0 if may_drop else 1)


def revision(api, person, of, **changes):
    return api(person, "ReviseProgram", input={"edition": key(of), "expectedVersion": of.version, **changes})


def certified(people, edition=None):
    story = Story(people, edition).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
    return story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)


def test_a_program_has_one_edition_in_work_until_its_last_appeal_is_decided(api, people):
    draft = factories.edition(people["owner"], people["provider"])
    story = Story(people).do("check_program", "clerk", REFUSE)
    before = world()
    for edition in (draft, story.edition):
        assert codes(revision(api, people["provider"], edition)) == ["EDITION_IN_WORK"]
    assert world() == before

    story.do("appeal_refusal", "provider", decisions.AppealRefusal(text="Не согласны."))
    assert codes(revision(api, people["provider"], story.edition)) == ["EDITION_IN_WORK"]
    reject = decisions.DecideAppeal(verdict=decisions.AppealVerdict.REJECT, reason="Отказ верен.")
    story.do("decide_appeal", "head", reject)
    assert revision(api, people["provider"], story.edition).data["reviseProgram"]["status"] == "DRAFT"


def test_a_certified_program_is_revised_by_its_own_provider_and_once_at_a_time(api, people, outsiders):
    edition = certified(people).edition
    before = world()
    assert codes(revision(api, people["provider"], edition, expectedVersion=99)) == ["CASE_CHANGED"]
    assert codes(revision(api, people["provider"], edition, edition="nonsense")) == ["NOT_FOUND"]
    for person in outsiders:
        assert codes(revision(api, person, edition)) == ["NOT_FOUND"]
    assert revision(api, None, edition).error_codes == ["UNAUTHENTICATED"]
    assert world() == before

    copy = revision(api, people["provider"], edition).data["reviseProgram"]

    assert (copy["status"], copy["version"]) == ("DRAFT", 1)
    new = edition.program.editions.get(number=2)
    assert (key(new), card_of(new)) == (copy["id"], card_of(edition))
    assert [document.file_id for document in new.documents.all()] == [edition.documents.get().file_id]
    before = world()
    assert codes(revision(api, people["provider"], edition)) == ["EDITION_IN_WORK"]
    assert world() == before


def in_register(api, day=None):
    """Numbers of entries and editions that a stranger finds in the register on a day."""
    answer = api(None, "ProgramRegister", kind="CERTIFIED", asOf=day and day.isoformat())
    assert answer.errors == []
    return [(edge["node"]["number"], edge["node"]["edition"]["id"]) for edge in answer.data["programRegister"]["edges"]]


def test_the_certified_edition_stands_in_the_register_until_the_next_one_is_certified(api, people, monkeypatch):
    today, now = timezone.localdate(), timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now - timedelta(days=10))
        old = certified(people).edition
    number = ProgramRegisterEntry.objects.get().number
    revision(api, people["provider"], old)
    new = old.program.editions.get(number=2)
    assert in_register(api) == [(number, key(old))]

    certified(people, new)

    new.refresh_from_db()
    old.refresh_from_db()
    assert (old.status, new.status) == ("ARCHIVED", "CERTIFIED")
    (_, successor) = ProgramRegisterEntry.objects.order_by("pk")
    assert in_register(api) == [(successor.number, key(new))]
    assert in_register(api, today - timedelta(days=1)) == [(number, key(old))]
    assert in_register(api, today - timedelta(days=10)) == [(number, key(old))]
    assert in_register(api, today - timedelta(days=11)) == []
    end = ProgramRegisterExit.objects.get()
    assert (end.entry.number, end.excluded_on, end.ground) == (number, today, "REPLACED_BY_NEW_EDITION")
    assert Entry.objects.filter(what="program.archived", subject_id=old.pk).count() == 1
