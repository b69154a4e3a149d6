"""What the demo's provider brings: numbers with right check digits, a card, a file. All of it is made up."""

from __future__ import annotations

import random

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def inn(chance: random.Random) -> str:
    """A made-up ИНН of an organisation in region 42 with the right check digit."""
    digits = [4, 2, *(chance.randrange(10) for _ in range(7))]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return "".join(map(str, digits)) + str(sum(map(int.__mul__, digits, weights)) % 11 % 10)


def ogrn(chance: random.Random) -> str:
    """A made-up ОГРН with the right check digit."""
    number = int("119" + "42" + "".join(str(chance.randrange(10)) for _ in range(7)))
    return f"{number}{number % 11 % 10}"


def provider_card(chance: random.Random, name: str) -> dict:
    """The card of a private organisation that teaches."""
    return {
        "kind": "TRAINING",
        "ownership": "NON_STATE",
        "legalForm": "Общество с ограниченной ответственностью",
        "fullName": f"Общество с ограниченной ответственностью «{name}»",
        "shortName": f"ООО «{name}»",
        "inn": inn(chance),
        "kpp": "420501001",
        "ogrn": ogrn(chance),
        "legalAddress": "город Кемерово, улица Примерная, дом 2",
        "actualAddress": "город Кемерово, улица Примерная, дом 2",
        "municipality": "kemerovo-city",
        "licenceNumber": f"ДЕМО-{chance.randrange(10**6):06d}",
        "licenceIssuedOn": "2019-02-01",
        "licenceIssuer": "Демонстрационный лицензирующий орган",
        "headName": "Примеров Пример",
        "headPosition": "Директор",
        "actsOn": "Устав",
        "contactName": "Примеров Пример",
        "contactPhone": "+7 384 200-00-00",
        "contactEmail": "demo@example.org",
    }


def module(number: int, **changes) -> dict:
    """One year of robotics."""
    return {
        "name": f"Робототехника, год {number}",
        "months": 9,
        "hours": 72,
        "individualHours": 0,
        "secondTeacherHours": 0,
        "mainTeacher": "Высшее педагогическое образование, опыт преподавания от трёх лет",
        "minChildren": 8,
        "maxChildren": 12,
        "expectedResults": "Собирает, программирует и защищает собственный проект",
        "askedPrice": 1200000,
        **changes,
    }


def program_card(name: str) -> dict:
    """A program of three modules: those of the published vectors of the normative cost."""
    return {
        "name": name,
        "shortName": name[:64],
        "direction": "TECHNICAL",
        "form": "FULL_TIME",
        "activities": "Конструирование, программирование",
        "annotation": "Кратко.",
        "aims": "Научить детей проектировать и программировать роботов.",
        "ageFrom": 8,
        "ageTo": 14,
        "equipment": "Наборы конструкторов, компьютеры, поля для соревнований.",
        "modules": [
            module(1),
            module(2, individualHours=6),
            module(
                3,
                hours=144,
                secondTeacherHours=36,
                secondTeacher="Среднее профессиональное образование",
                minChildren=10,
                maxChildren=14,
            ),
        ],
        "places": [{"municipality": "kemerovo-city", "area": "URBAN", "address": "улица Примерная, дом 2"}],
    }


def funding_program(year: int, count: int, nominal: int) -> dict:
    """A municipality's program of a year with one category."""
    return {
        "total": count * nominal,
        "currentFrom": f"{year}-01-01",
        "currentTo": f"{year}-12-31",
        "futureFrom": f"{year - 1}-12-01",
        "categories": [{"code": "GENERAL", "count": count, "nominal": nominal}],
        "caps": [{"direction": "TECHNICAL", "amount": count * nominal}],
    }


def child(chance: random.Random, first: str, patronymic: str, born: str) -> dict:
    """A child of Kemerovo with a surname that nobody has and a birth certificate of its own."""
    surname = "Демо" + "".join(chance.choice("бвгдклмнрст") + chance.choice("аио") for _ in range(4)) + "ва"
    return {
        "lastName": surname,
        "firstName": first,
        "patronymic": patronymic,
        "birthDate": born,
        "birthCertificate": f"IV-ЛО {chance.randrange(10**6):06d}",
        "municipality": "kemerovo-city",
        "address": "город Кемерово, улица Примерная, дом 3",
    }


def initials(card: dict) -> str:
    """How lists show the child of a card."""
    letters = "\u00a0".join(f"{card[part][0]}." for part in ("lastName", "firstName", "patronymic"))
    return f"{letters}, {card['birthDate'][:4]} г.\u00a0р."
