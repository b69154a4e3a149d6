"""The families, groups and tokens of a surge, as rows: made anew for each run, in a few seconds."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

BORN = date(2014, 5, 20)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Family:
    """Who applies: a token and a certificate."""

    token: str
    certificate: int


@dataclass(frozen=True)
class Crowd:
    """Everybody who comes, and the groups they come to."""

    families: list[Family]
    groups: list[int]
    places: int  # of a group


@transaction.atomic
def fill(families: int, groups: int, places: int) -> Crowd:
    """One institution with so many groups of so many places, and so many families, each with one certificate."""
    run = uuid.uuid4().hex[:8]
    town, act = _town(), _act()
    return Crowd(_families(run, families, town), _groups(run, groups, places, town, act), places)


def _town():
    from backoffice.municipalities.models import Municipality

    return Municipality.objects.get(unit__code="kemerovo-city")


def _act():
    from backoffice.acts.models import LegalAct

    return LegalAct.objects.get(code="defaults")


def _families(run: str, count: int, town) -> list[Family]:
    from backoffice.access import Role
    from backoffice.accounts.models import AccessToken, User
    from backoffice.certificates.models import Certificate, CertificateCategory
    from backoffice.people import ages, names
    from backoffice.people.models import Child, Guardianship
    from backoffice.people.words import Relation
    from backoffice.units.models import Membership, Unit

    since, said = timezone.localdate() - YEAR, ("Примерова", "Мария", "Сергеевна")
    units = Unit.objects.bulk_create(
        Unit(kind=Unit.Kind.CHILD, code=f"surge-{run}-{n}", name="Кабинет ребёнка", valid_from=since)
        for n in range(count)
    )
    children = Child.objects.bulk_create(
        Child(
            unit=unit,
            **dict(zip(("last_name", "first_name", "patronymic"), said, strict=True)),
            birth_date=BORN,
            name_key=names.key(*said),
            initials=names.initials(*said, BORN),
            birth_certificate=f"{run}-{n}",
            municipality=town,
            address="ул. Примерная, 1",
        )
        for n, unit in enumerate(units)
    )
    category = CertificateCategory.objects.get(code="GENERAL")
    certificates = Certificate.objects.bulk_create(
        Certificate(
            child=child,
            issuer=town,
            number=f"{int(run, 16) % 10**4:04d}{n:07d}",
            status=Certificate.Status.ACTIVE,
            category=category,
            channel=Certificate.Channel.FAMILY,
            applied_on=since,
            issued_on=since,
            activated_on=since,
            expires_on=ages.birthday(BORN, ages.ENDS_AT),
        )
        for n, child in enumerate(children)
    )
    parents = User.objects.bulk_create(
        User(username=f"surge-{run}-{n}", full_name="Примерова Анна", password="!", is_private=True)
        for n in range(count)
    )
    pairs = [*zip(children, parents, strict=True)]
    Guardianship.objects.bulk_create(
        Guardianship(child=child, user=parent, full_name=parent.full_name, relation=Relation.PARENT, valid_from=since)
        for child, parent in pairs
    )
    Membership.objects.bulk_create(
        Membership(user=parent, role=Role.GUARDIAN, unit_id=child.pk, valid_from=since) for child, parent in pairs
    )
    tokens = [f"surge-{run}-{n}" for n in range(count)]
    AccessToken.objects.bulk_create(
        AccessToken(
            user=parent,
            digest=hashlib.sha256(token.encode()).hexdigest(),
            expires_at=timezone.now() + timedelta(days=1),
        )
        for parent, token in zip(parents, tokens, strict=True)
    )
    return [Family(token, certificate.pk) for token, certificate in zip(tokens, certificates, strict=True)]


def _groups(run: str, count: int, places: int, town, act) -> list[int]:
    from backoffice.groups.models import GroupPlaces, ScheduleSlot, StudyGroup
    from backoffice.programs.models import Program, ProgramEdition, ProgramModule, TeachingPlace
    from backoffice.providers.models import Provider
    from backoffice.registers.models import EntryPlaces, ProgramRegisterEntry
    from backoffice.units.models import Unit

    today = timezone.localdate()
    unit = Unit.objects.create(kind=Unit.Kind.PROVIDER, code=f"surge-{run}", name="Дворец", valid_from=today - YEAR)
    provider = Provider.objects.create(
        unit=unit,
        full_name="Дворец творчества",
        short_name="Дворец",
        inn=f"{int(run, 16) % 10**10:010d}",
        ownership="MUNICIPAL",
        institution_type="BUDGET",
        municipality=town,
        status=Provider.Status.ACTIVE,
    )
    made = []
    for number in range(count):
        program = Program.objects.create(provider=provider, kind="GENERAL_DEVELOPMENT", funding_mode="BUDGET")
        edition = ProgramEdition.objects.create(
            program=program,
            number=1,
            status=ProgramEdition.Status.REGISTERED,
            name=f"Программа {number}",
            short_name=f"Программа {number}",
            direction="TECHNICAL",
            form="FULL_TIME",
            age_from=5,
            age_to=17,
        )
        module = ProgramModule.objects.create(
            edition=edition, number=1, name="Год", months=9, hours=72, min_children=1, max_children=places
        )
        place = TeachingPlace.objects.create(
            edition=edition, number=1, municipality=town, area="URBAN", address="ул. Примерная, 2"
        )
        entry = ProgramRegisterEntry.objects.create(
            kind="SIGNIFICANT",
            number=f"{run}-{number:05d}",
            edition=edition,
            included_on=today - timedelta(days=30),
            valid_until=today + YEAR,
            municipality=town,
            max_funded_pupils=places,
            act=act,
            case_id=uuid.uuid4(),
        )
        EntryPlaces.objects.create(entry=entry, maximum=places)
        group = StudyGroup.objects.create(
            provider=provider,
            module=module,
            place=place,
            name=f"Группа {number}",
            status=StudyGroup.Status.OPEN,
            starts_on=today + timedelta(days=5),
            ends_on=today + timedelta(days=200),
            opens_at=timezone.now() - timedelta(days=1),
        )
        GroupPlaces.objects.create(group=group, capacity=places)
        ScheduleSlot.objects.create(group=group, weekday=2, begins_at=time(16), ends_at=time(17, 30))
        made.append(group.pk)
    return made


def agrees(crowd: Crowd) -> list[str]:
    """What is wrong after a run: places that do not agree with holds, groups oversold or left free. Empty: nothing."""
    connection.close()  # whoever ends all sessions ends ours as well
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.group_id, p.capacity, p.taken, count(DISTINCT h.id) FILTER (WHERE h.status <> 'FREED'),"
            " count(DISTINCT r.id), max(e.taken)"
            " FROM backoffice_groupplaces p LEFT JOIN backoffice_placehold h ON h.group_id = p.group_id"
            " LEFT JOIN backoffice_enrollmentrequest r ON r.group_id = p.group_id"
            " LEFT JOIN backoffice_entryplaces e ON e.entry_id = h.entry_id"
            " WHERE p.group_id = ANY(%s) GROUP BY p.group_id, p.capacity, p.taken",
            [crowd.groups],
        )
        rows = cursor.fetchall()
    return [
        f"группа {group}: мест {capacity}, занято {taken}, закреплено {held}, заявок {requests}, в реестре {of_entry}"
        for group, capacity, taken, held, requests, of_entry in rows
        if not (taken == held == requests and taken <= capacity and (of_entry or 0) == taken)
    ]


def in_vain(crowd: Crowd, full: set[int]) -> list[str]:
    """Groups of which somebody was told that they are full, and that are not: nobody gave a place back."""
    from backoffice.groups.models import GroupPlaces

    free = GroupPlaces.objects.filter(pk__in=full & {*crowd.groups}, taken__lt=crowd.places)
    return [f"группа {group}: отказ при свободном месте" for group in free.values_list("pk", flat=True)]


def lost(crowd: Crowd, made: list[int]) -> list[str]:
    """What is wrong with requests that families were told of: each is there, open, with its place; and no others are.

    The nightly count of all places must find nothing either.
    """
    from backoffice.enrollments import proof
    from backoffice.enrollments.models import EnrollmentRequest

    held = EnrollmentRequest.objects.filter(group__in=crowd.groups, status="SENT_TO_PROVIDER", holds__status="HELD")
    there = set(held.values_list("pk", flat=True))
    told = set(made)
    found = [f"заявка {key}: семье сказано, а места нет" for key in sorted(told - there)]
    found += [f"заявка {key}: место есть, а семье не сказано" for key in sorted(there - told)]
    found += [f"сказано дважды: {len(made) - len(told)}"] * (len(made) != len(told))
    return [*found, *proof.count(on=timezone.localdate()).lines]
