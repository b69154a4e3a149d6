"""Papers of a contract as the tests of documents need them: short, long, without money of either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from backoffice.contracts.wording import sum_of
from backoffice.documents.contract_papers import (
    Agreement,
    Applicant,
    ApplicationPaper,
    ContractPaper,
    PaidMonth,
    Party,
    Study,
    TerminationPaper,
)

CHILD, PARENT = "Преображенская-Константинопольская Ёлка Юрьевна", "Преображенский Пётр Семёнович"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LONG = (
    "Муниципальное автономное учреждение дополнительного образования «Центр детского и юношеского технического"
    " творчества имени первых строителей города»"
)


def provider(**changes: Any) -> Party:
    """An institution with everything that a contract asks for."""
    plain = {
        "name": "Муниципальное бюджетное учреждение дополнительного образования «Дворец творчества»",
        "is_entrepreneur": False,
        "inn": "4207000001",
        "kpp": "420701001",
        "ogrn": "1024200000001",
        "address": "650000, г. Кемерово, ул. Красная, 2",
        "phone": "+7 384 200-00-00",
        "email": "dvorets@example.org",
        "licence": "№ 17001 от 01.02.2018, выдана: Министерство образования Кузбасса",
        "bank": "Отделение Кемерово",
        "bik": "043207001",
        "account": "40703810000000000001",
        "correspondent_account": "30101810000000000001",
        "head": "Ким Константин Константинович",
        "post": "Директор",
        "acts_on": "Устав",
    }
    return Party(**{**plain, **changes})


def study(**changes: Any) -> Study:
    """A module of a program for a group of twelve."""
    plain = {
        "program": "Юный шахматист",
        "edition": 2,
        "kind": "Общеразвивающая",
        "direction": "Физкультурно-спортивная",
        "form": "Очная",
        "module": "Первый год",
        "group": "Ш-1",
        "place": "г. Кемерово, пр. Советский, 54, кабинет 12",
        "starts_on": date(2026, 9, 16),
        "ends_on": date(2026, 12, 31),
        "schedule": ("вторник, 15:00–16:30", "четверг, 15:00–16:30"),
        "hours": 72,
        "individual_hours": 0,
        "max_children": 12,
        "teachers": ("Высшее педагогическое образование, первая категория.",),
        "equipment": "Доски, часы, учебники.",
    }
    return Study(**{**plain, **changes})


def months(certificate: int, family: int) -> tuple[PaidMonth, ...]:
    """Four months with the sums of vector CT-1, or with nothing of a side (domain 5.3)."""
    first, each = ("824,18", "1 684,98") if certificate else ("0,00",) * 2
    mine, others = ("164,86", "336,99") if family else ("0,00",) * 2
    days = ((9, 16, 30), (10, 1, 31), (11, 1, 30), (12, 1, 31))
    return tuple(
        PaidMonth(
            starts_on=date(2026, month, start),
            ends_on=date(2026, month, end),
            certificate=first if month == 9 else each,
            family=mine if month == 9 else others,
        )
        for month, start, end in days
    )


def agreement(**changes: Any) -> Agreement:
    """By which the payer of Kemerovo pays in 2026."""
    plain = {
        "number": "17-ПФ",
        "signed_on": date(2026, 1, 12),
        "payer": "МКУ «Центр финансирования»",
        "inn": "4205000009",
        "starts_on": date(2026, 9, 16),
        "ends_on": date(2026, 12, 31),
    }
    return Agreement(**{**plain, **changes})


def contract(certificate: int = 587_912, family: int = 117_583, **changes: Any) -> ContractPaper:
    """The offer of vector CT-1; kopecks of each side."""
    plain = {
        "provider": provider(),
        "municipality": "город Кемерово",
        "study": study(),
        "price": sum_of(certificate + family),
        "certificate_part": sum_of(certificate),
        "family_part": sum_of(family),
        "months": months(certificate, family),
        "agreements": (agreement(),) if certificate else (),
        "accept_until": date(2026, 9, 10),
        "continues": "",
    }
    return ContractPaper(**{**plain, **changes})


def long_contract() -> ContractPaper:
    """Everything that can be long is; it prolongs another and goes over the New Year."""
    taught = study(
        program="Робототехника и программирование микроконтроллеров: от первых шагов до соревнований " * 2,
        schedule=tuple(f"{day}, 10:00–11:30" for day in ("понедельник", "вторник", "среда", "пятница", "суббота")),
        individual_hours=2,
        hours=144,
        max_children=21,
        teachers=("Высшее образование, высшая категория, стаж от пяти лет. " * 3, "Среднее профессиональное"),
        equipment="Наборы конструкторов, компьютеры, паяльные станции, поля для соревнований. " * 6,
        ends_on=date(2027, 5, 31),
    )
    one = replace(months(1, 1)[1], certificate="101 684,98", family="100 336,99")
    later = [replace(one, starts_on=date(2027, month, 1), ends_on=date(2027, month, 28)) for month in range(1, 6)]
    next_year = {"number": "3-ПФ", "signed_on": date(2026, 12, 14), "starts_on": date(2027, 1, 1)}
    return contract(
        provider=provider(name=LONG, licence=f"№ 1 от 01.02.2018, выдана: {LONG}", head=CHILD, acts_on=LONG),
        study=taught,
        months=(*months(1, 1), *later),
        agreements=(agreement(payer=LONG), agreement(**next_year, ends_on=date(2027, 5, 31))),
        continues="№ 12 от 01.09.2025",
    )


def application(**changes: Any) -> ApplicationPaper:
    """A father applies for his daughter."""
    plain = {
        "provider": provider().name,
        "has_licence": True,
        "applicant": Applicant(
            name=PARENT,
            relation="Родитель",
            document="свидетельство о рождении I-ЛО № 000001",
            phone="+7 900 000-00-01",
            email="father@example.org",
        ),
        "by_child": False,
        "child": CHILD,
        "birth_date": date(2014, 2, 28),
        "address": "г. Кемерово, ул. Весенняя, 1, кв. 1",
        "certificate": "4201-000001",
        "offer_number": "3/1",
        "offer_on": date(2026, 8, 31),
        "offer_check_number": "CECR-6K83-NKBS",
        "offer_sha256": SHA256,
        "study": study(),
        "family_part": sum_of(117_583),
        "consent": "Даю согласие на передачу организации сведений о ребёнке и обо мне — чтобы зачислить ребёнка и вести"
        " обучение. Согласие действует до окончания обучения и может быть отозвано.",
    }
    return ApplicationPaper(**{**plain, **changes})


def termination(**changes: Any) -> TerminationPaper:
    """The family leaves in November."""
    plain = {
        "provider": provider().name,
        "contract_number": "3/1",
        "contract_on": date(2026, 9, 7),
        "program": "Юный шахматист",
        "module": "Первый год",
        "ended_by": "FAMILY",
        "payer": "МКУ «Центр финансирования»",
        "ground": "",
        "notice_on": date(2026, 11, 12),
        "ended_on": date(2026, 11, 30),
        "has_begun": True,
    }
    return TerminationPaper(**{**plain, **changes})
