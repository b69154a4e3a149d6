"""Children enter the system. Writes inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import connection

from backoffice import journal
from backoffice.acts import services as acts
from backoffice.certificates.issue_rules import why_exists
from backoffice.certificates.models import Certificate
from backoffice.errors import Refusal
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.people import duplicates, names, rules
from backoffice.people.card import ChildCard, GuardianCard
from backoffice.people.identity import Identity
from backoffice.people.models import Child, Consent, ConsentText, DuplicatePair, Guardianship, Residence
from backoffice.units.models import Unit

CABINET = "Кабинет ребёнка"


def hold(*identities: Identity) -> None:
    """Wait for every other application that might be about the same children; until the end of the transaction.

    Sorted, so that two of them never wait for each other.
    """
    with connection.cursor() as cursor:
        keys = sorted(set(chain.from_iterable(identity.keys() for identity in identities)))
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


@dataclass(frozen=True)
class Known:
    """What the region knows of the child on a card: asked once, and good for as long as its identity is held."""

    identity: Identity
    home: Municipality | None  # None: the card names a territory that there is not
    alike: list[Child]  # records that agree with it in something, oldest first

    @classmethod
    def of(cls, card: ChildCard) -> Known:
        """Ask the registers."""
        identity = Identity.of_card(card)
        home = Municipality.objects.select_related("unit").filter(unit__code=card.municipality).first()
        return cls(identity, home, duplicates.alike(identity))


def why_not_register(card: ChildCard, guardian: GuardianCard | None, known: Known, *, on: date) -> Iterator[Refusal]:
    """Yield what speaks against the cards, and that the child has a certificate already."""
    yield from rules.why_not_child(card, on=on)
    if guardian:
        yield from rules.why_not_guardian(guardian)
    if known.home is None:
        text = f"Нет муниципального образования с кодом «{card.municipality}»."
        yield Refusal(
            "MUNICIPALITY_UNKNOWN", text, "Концепция, п. 2.1", "Выберите из списка.", ("child", "municipality")
        )
    same = [child.pk for child in duplicates.exact(known.identity, known.alike)]
    if same and Certificate.objects.filter(child__in=same).exclude(status__in=Certificate.VOID).exists():
        yield why_exists()


def register(
    card: ChildCard, guardian: GuardianCard | None, known: Known, act: Act, *, town: int | None = None
) -> tuple[Child, list[DuplicatePair]]:
    """Enter a child whose identity is held, or find the applicant's own record of it; with whom it may be confused.

    A record that is found again has no certificate: it is told anew where the child lives and who answers for it. A
    record of somebody else stays as it is, and a clerk says whether it is the same child. `town`: the municipality for
    which a clerk applies.
    """
    child, alike = _own_record(known, act, town), known.alike
    if child is None:
        child = _create(card, known, act)
    else:
        _tell_anew(child, card, known, act)
        alike = duplicates.alike(Identity.of_child(child))  # the record may tell more than the card
    if guardian:
        _answer_for(child, guardian, act)
    return child, duplicates.suspect(child, alike)


def _own_record(known: Known, act: Act, town: int | None) -> Child | None:
    """The record of exactly this child for which the same person applied last, or which is of the clerk's own town."""
    for child in duplicates.exact(known.identity, known.alike):
        last = Certificate.objects.filter(child=child).order_by("pk").last()
        is_mine = last is not None and act.by is not None and last.applied_by_id == act.by.pk
        if is_mine or (town is not None and child.municipality_id == town):
            return child
    return None


def _create(card: ChildCard, known: Known, act: Act) -> Child:
    said = [names.tidy(part) for part in (card.last_name, card.first_name, card.patronymic)]
    unit = Unit.objects.create(kind=Unit.Kind.CHILD, code=f"child-{uuid.uuid4().hex}", name=CABINET, valid_from=act.on)
    child = Child.objects.create(
        unit=unit,
        last_name=said[0],
        first_name=said[1],
        patronymic=said[2],
        birth_date=card.birth_date,
        name_key=known.identity.name,
        initials=names.initials(said[0], said[1], said[2], card.birth_date),
        snils=known.identity.snils,
        birth_certificate=known.identity.document,
        municipality=_home(known),
        address=names.tidy(card.address),
    )
    settle(child, act, since=act.on)
    journal.record("child.registered", child, act, municipality_id=child.municipality_id)
    return child


def _tell_anew(child: Child, card: ChildCard, known: Known, act: Act) -> None:
    """Write what a new application says over a record without a certificate; who answered for it without an account
    does so no longer."""
    child.municipality, child.address = _home(known), names.tidy(card.address)
    child.snils = child.snils or known.identity.snils
    child.version += 1
    child.save(update_fields=["municipality", "address", "snils", "version"])
    settle(child, act, since=act.on)
    Guardianship.objects.filter(child=child, user=None, valid_to=None).update(valid_to=act.on)
    journal.record("child.renewed", child, act, municipality_id=child.municipality_id)


def _home(known: Known) -> Municipality:
    assert known.home, "why_not_register has looked"
    return known.home


def settle(child: Child, act: Act, *, since: date) -> None:
    """Record where a child lives from a day on."""
    Residence.objects.create(
        child=child, municipality=child.municipality, address=child.address, since=since, case_id=act.case_id
    )


def _answer_for(child: Child, card: GuardianCard, act: Act) -> None:
    if Guardianship.objects.filter(child=child, user=act.by, user__isnull=False, valid_to=None).exists():
        return
    Guardianship.objects.create(
        child=child,
        full_name=names.tidy(card.full_name),
        relation=card.relation,
        document=names.tidy(card.document),
        phone=card.phone.strip(),
        email=card.email.strip(),
        valid_from=act.on,
    )


def consent(child: Child, purposes: Iterable[str], *, channel: str, signer: str, on: date, act: Act) -> None:
    """Record consents of day `on`, each to the wording that was in force then (152-ФЗ, ст. 9)."""
    for purpose in dict.fromkeys(purposes):
        wordings = ConsentText.objects.filter(purpose=purpose)
        text = acts.the_rule(wordings, on=act.on, territory=child.municipality_id)
        Consent.objects.create(child=child, text=text, channel=channel, signer=signer, given_on=on, recorded_by=act.by)
