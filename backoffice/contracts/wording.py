"""How rows read in the documents of a contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from backoffice import money
from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.contracts.models import Contract, ContractLine
from backoffice.documents.contract_papers import Agreement, Applicant, PaidMonth, Party, Study, Sum
from backoffice.groups.models import StudyGroup
from backoffice.people.models import Child, Guardianship
from backoffice.programs.models import ProgramModule
from backoffice.providers.models import Provider
from backoffice.units.models import Membership

WEEKDAYS = ("", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


def sum_of(kopecks: int) -> Sum:
    """A sum in figures and in words."""
    return Sum(kopecks=kopecks, figures=money.figures(kopecks), words=money.in_words(kopecks))


def party(provider: Provider) -> Party:
    """Who teaches, with its requisites of today."""
    return Party(
        name=provider.full_name,
        is_entrepreneur=provider.is_entrepreneur,
        inn=provider.inn,
        kpp=provider.kpp,
        ogrn=provider.ogrn,
        address=provider.legal_address or provider.actual_address,
        phone=provider.contact_phone,
        email=provider.contact_email,
        licence=_licence(provider),
        bank=provider.bank_name,
        bik=provider.bik,
        account=provider.settlement_account,
        correspondent_account=provider.correspondent_account,
        head=provider.head_name,
        post=provider.head_position,
        acts_on=provider.acts_on,
    )


def _licence(provider: Provider) -> str:
    if not provider.licence_number:
        return ""
    given = f" от {provider.licence_issued_on:%d.%m.%Y}" if provider.licence_issued_on else ""
    issuer = f", выдана: {provider.licence_issuer}" if provider.licence_issuer else ""
    return f"№ {provider.licence_number}{given}{issuer}"


def study(contract: Contract) -> Study:
    """What is taught, where and when."""
    module, group = contract.module, contract.request.group
    edition = module.edition
    assert contract.starts_on and contract.ends_on, "an offer says all"
    return Study(
        program=edition.name,
        edition=edition.number,
        kind=edition.program.get_kind_display(),
        direction=edition.get_direction_display(),
        form=edition.get_form_display(),
        module=module.name,
        group=group.name,
        place=group.place.address,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        schedule=schedule(group),
        hours=module.hours,
        individual_hours=module.individual_hours,
        max_children=module.max_children,
        teachers=teachers(module),
        equipment=edition.equipment,
    )


def schedule(group: StudyGroup) -> tuple[str, ...]:
    """The lessons of a week, in order."""
    return tuple(f"{WEEKDAYS[slot.weekday]}, {slot.begins_at:%H:%M}–{slot.ends_at:%H:%M}" for slot in group.slots.all())


def teachers(module: ProgramModule) -> tuple[str, ...]:
    """The qualification of the main and the second teacher, as the program says it."""
    main = module.main_teacher or module.get_main_qualification_display()
    second = module.second_teacher or module.get_second_qualification_display()
    return tuple(filter(None, (main.strip(), second.strip() if module.second_teacher_hours else "")))


def months(lines: Iterable[ContractLine]) -> tuple[PaidMonth, ...]:
    """What is due for each month."""
    return tuple(
        PaidMonth(
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            certificate=money.figures(line.certificate_part),
            family=money.figures(line.family_part),
        )
        for line in lines
    )


def agreements(lines: Iterable[ContractLine]) -> tuple[Agreement, ...]:
    """By which agreements the certificate's part is paid, each with the days that it pays for."""
    by_agreement: dict[int, list[ContractLine]] = {}
    for line in lines:
        if line.agreement_id and line.certificate_part:
            by_agreement.setdefault(line.agreement_id, []).append(line)
    return tuple(_agreement(paid) for paid in by_agreement.values())


def _agreement(paid: list[ContractLine]) -> Agreement:
    first, last = paid[0], paid[-1]
    agreement = first.agreement
    assert agreement, "it pays for these months"
    return Agreement(
        number=agreement.number,
        signed_on=agreement.signed_on,
        payer=agreement.payer.unit.name,
        inn=agreement.payer.inn,
        starts_on=first.starts_on,
        ends_on=last.ends_on,
    )


def is_child(child: Child, signer: User, *, on: date) -> bool:
    """Whether the signer is the child itself."""
    return accounts_of(child, on=on).filter(user=signer).exists()


def accounts_of(child: Child, *, on: date) -> QuerySet[Membership]:
    """Whoever is the child itself in its cabinet, on a day."""
    held = Membership.objects.filter(unit=child.unit_id, role=Role.CHILD, valid_from__lte=on, valid_to=None)
    return held.select_related("user")


def applicant(child: Child, guardian: Guardianship | None, signer: User, *, by_child: bool) -> Applicant:
    """Who applies; of somebody else all is empty."""
    if guardian is not None:
        return Applicant(
            name=guardian.full_name,
            relation=guardian.get_relation_display(),
            document=guardian.document,
            phone=guardian.phone,
            email=guardian.email,
        )
    email = signer.email if by_child else ""
    return Applicant(name=child.full_name if by_child else "", relation="", document="", phone="", email=email)
