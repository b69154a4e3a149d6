"""Groups of every kind and certificates of every kind, so that every rule of a request speaks for some pair and is
silent for another. All of it is made up."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from backoffice.accounts.models import User
from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.enrollments import plans
from backoffice.enrollments.assessments import MunicipalAssessment
from backoffice.enrollments.contract_limits import ContractLimit
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.entitlements.models import ServiceVolume, UseOrder, UseOrderRule
from backoffice.funding.models import DirectionCap, MunicipalFundingProgram, Quota
from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.services import Ground
from backoffice.municipalities.models import MunicipalParameters
from backoffice.programs.card import PlaceCard
from backoffice.programs.models import NormativeCost, OperatorFigures, ProgramEdition
from backoffice.programs.words import Area, Direction
from backoffice.providers.models import Provider
from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry
from tests import enrollments, factories, families, payers, registers

A, B, WITHOUT_ORDER = "kemerovo-city", "novokuznetsk-city", "yurga-city"
PRICE, NORMATIVE = 900000, 1137800  # kopecks of the module: vectors CT-2 and NC-1
BUDGET = ("SIGNIFICANT", "PRE_PROFESSIONAL", "GENERAL_DEVELOPMENT")
RULE = {"paragraph": "п. 1", "is_default": False}
_numbers = itertools.count(1)


def today() -> date:
    return timezone.localdate()


def day(days: int) -> date:
    return today() + timedelta(days=days)


def years_before(on: date, years: int) -> date:
    """Who was born then has that birthday on the day."""
    return on.replace(year=on.year - years) if (on.month, on.day) != (2, 29) else date(on.year - years, 3, 1)


def basis() -> LegalAct:
    return LegalAct.objects.get(code="defaults")


# Programs


def entered(edition: ProgramEdition, **changes) -> ProgramRegisterEntry:
    """A certified program in its register."""
    values = {"kind": "CERTIFIED", "number": f"42-С-{next(_numbers):05d}", "included_on": day(-30)}
    return ProgramRegisterEntry.objects.create(edition=edition, case_id=uuid.uuid4(), **{**values, **changes})


def normative(edition: ProgramEdition, kopecks: int = NORMATIVE) -> NormativeCost:
    """The frozen cost of the first module at the first place."""
    if not MunicipalParameters.objects.exists():
        factories.demo_figures()
    return NormativeCost.objects.create(
        module=edition.modules.get(number=1),
        place=edition.places.get(number=1),
        parameters=MunicipalParameters.objects.first(),
        figures=OperatorFigures.objects.first(),
        pay=1,
        premises_and_means=1,
        training=1,
        kopecks=kopecks,
        decided_on=day(-30),
    )


def certified(
    *,
    agreed: bool = True,
    code: str = A,
    provider: dict | None = None,
    cost: int = NORMATIVE,
    since: date | None = None,
    **card,
) -> ProgramEdition:
    """A program of CERTIFIED with its normative cost, of a provider of its own."""
    owner = payers.provider(**(provider or {}))
    if agreed:
        payers.agreement(of=owner, by=payers.payer(A))
        payers.agreement(of=owner, by=payers.payer(B))
    card = {"age_from": 5, "age_to": 17, **card}
    card["places"] = (PlaceCard(municipality=code, area=Area.URBAN, address="ул. Примерная, 1"),)
    edition = factories.edition(owner, factories.user("author"), **card)
    entered(edition, included_on=since or day(-30))
    normative(edition, cost)
    return edition


def limited(direction: str, limit: int, provider: Provider | None = None) -> ContractLimit:
    """A limit of contracts in force, of a provider or of all."""
    values: dict[str, Any] = {"valid_from": day(-30), "basis": basis(), **RULE}
    return ContractLimit.objects.create(direction=direction, limit=limit, provider=provider, **values)


# Use orders


def orders() -> None:
    """Two municipalities with orders of their own, and none for the region: the third has none."""
    UseOrder.objects.filter(territory=None).update(valid_from=date(2100, 1, 1))
    money, programs, hours = "MONEY", "PROGRAMS", "HOURS"
    funded, accounting = "PERSONALISED_FUNDING", "ACCOUNTING"
    _order(
        A,
        False,
        {
            ("CERTIFIED", funded): (money, None),
            ("SIGNIFICANT", funded): (programs, 1),
            ("SIGNIFICANT", accounting): (programs, 1),
            ("PRE_PROFESSIONAL", funded): (hours, 100),
            ("PRE_PROFESSIONAL", accounting): (hours, 100),
            ("GENERAL_DEVELOPMENT", accounting): (programs, None),
        },
    )
    _order(
        B,
        True,
        {
            ("CERTIFIED", funded): (money, 500000),
            ("CERTIFIED", accounting): (programs, 1),
            ("SIGNIFICANT", accounting): (programs, None),
            ("GENERAL_DEVELOPMENT", funded): (programs, None),
            ("GENERAL_DEVELOPMENT", accounting): (programs, 2),
        },
    )


def _order(code: str, excludes: bool, allowed: dict[tuple[str, str], tuple[str, int | None]]) -> None:
    made = UseOrder.objects.create(
        territory=families.municipality(code).unit,
        valid_from=factories.SINCE,
        basis=basis(),
        excludes_certified_with_general=excludes,
        **RULE,
    )
    for (register, status), (unit, limit) in allowed.items():
        UseOrderRule.objects.create(
            order=made, register=register, funding_status=status, is_allowed=True, unit=unit, limit=limit
        )


# Groups


def group(edition: ProgramEdition, *, capacity: int = 50, taken: int = 0, waiting: int = 0, **changes) -> StudyGroup:
    """A group that begins today; `hour` is that of its lesson."""
    hour = changes.pop("hour", 10)
    made = enrollments.group(edition, **{"starts_on": today(), "ends_on": day(30), **changes})
    GroupPlaces.objects.filter(pk=made.pk).update(capacity=capacity, taken=taken, waiting=waiting)
    ScheduleSlot.objects.filter(group=made).update(begins_at=f"{hour}:00", ends_at=f"{hour}:45")
    return made


KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"capacity": 1, "taken": 1},
    {"capacity": 2, "waiting": 2},
    {"status": "CLOSED"},
    {"opens_at": 1},
    {"starts_on": -40, "ends_on": -1},
    {"starts_on": -10, "ends_on": 20},
    {"starts_on": 0, "ends_on": 400},
    {"starts_on": 370, "ends_on": 400},
    {"starts_on": 5, "ends_on": 5},
)


def of_kind(edition: ProgramEdition, kind: dict[str, Any], price: int | None, hour: int) -> StudyGroup:
    """A group of one of `KINDS`; its days count from today."""
    said = {**kind, "price": price, "hour": hour}
    for name in {"starts_on", "ends_on"} & kind.keys():
        said[name] = day(kind[name])
    if "opens_at" in kind:
        said["opens_at"] = timezone.now() + timedelta(days=kind["opens_at"])
    return group(edition, **said)


@dataclass
class World:
    """Programs, groups and money; certificates are made one by one."""

    editions: dict[str, ProgramEdition] = field(default_factory=dict)
    groups: list[StudyGroup] = field(default_factory=list)
    quotas: dict[tuple[str, int], Quota] = field(default_factory=dict)


@transaction.atomic
def world() -> World:
    """Every kind of program, each with a plain group, and groups of every kind for some."""
    made = World()
    orders()
    year = today().year
    for code, of_year in ((A, year), (A, year + 1), (B, year)):
        made.quotas[code, of_year] = families.funding_program(code, year=of_year, count=1000)
    program = MunicipalFundingProgram.objects.get(period=families.period(A))
    DirectionCap.objects.create(program=program, direction="SOCIAL", amount=1)
    DirectionCap.objects.create(program=program, direction="TECHNICAL", amount=10**12)
    limited("SPORT", 0)
    limited("TECHNICAL", 1000)
    _programs(made)
    hours = itertools.cycle(range(8, 20))
    for name, edition in made.editions.items():
        price = None if name in BUDGET or name == "FULL" else PRICE
        made.groups.append(of_kind(edition, {}, price, next(hours)))
    for kind in KINDS[1:]:
        for name in ("SIGNIFICANT", "CERTIFIED"):
            edition = made.editions[name]
            made.groups.append(of_kind(edition, kind, None if name in BUDGET else PRICE, next(hours)))
    rows = StudyGroup.objects.select_related("module__edition__program__provider", "place")
    made.groups = [*rows.order_by("pk")]
    return made


def anew(groups: list[StudyGroup]) -> list[StudyGroup]:
    """The same groups as a plan wants them read: with their places of now."""
    read = StudyGroup.objects.select_related(*plans.READ_ALONG).in_bulk([group.pk for group in groups])
    return [read[group.pk] for group in groups]


def _programs(made: World) -> None:
    wide = {"age_from": 5, "age_to": 17}
    for register in BUDGET:
        stands = registers.standing(on=day(-1), register=register, card=wide)
        made.editions[register] = stands.edition
    full = registers.standing(on=day(-1), card=wide)
    EntryPlaces.objects.filter(pk=full.entry.pk).update(taken=full.entry.max_funded_pupils)
    made.editions["FULL"] = full.edition
    made.editions["CERTIFIED"] = certified()
    made.editions["NARROW"] = certified(age_from=9, age_to=9, code=B)
    made.editions["STRANGER"] = certified(agreed=False, direction=Direction.ARTISTIC)
    made.editions["SUSPENDED"] = certified(provider={"status": "SUSPENDED"})
    made.editions["LIMITED"] = certified(direction=Direction.SPORT)
    made.editions["CAPPED"] = certified(direction=Direction.SOCIAL)
    made.editions["NOWHERE"] = factories.edition(payers.provider(), factories.user("author"), **wide)


# Certificates


@dataclass(frozen=True)
class Traits:
    """What a certificate is like. `funded`: no, empty (no account), year, years; `spent`: nothing, most, all."""

    code: str = A
    born: date | None = None
    status: str = "ACTIVE"
    funded: str = "no"
    spent: str = "nothing"
    volumes: tuple[tuple[str, int, int], ...] = ()  # register, programs, hours
    asked: str = ""  # name of the program that is asked for
    taught: str = ""


def borders() -> list[date]:
    """Children who are five, or eighteen, on the first day of a plain group, and those a day off; the oldest too."""
    first = today()
    exact = [years_before(first, 5), years_before(first, 18), years_before(first, 9), years_before(first, 10)]
    return [born + timedelta(days=off) for born in exact for off in (0, 1)]


SURE = (  # with these every rule speaks and is silent
    Traits(),
    Traits(funded="year"),
    Traits(funded="years"),
    Traits(funded="year", spent="most"),
    Traits(funded="years", spent="all"),
    Traits(funded="empty"),
    Traits(status="SUSPENDED"),
    Traits(volumes=(("SIGNIFICANT", 1, 72), ("PRE_PROFESSIONAL", 1, 72))),
    Traits(code=B, funded="year", spent="most", volumes=(("GENERAL_DEVELOPMENT", 1, 72),)),
    Traits(code=B, volumes=(("GENERAL_DEVELOPMENT", 2, 144),)),
    Traits(code=WITHOUT_ORDER),
    Traits(funded="year", asked="CERTIFIED", taught="SIGNIFICANT"),
)


def sure() -> list[Traits]:
    """Certificates among which every rule speaks and is silent, the borders of the ages too."""
    return [*SURE, *(Traits(born=born, funded="year") for born in borders())]


def some(random: Random) -> Traits:
    """Any certificate."""
    code = random.choice((A, A, A, B, B, WITHOUT_ORDER))
    volumes = tuple(
        (register, programs, 36 * programs)
        for register in (*BUDGET, "CERTIFIED")
        if (programs := random.choice((0, 0, 0, 1, 2)))
    )
    return Traits(
        code=code,
        born=random.choice([None, None, *borders()]),
        status=random.choice(("ACTIVE",) * 8 + ("SUSPENDED", "ISSUED_INACTIVE", "TERMINATED")),
        funded=random.choice(("no", "year", "year", "empty") + (("years",) * 2 if code == A else ())),
        spent=random.choice(("nothing", "nothing", "most", "all")),
        volumes=volumes,
        asked=random.choice(("", "", "CERTIFIED", "SIGNIFICANT", "LIMITED")),
        taught=random.choice(("", "", "PRE_PROFESSIONAL", "CAPPED")),
    )


@transaction.atomic
def certificate(of: World, traits: Traits) -> tuple[Certificate, User]:
    """A certificate like that, and the parent who asks with it."""
    child = families.child(traits.code, **({"birth_date": traits.born} if traits.born else {}))
    made = families.certificate(child)
    if traits.funded != "no" and traits.status == "ACTIVE":  # only active ones carry money
        _fund(of, made, traits)
    for register, programs, hours in traits.volumes:
        ServiceVolume.objects.create(
            certificate=made,
            period=families.period(traits.code),
            register=register,
            programs_used=programs,
            hours_used=hours,
        )
    for name, is_taught in ((traits.asked, False), (traits.taught, True)):
        if name:
            request_row(made, next(each for each in of.groups if each.module.edition == of.editions[name]), is_taught)
    suspended_on = today() if traits.status == "SUSPENDED" else None
    Certificate.objects.filter(pk=made.pk).update(status=traits.status, suspended_on=suspended_on)
    return Certificate.objects.select_related("child").get(pk=made.pk), families.guardian(child)


def _fund(of: World, made: Certificate, traits: Traits) -> None:
    year = today().year
    if traits.funded == "empty" or (traits.code, year) not in of.quotas:
        Certificate.objects.filter(pk=made.pk).update(funding_status="PERSONALISED_FUNDING", funded_on=today())
        return
    families.funded(made, of.quotas[traits.code, year])
    act = Act(None, today())
    if traits.funded == "years":
        later = ledger.account_of(made, families.period(traits.code, year + 1))
        ledger.grant(later, families.NOMINAL, act, Ground(basis(), "п. 1"), key=f"later:{made.pk}")
    spent = {"nothing": 0, "most": families.NOMINAL - 200000, "all": families.NOMINAL}[traits.spent]
    if spent:
        account = ledger.account_of(made, families.period(traits.code, year))
        ledger.reserve(account, spent, act, Ground(basis(), "п. 1", direction="TECHNICAL"), key=f"spent:{made.pk}")


def request_row(of: Certificate, group: StudyGroup, is_taught: bool = False, **changes) -> EnrollmentRequest:
    """A request for a group as a row, sent, or done with its enrollment; it holds no place of the group."""
    edition = group.module.edition
    entry = edition.entries.order_by("pk").first() or entered(edition)
    request = EnrollmentRequest.objects.create(
        **{
            "certificate": of,
            "child": of.child,
            "municipality": of.issuer,
            "group": group,
            "module": group.module,
            "provider_id": group.provider_id,
            "entry": entry,
            "register": entry.kind,
            "period": families.period(of.issuer.unit.code),
            "hours": group.module.hours,
            "starts_on": group.starts_on,
            "ends_on": group.ends_on,
            "status": "ENROLLED" if is_taught else "SENT_TO_PROVIDER",
            "asked_by": factories.user("parent"),
            **changes,
        }
    )
    if is_taught:
        said = {"verdict": "POSSIBLE", "way": "RULES", "decided_on": today(), "is_funded": False, "age": 10}
        MunicipalAssessment.objects.create(request=request, **said)
        names = ("certificate", "child", "municipality", "provider", "module", "group", "starts_on", "ends_on")
        same = {name: getattr(request, name) for name in names}
        Enrollment.objects.create(request=request, order_number="1", order_date=today(), **same)
    return request
