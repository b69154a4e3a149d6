"""Things as tests need them: a method for each situation, nothing random."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

from backoffice.access import Role, Viewer
from backoffice.accounts.models import User
from backoffice.demo import providers as demo
from backoffice.files.models import StoredFile
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.card import ModuleCard, PlaceCard, ProgramCard
from backoffice.programs.models import Program, ProgramDocument, ProgramEdition
from backoffice.programs.words import Area, Direction, Form
from backoffice.providers.models import Provider
from backoffice.units.models import Membership, Unit

SINCE = date(2019, 4, 3)
_numbers = itertools.count(1)


def user(name: str = "user") -> User:
    """A person without a place."""
    return User.objects.create(username=f"{name}{next(_numbers)}", full_name=f"Тестовый {name}", is_active=True)


def member(role: Role, unit: Unit) -> User:
    """A person with one role in one unit."""
    person = user(role.lower())
    Membership.objects.create(user=person, role=role, unit=unit, valid_from=SINCE)
    return person


def viewer(person: User) -> Viewer:
    """The viewer that a request of this person would have."""
    units: dict[Role, list[int]] = {}
    for membership in person.memberships.all():
        units.setdefault(Role(membership.role), []).append(membership.unit_id)
    return Viewer(person, units)


def operator_unit() -> Unit:
    """The regional operator."""
    return Unit.objects.get(kind=Unit.Kind.REGIONAL_OPERATOR)


def provider(**changes) -> Provider:
    """A provider that stands in the register."""
    number = next(_numbers)
    unit = Unit.objects.create(
        kind=Unit.Kind.PROVIDER, code=f"provider-{number}", name=f"Центр {number}", valid_from=SINCE
    )
    kemerovo = Unit.objects.get(code="kemerovo-city")
    values = {
        **demo.PRIVATE,
        **demo.CARD,
        "inn": f"{number:010d}",
        "kpp": "420501001",
        "ogrn": "",
        "municipality_id": kemerovo.pk,
    }
    return Provider.objects.create(unit=unit, full_name=unit.name, short_name=unit.name, **{**values, **changes})


def module(**changes) -> ModuleCard:
    """The module of vector NC-1."""
    values = {
        "name": "Первый год",
        "months": 9,
        "hours": 72,
        "main_teacher": "Высшее педагогическое образование",
        "min_children": 8,
        "max_children": 12,
        "expected_results": "Собирает и программирует робота",
    }
    return ModuleCard(**{**values, **changes})


def card(**changes) -> ProgramCard:
    """A complete card."""
    values = {
        "name": "Робототехника для начинающих",
        "short_name": "Робототехника",
        "direction": Direction.TECHNICAL,
        "form": Form.FULL_TIME,
        "annotation": "Дети собирают роботов.",
        "aims": "Научить основам.",
        "age_from": 7,
        "age_to": 12,
        "equipment": "Наборы конструкторов.",
        "modules": (module(),),
        "places": (PlaceCard(municipality="kemerovo-city", area=Area.URBAN, address="ул. Примерная, 1"),),
    }
    return ProgramCard(**{**values, **changes})


def edition(owner: Provider, by: User, **changes) -> ProgramEdition:
    """A complete draft with its program file."""
    draft = programs.draft(
        owner,
        Program.Kind.GENERAL_DEVELOPMENT,
        Program.FundingMode.EXTRA_BUDGET,
        card(**changes),
        Act(by, SINCE),
    )
    file = StoredFile.objects.create(
        storage_name=str(uuid.uuid4()),
        name="программа.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_by=by,
    )
    ProgramDocument.objects.create(edition=draft, kind=ProgramDocument.Kind.PROGRAM, file=file)
    return draft


def demo_figures() -> None:
    """The invented figures of Kemerovo, those of the vectors."""
    demo.load()
