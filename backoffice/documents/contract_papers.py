"""What stands in the documents of a contract: plain data, in the words that are printed.

The text of the contract and the notice of its end name no child and no customer: the payer reads them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A sum as contracts write it."""

    kopecks: int
    figures: str  # «7 054,95»
    words: str  # «семь тысяч пятьдесят четыре рубля 95 копеек»


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who teaches, with its requisites; what it has not got is empty."""

    name: str
    is_entrepreneur: bool
    inn: str
    kpp: str
    ogrn: str
    address: str
    phone: str
    email: str
    licence: str  # «№ 12345 от 01.02.2020, выдана …»
    bank: str
    bik: str
    account: str
    correspondent_account: str
    head: str
    post: str
    acts_on: str


@dataclass(frozen=True, kw_only=True)
class Study:
    """What is taught, to whom it is open, where and when."""

    program: str
    edition: int
    kind: str
    direction: str
    form: str
    module: str
    group: str
    place: str
    starts_on: date
    ends_on: date
    schedule: tuple[str, ...]  # «вторник, 15:00–16:30»
    hours: int  # of the whole module
    individual_hours: int
    max_children: int
    teachers: tuple[str, ...]  # their qualification in words
    equipment: str


@dataclass(frozen=True, kw_only=True)
class PaidMonth:
    """Days of a contract in one calendar month and what is due for them."""

    starts_on: date
    ends_on: date
    certificate: str
    family: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """By which agreement a payer pays the certificate's part, for the days from the first to the last."""

    number: str
    signed_on: date | None
    payer: str
    inn: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ContractPaper:
    """A contract on education, as the provider offers it."""

    provider: Party
    municipality: str  # whose certificate it is
    study: Study
    price: Sum
    certificate_part: Sum
    family_part: Sum
    months: tuple[PaidMonth, ...]
    agreements: tuple[Agreement, ...]  # none: the certificate pays nothing; two: the contract goes over the New Year
    accept_until: date
    continues: str  # «№ 12 от 01.09.2026»: the contract that it prolongs; empty: none


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applies: a representative, or the child itself; all empty: to be filled in by hand."""

    name: str
    relation: str
    document: str
    phone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class ApplicationPaper:
    """The application for enrollment, by which the offer is accepted."""

    provider: str
    has_licence: bool
    applicant: Applicant
    by_child: bool  # who is 14 or older and applies itself, with a representative's consent
    child: str
    birth_date: date
    address: str
    certificate: str
    offer_number: str
    offer_on: date
    offer_check_number: str
    offer_sha256: str
    study: Study
    family_part: Sum
    consent: str  # the wording in force


@dataclass(frozen=True, kw_only=True)
class TerminationPaper:
    """The notice that a contract ends before its term."""

    provider: str
    contract_number: str
    contract_on: date
    program: str
    module: str
    ended_by: str  # FAMILY, PROVIDER, PAYER or SYSTEM
    payer: str  # who pays by the contract; empty: nobody but the family
    ground: str  # in words; empty: the family needs none
    notice_on: date
    ended_on: date
    has_begun: bool  # False: it ends before its first lesson
