"""Dossiers over HTTP: every decision done, refused, and invisible to those it does not concern."""

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.certification.models import Remark
from backoffice.commissions import authority
from backoffice.commissions.dossiers import AuthorityOrder, ConditionVerdict, Dossier
from backoffice.commissions.meetings import AgendaItem
from backoffice.journal import Entry
from backoffice.programs.models import Program, ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry
from backoffice.units.models import Unit
from tests import dossiers, factories, families
from tests.conftest import codes
from tests.deeds import of_task
from tests.deeds_dossiers import DEEDS, wish
from tests.dossiers import BREACH, RETURN, Review, pre_professional
from tests.factories import module
from tests.towns import as_input
from workflows.decisions import dossiers as decisions
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
AFTER = {
    "fileDossier": "SUBMITTED",
    "checkDossier: pass": "PRECHECKED",
    "checkDossier: return": "RETURNED",
    "resubmitDossier": "SUBMITTED",
    "putOnAgenda": "ON_AGENDA",
    "decidePreProfessional: approve": "IN_REGISTER",
    "decidePreProfessional: refuse": "REFUSED",
    "decidePreProfessional: return": "POSTPONED",
    "orderSignificant: approve": "IN_REGISTER",
    "orderSignificant: return": "POSTPONED",
    "orderGeneralDevelopment: approve": "IN_REGISTER",
    "orderGeneralDevelopment: return": "POSTPONED",
    "appealRejection": "APPEALED",
    "decideRejectionAppeal: uphold": "POSTPONED",
    "decideRejectionAppeal: reject": "REJECTED",
    "withdrawDossier": "WITHDRAWN",
}


def state():
    """What a refused act leaves untouched."""
    models = (Dossier, AgendaItem, AuthorityOrder, ConditionVerdict, Remark, ProgramEdition, ProgramRegisterEntry)
    return [list(model.objects.order_by("pk").values()) for model in (*models, Process, Task, Entry, Receipt)]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    return found


@pytest.mark.parametrize("name", AFTER)
def test_who_may_decides_and_the_journal_says_so(api, name):
    deed = DEEDS[name]({})
    found = result(api(deed.by, deed.operation, input=deed.input))
    assert found.get("status") == AFTER[name], found
    saved = Dossier.objects.get()
    assert (saved.status, saved.version) == (AFTER[name], found["version"])
    assert found["statusLabel"] == saved.get_status_display()
    told = Entry.objects.filter(what__startswith="dossier.").latest("pk")
    assert (told.by, told.provider_id, told.municipality_id) == (deed.by, saved.provider_id, saved.municipality_id)


OTHERS = {
    "neighbour": lambda: Review().manager,
    "foreign secretary": lambda: dossiers.secretary("belovo-city"),
    "foreign head": lambda: families.head("belovo-city"),
    "member": lambda: factories.member(Role.COMMISSION_MEMBER, dossiers.commission().unit),
    "clerk": lambda: families.clerk(),
    "auditor": lambda: factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass")),
}


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_else_decides(api, name):
    deed = DEEDS[name]({})
    others = {who: make() for who, make in OTHERS.items()}
    before = state()
    for who, other in others.items():
        assert codes(api(other, deed.operation, input=deed.input)) == ["NOT_FOUND"], who
        assert state() == before, who


def refused(api, review: Review, **changes) -> list[str]:
    """The codes against a filing, which changes nothing."""
    before = state()
    found = codes(api(review.manager, "FileDossier", input=wish(review, **changes)))
    assert state() == before
    return found


def test_a_dossier_is_refused_for_every_reason_at_once(api):
    review = Review(annotation=" ", modules=(module(hours=20, months=3),))
    Program.objects.filter(pk=review.edition.program_id).update(funding_mode="EXTRA_BUDGET")
    Provider.objects.filter(pk=review.provider.pk).update(status="SUSPENDED")
    review.edition.documents.update(replaced=True)
    asked = {"places": 0, "need": " ", "priorities": "", "inSport": True}
    assert refused(api, review, **asked) == [
        "NOT_FROM_BUDGET",
        "PROVIDER_NOT_ACTIVE",
        "ARTS_OR_SPORT_NOT_EXPECTED",
        "PLACES_NOT_POSITIVE",
        "FIELD_REQUIRED",
        "FIELD_REQUIRED",
        "PROGRAM_FILE_REQUIRED",
        "FIELD_REQUIRED",
        "CONDITION_NOT_MET",
        "CONDITION_NOT_MET",
    ]


def test_places_are_from_one_to_a_hundred_thousand(api):
    review = Review()
    for places in (0, 100_001, 2**31 - 1):
        answer = api(review.manager, "FileDossier", input=wish(review, places=places))
        (refusal,) = result(answer)["refusals"]
        assert (refusal["code"], refusal["path"]) == ("PLACES_NOT_POSITIVE", ["dossier", "places"])
        assert not Dossier.objects.exists()
    assert result(api(review.manager, "FileDossier", input=wish(review, places=100_000)))["status"] == "SUBMITTED"
    assert Dossier.objects.get().places == 100_000


def test_what_is_not_met_is_named_with_what_was_found_and_its_paragraph(api):
    review = Review(modules=(module(hours=20),))
    answer = api(review.manager, "FileDossier", input=wish(review))
    (refusal,) = result(answer)["refusals"]
    assert (refusal["code"], refusal["rule"]) == ("CONDITION_NOT_MET", "Концепция, п. 2.7")
    assert refusal["message"] == (
        "Не выполнено условие реестра: «Объём программы — не меньше 72 часов». В программе — часов: 20."
    )


@pytest.mark.parametrize("ownership", Provider.Ownership.values)
def test_whoever_teaches_from_the_budget_may_file_whatever_its_legal_form(api, ownership):
    review = Review()
    Provider.objects.filter(pk=review.provider.pk).update(ownership=ownership, institution_type="")
    assert result(api(review.manager, "FileDossier", input=wish(review)))["status"] == "SUBMITTED"


@pytest.mark.parametrize(
    "kind, asked, expected",
    [
        ("GENERAL_DEVELOPMENT", {"register": "PRE_PROFESSIONAL"}, ["REGISTER_NOT_FOR_KIND"]),
        ("GENERAL_DEVELOPMENT", {"inArts": True}, ["ARTS_OR_SPORT_NOT_EXPECTED"]),
        ("PRE_PROFESSIONAL", {"register": "GENERAL_DEVELOPMENT", "inArts": True}, ["REGISTER_NOT_FOR_KIND"]),
        ("PRE_PROFESSIONAL", {"register": "PRE_PROFESSIONAL"}, ["ARTS_OR_SPORT_REQUIRED"]),
        ("PRE_PROFESSIONAL", {"register": "PRE_PROFESSIONAL", "inArts": True, "inSport": True}, []),
        ("GENERAL_DEVELOPMENT", {"register": "GENERAL_DEVELOPMENT"}, []),
    ],
)
def test_each_register_takes_its_kind_of_program(api, kind, asked, expected):
    review = Review(kind=kind)
    if expected:
        assert refused(api, review, **asked) == expected
    else:
        filed = result(api(review.manager, "FileDossier", input=wish(review, **asked)))
        assert filed["register"] == asked["register"]


def test_a_program_is_reviewed_once_at_a_time(api):
    review = Review().file()
    assert refused(api, review) == ["EDITION_LOCKED", "DOSSIER_OPEN"]


def test_what_stands_in_a_register_is_only_renewed(api):
    review = Review()
    entry = dossiers.entry(review.edition)
    foreign = dossiers.entry(Review().edition)
    assert refused(api, review) == ["ENTRY_IN_FORCE"]
    other = to_base64("ProgramRegisterEntry", foreign.pk)
    assert refused(api, review, renews=other) == ["ENTRY_IN_FORCE", "RENEWAL_UNKNOWN"]
    own = to_base64("ProgramRegisterEntry", entry.pk)
    filed = result(api(review.manager, "FileDossier", input=wish(review, renews=own)))
    assert (filed["status"], filed["edition"]["status"]) == ("SUBMITTED", "REGISTERED")


def test_an_entry_of_another_municipality_does_not_stand_in_the_way(api):
    review = Review()
    dossiers.entry(review.edition, municipality=families.municipality("belovo-city"))
    assert result(api(review.manager, "FileDossier", input=wish(review)))["status"] == "SUBMITTED"


def test_a_stale_card_is_not_filed_and_a_repeated_key_gets_the_same_dossier(api):
    review = Review()
    stale = {**wish(review), "expectedVersion": 7}
    assert codes(api(review.manager, "FileDossier", input=stale)) == ["CASE_CHANGED"]
    first = result(api(review.manager, "FileDossier", input=wish(review)))
    assert result(api(review.manager, "FileDossier", input=wish(review))) == first
    assert Dossier.objects.count() == Process.objects.count() == 1
    assert codes(api(review.manager, "FileDossier", input=wish(review, places=1))) == ["KEY_REUSED"]


def test_a_repeat_of_what_was_put_on_an_agenda_gets_the_same_dossier(api):
    deed = DEEDS["putOnAgenda"]({})
    first = result(api(deed.by, deed.operation, input=deed.input))
    assert first["status"] == "ON_AGENDA"
    assert result(api(deed.by, deed.operation, input=deed.input)) == first
    assert AgendaItem.objects.count() == 1
    another = {**deed.input, "idempotencyKey": "another"}
    assert codes(api(deed.by, deed.operation, input=another)) == ["TASK_CLOSED"]


def test_words_without_end_are_refused(api):
    review = Review()
    assert refused(api, review, need="о" * 5001) == ["TEXT_TOO_LONG"]


def test_remarks_only_go_with_a_return(api):
    review = Review().file()
    remarks = [{"field": "need", "text": " "}]
    deed = of_task(review.secretary, "CheckDossier", review.task, verdict="PASS", remarks=remarks)
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["REMARKS_WITHOUT_RETURN", "REASON_REQUIRED"]


def test_a_refusal_of_the_authority_says_where_to_turn(api):
    refused, returned = pre_professional().recommend(), Review().recommend()
    words = {"need": "Потребности нет.", "development": "Нет.", "reason": "Потребности нет."}
    refused.decide(decisions.DecidePreProfessional(verdict=decisions.AuthorityVerdict.REFUSE, **words))
    returned.order(RETURN, BREACH)
    for review, expected in ((refused, authority.AGAINST_REFUSAL), (returned, "")):
        found = result(api(review.manager, "Dossier", id=to_base64("Dossier", review.dossier.pk)))
        assert [order["remedy"] for order in found["orders"]] == [expected]


def test_an_order_of_a_significant_program_can_neither_refuse_nor_change_it(api):
    review = Review().recommend()
    deed = of_task(review.head, "OrderSignificant", review.task, idempotencyKey="k", verdict="REFUSE", reason="Нет.")
    assert api(deed.by, deed.operation, input=deed.input).error_codes == ["BAD_USER_INPUT"]
    deed = of_task(review.head, "OrderSignificant", review.task, idempotencyKey="k", verdict="APPROVE", places=1)
    assert api(deed.by, deed.operation, input=deed.input).error_codes == ["BAD_USER_INPUT"]


def test_funding_is_kept_by_a_decision_in_words(api):
    review = dossiers.general_development().recommend()
    given = {"idempotencyKey": "k", "verdict": "APPROVE", "act": as_input(dossiers.act_card())}
    deed = of_task(review.head, "OrderGeneralDevelopment", review.task, **given)
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["REASON_REQUIRED"]
    assert not AuthorityOrder.objects.exists()


def test_the_conditions_can_be_asked_for_before_filing(api):
    review = Review(modules=(module(hours=40),))
    asked = {"edition": to_base64("ProgramEdition", review.edition.pk), "budgetRegister": "SIGNIFICANT"}
    found = result(api(review.manager, "RegisterConditions", **asked))
    assert [(each["code"], each["holds"], each["found"]) for each in found] == [
        ("HOURS", False, "часов: 40"),
        ("MONTHS", True, "месяцев: 9"),
    ]
    assert result(api(review.manager, "RegisterConditions", **{**asked, "budgetRegister": "PRE_PROFESSIONAL"})) == []
    assert result(api(Review().manager, "RegisterConditions", **asked)) is None


def test_the_commission_reads_the_program_it_reviews_and_no_other(api):
    review, other = Review().file(), Review()
    member = factories.member(Role.COMMISSION_MEMBER, dossiers.commission().unit)
    foreign = factories.member(Role.COMMISSION_MEMBER, dossiers.commission("belovo-city").unit)
    seen = ProgramEdition.objects.visible_to(viewers.viewer_of_user(member))
    assert [*seen] == [review.edition]
    assert other.edition not in ProgramEdition.objects.visible_to(viewers.viewer_of_user(foreign))
    assert review.edition not in ProgramEdition.objects.visible_to(viewers.viewer_of_user(foreign))


def test_a_dossier_tells_everything_to_those_it_concerns(api):
    review = Review().file().send_back("dossier.places").resubmit(dossiers.dossier_card(places=20)).check().put()
    review.meet("RECOMMENDED", "SIGNIFICANT", 20).order()
    for person in (review.manager, review.secretary, review.head):
        found = result(api(person, "Dossier", id=to_base64("Dossier", review.dossier.pk)))
        assert (found["status"], found["places"], found["submittedOn"]) == (
            "IN_REGISTER",
            20,
            timezone.localdate().isoformat(),
        )
        assert [(each["round"], each["holds"]) for each in found["verdicts"]] == [(0, True)] * 2 + [(1, True)] * 2
        assert [(each["field"], each["valueAfter"]) for each in found["remarks"]] == [("dossier.places", "20")]
        assert [(each["verdict"], each["places"], each["act"]["number"]) for each in found["orders"]] == [
            ("APPROVE", 20, "15-р")
        ]
        assert found["municipality"]["name"] == review.dossier.commission.municipality.unit.name
    assert result(api(Review().manager, "Dossier", id=to_base64("Dossier", review.dossier.pk))) is None


def test_dossiers_are_listed_by_state_and_register_to_those_who_see_them(api):
    filed, general = Review().file(), dossiers.general_development().file()
    general.check()

    def listed(person, **asked):
        return [edge["node"]["id"] for edge in result(api(person, "Dossiers", **asked))["edges"]]

    ids = [to_base64("Dossier", each.dossier.pk) for each in (general, filed)]
    assert listed(filed.secretary) == ids
    assert listed(filed.secretary, status="PRECHECKED") == ids[:1]
    assert listed(filed.head, budgetRegister="SIGNIFICANT") == ids[1:]
    assert listed(filed.manager) == ids[1:]
    assert listed(dossiers.secretary("belovo-city")) == []


def test_a_case_and_its_task_tell_what_can_be_done(api):
    review = Review().file()
    case = result(api(review.manager, "Case", id=to_base64("Case", review.case.pk)))
    assert case["processTitle"] == "Рассмотрение программы муниципальной комиссией"
    assert [(each["name"], each["isAllowed"]) for each in case["viewerActions"]] == [
        ("checkDossier", False),
        ("withdrawDossier", True),
    ]
    form = result(api(review.secretary, "TaskForm", id=to_base64("Task", review.task.pk)))
    assert [field["name"] for field in form["form"]] == ["verdict", "remarks"]
