"""A provider's way into the register and out of it. Writes inside the caller's transaction, after the rules agreed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import partial

from django.db import connection
from django.db.models import Max, Q

from backoffice import cards, journal
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.acts import services as acts
from backoffice.acts.models import RefusalGround
from backoffice.certification import remarks
from backoffice.errors import Refusal
from backoffice.files import attaching
from backoffice.journal import Act
from backoffice.municipalities.models import Municipality
from backoffice.providers import rules
from backoffice.providers.card import ProviderCard
from backoffice.providers.models import Provider, ProviderRefusal
from backoffice.registers import services as registers
from backoffice.units.models import Membership, Unit

Status = Provider.Status
PROCESS = "ProviderEntry"
DRAFTS_AT_ONCE = 10  # of one person: whoever has registered may draft
PLAIN = [each.name for each in fields(ProviderCard) if each.name not in ("institution_type", "municipality")]
COLUMNS = [*PLAIN, "institution_type", "municipality_id"]


def hold(provider: Provider) -> None:
    """Wait for the provider's row and read it again: what is judged is what will be changed."""
    provider.refresh_from_db(from_queryset=Provider.objects.select_for_update(no_key=True))


def card_of(provider: Provider) -> ProviderCard:
    """What the provider says of itself now."""
    return ProviderCard(
        **{name: getattr(provider, name) for name in PLAIN},
        institution_type=Provider.InstitutionType(provider.institution_type) if provider.institution_type else None,
        municipality=Unit.objects.values_list("code", flat=True).get(pk=provider.municipality_id),
    )


def why_not_save(card: ProviderCard) -> Iterator[Refusal]:
    """Yield what keeps a card from being kept, its territory included."""
    yield from rules.why_not_save(card)
    if not Municipality.objects.filter(unit__code=card.municipality).exists():
        text = f"Нет муниципального образования с кодом «{card.municipality}»."
        yield Refusal("MUNICIPALITY_UNKNOWN", text, "Концепция, п. 2.1", "Выберите из списка.", ("municipality",))


def why_not_draft(card: ProviderCard, user) -> Iterator[Refusal]:
    """Yield every reason against one more draft of this person."""
    mine = Provider.objects.filter(status=Status.DRAFT, unit__memberships__user=user)
    if mine.count() >= DRAFTS_AT_ONCE:
        text = f"У вас уже {DRAFTS_AT_ONCE} неподанных черновиков."
        yield Refusal("TOO_MANY_DRAFTS", text, rules.REGISTER, "Продолжите один из них.")
    yield from why_not_save(card)


def why_not_edit(provider: Provider, card: ProviderCard) -> Iterator[Refusal]:
    """Yield every reason against writing `card` over the provider's: its state, its remarks, the card itself."""
    if provider.status not in Provider.EDITABLE:
        yield Refusal(
            "PROVIDER_LOCKED",
            f"Карточка поставщика закрыта для правки: {provider.get_status_display().lower()}.",
            rules.REGISTER,
            "Дождитесь решения или отзовите заявку; реквизиты банка меняют отдельно.",
        )
    yield from why_not_save(card)
    if provider.status == Status.RETURNED:
        opened = _open_remarks(provider).values_list("field", flat=True)
        before, after = cards.paths(card_of(provider)), cards.paths(card)
        yield from cards.why_not_change(before, after, opened, rule=rules.REGISTER, label=partial(cards.label_of, card))
        if _is_duplicate(provider, card):  # a returned application is live: the database would refuse it
            yield rules.why_duplicate()


def paths_of(provider: Provider, card: ProviderCard) -> dict[str, str]:
    """The card and its documents, as remarks name them."""
    return {**cards.paths(card), "documents": attaching.as_compared(attaching.live(provider.documents.all()))}


def _reading_of(provider: Provider, card: ProviderCard) -> remarks.Reading:
    """The card and its documents now, for remarks."""
    return remarks.reading(card, {card.municipality}, provider.documents.all())


def _open_remarks(provider: Provider):
    """Remarks of the last return; the rounds are counted through all applications of the provider."""
    return provider.remarks.filter(round=_round(provider))


def _round(provider: Provider) -> int:
    return provider.remarks.aggregate(last=Max("round"))["last"] or 0


def _is_duplicate(provider: Provider, card: ProviderCard) -> bool:
    """Whether another live provider has these ИНН and КПП; two applications at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"provider {card.inn} {card.kpp}"])
    live = Provider.objects.filter(inn=card.inn, kpp=card.kpp, status__in=Provider.LIVE)
    return live.exclude(pk=provider.pk).exists()


def draft(card: ProviderCard, act: Act) -> Provider:
    """Begin a provider with its unit, in which the person who drafts is the applicant."""
    code = f"provider-{uuid.uuid4().hex[:8]}"
    unit = Unit.objects.create(kind=Unit.Kind.PROVIDER, code=code, name=card.full_name, valid_from=act.on)
    Membership.objects.create(user=act.by, role=Role.APPLICANT, unit=unit, valid_from=act.on)
    _show([act.by.pk] if act.by else [])
    provider = Provider.objects.create(unit=unit, **_columns(card))
    _record("provider.drafted", provider, act)
    return provider


def _show(people: Sequence[int]) -> None:
    """Whoever acts for a provider is no private person any more: officials read the name."""
    User.objects.filter(pk__in=people, is_private=True).update(is_private=False)


def save(provider: Provider, card: ProviderCard, act: Act) -> None:
    """Write the card over the provider's, after `why_not_edit` had no reason."""
    for name, value in _columns(card).items():
        setattr(provider, name, value)
    provider.version += 1
    provider.save(update_fields=[*COLUMNS, "version"])
    _record("provider.saved", provider, act)


def _columns(card: ProviderCard) -> dict:
    return {
        **{name: getattr(card, name) for name in PLAIN},
        "institution_type": card.institution_type or "",
        "municipality_id": Municipality.objects.values_list("pk", flat=True).get(unit__code=card.municipality),
    }


def _record(what: str, provider: Provider, act: Act, note: str = "") -> None:
    journal.record(what, provider, act, note, provider_id=provider.pk, municipality_id=provider.municipality_id)


def move(provider: Provider, status: str, act: Act, what: str, note: str = "", **columns) -> None:
    """Change the state of a provider, whose row is locked, and what goes with it; its version rises."""
    columns |= {"status": status, "version": provider.version + 1}
    for name, value in columns.items():
        setattr(provider, name, value)
    provider.save(update_fields=columns)
    _record(what, provider, act, note)


def why_not_submit(provider: Provider, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against applying on day `on`."""
    if provider.status not in Provider.SUBMITTABLE:
        text = f"Подать заявку нельзя: {provider.get_status_display().lower()}."
        yield Refusal("PROVIDER_LOCKED", text, rules.REGISTER, "Откройте состояние заявки.")
        return
    yield from _why_not_enter(provider, card_of(provider), on=on)


def _why_not_enter(provider: Provider, card: ProviderCard, *, on: date) -> Iterator[Refusal]:
    same = Provider.objects.filter(Q(pk=provider.pk) | Q(inn=card.inn, kpp=card.kpp) & ~Q(inn=""))
    yield from rules.why_not_submit(
        card,
        documents=set(provider.documents.filter(replaced=False).values_list("kind", flat=True)),
        duplicate=_is_duplicate(provider, card),
        excluded_on=same.aggregate(last=Max("excluded_on"))["last"],  # a new draft does not wash an exclusion off
        cooling_off_months=int(acts.setting("COOLING_OFF_MONTHS", on=on, territory=provider.municipality_id)),
        on=on,
    )


def submit(provider: Provider, act: Act) -> None:
    """Close the card and hand it over to the operator; the returns are counted anew."""
    move(provider, Status.SUBMITTED, act, "provider.submitted", submitted_on=act.on, returns=0)


def why_not_return(provider: Provider, named: Sequence[str]) -> Iterator[Refusal]:
    """Yield every reason against returning the card with remarks on the named fields."""
    assert provider.submitted_on  # whoever is reviewed has applied
    allowed = int(acts.setting("RETURNS_ALLOWED", on=provider.submitted_on, territory=provider.municipality_id))
    yield from rules.why_not_return(named, returns=provider.returns, allowed=allowed)
    yield from cards.why_not_remark(paths_of(provider, card_of(provider)), named, rule=rules.REGISTER)


def send_back(provider: Provider, remarked: Iterable[tuple[str, str]], reason: str, act: Act) -> None:
    """Reopen the remarked fields, each with what stands there now; the history keeps the reason as a whole."""
    found = _reading_of(provider, card_of(provider))
    remarks.make(remarked, found, act.by, provider=provider, round=_round(provider) + 1)
    move(provider, Status.RETURNED, act, "provider.returned", reason, returns=provider.returns + 1)


def why_not_resubmit(provider: Provider, reply: str, *, on: date) -> Iterator[Refusal]:
    """A remark is answered by a change or, where nothing changed, in words; the card is right as a whole."""
    card = card_of(provider)
    made = _open_remarks(provider).values_list("field", "value_before")
    label = partial(cards.label_of, card)
    yield from cards.why_not_unanswered(made, paths_of(provider, card), reply, rule=rules.REGISTER, label=label)
    yield from _why_not_enter(provider, card, on=on)


def resubmit(provider: Provider, reply: str, act: Act) -> None:
    """Hand the corrected card over; the next reader sees what became of each remark."""
    remarks.answer(_open_remarks(provider), _reading_of(provider, card_of(provider)))
    move(provider, Status.SUBMITTED, act, "provider.resubmitted", reply)


def accept(provider: Provider, note: str, act: Act) -> None:
    """Enter the provider into the register (L 6); its applicants become its managers."""
    move(provider, Status.ACTIVE, act, "provider.accepted", note)
    entry = registers.enter_provider(provider, act)
    _record("provider.registered", provider, act, entry.number)
    Unit.objects.filter(pk=provider.pk).update(name=provider.full_name)
    applicants = Membership.objects.filter(unit=provider.pk, role=Role.APPLICANT, valid_to=None)
    people = list(applicants.values_list("user_id", flat=True))
    _show(people)
    for user_id in people:
        held = {"user_id": user_id, "role": Role.PROVIDER_MANAGER, "unit_id": provider.pk, "valid_to": None}
        Membership.objects.get_or_create(**held, defaults={"valid_from": act.on})
    applicants.update(valid_to=act.on)


def grounds_in_force(*, on: date) -> dict[str, RefusalGround]:
    """The grounds on which entry may be refused on day `on`, by code."""
    return {ground.code: ground for ground in acts.grounds(PROCESS, on=on)}


def why_not_refuse(grounds: Sequence[str], reason: str, *, on: date) -> Iterator[Refusal]:
    """Yield every reason against refusing on these grounds."""
    yield from rules.why_not_refuse(grounds, reason, known=grounds_in_force(on=on))


def refuse(provider: Provider, grounds: Sequence[str], reason: str, act: Act) -> None:
    """Refuse on coded grounds; the applicant may correct the card and apply again."""
    known = grounds_in_force(on=act.on)
    for code in dict.fromkeys(grounds):
        ProviderRefusal.objects.create(provider=provider, ground=known[code], text=reason)
    move(provider, Status.REFUSED, act, "provider.refused", reason)


def withdraw(provider: Provider, reason: str, act: Act) -> None:
    """The applicant takes the application back before the decision."""
    move(provider, Status.WITHDRAWN, act, "provider.withdrawn", reason)


def lapse(provider: Provider, act: Act) -> None:
    """The applicant did not answer the remarks in time."""
    move(provider, Status.EXPIRED, act, "provider.expired")
