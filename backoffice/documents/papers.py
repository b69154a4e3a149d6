"""What stands in each document: plain data, in the words that are printed. Whoever makes one fills these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.documents.contract_papers import ApplicationPaper, ContractPaper, TerminationPaper


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """A member of the commission as printed."""

    name: str
    post: str
    organisation: str
    is_present: bool


@dataclass(frozen=True, kw_only=True)
class AgendaLine:
    """One item of an agenda: who asks, for which program, register and places."""

    number: int
    program: str
    institution: str
    register: str
    places: int


@dataclass(frozen=True, kw_only=True)
class AgendaPaper:
    """The agenda of a meeting, sent to the members as a notice."""

    commission: str
    meeting: str  # «Заседание № 3»
    form: str
    held_on: date
    place: str
    items: tuple[AgendaLine, ...]


@dataclass(frozen=True, kw_only=True)
class VoteLine:
    """How one member voted; `places` is 0 where the vote is not for."""

    name: str
    choice: str
    register: str
    places: int
    reason: str
    dissent: str


@dataclass(frozen=True, kw_only=True)
class MinutesItem:
    """One item of the minutes: the recused with their grounds, the votes, the counts, what was decided."""

    number: int
    program: str
    institution: str
    asked: str
    recused: tuple[str, ...]
    votes: tuple[VoteLine, ...]
    votes_for: int
    votes_against: int
    abstentions: int
    decision: str
    dissents: tuple[tuple[str, str], ...]  # (name, opinion)


@dataclass(frozen=True, kw_only=True)
class MinutesPaper:
    """The minutes of a meeting, or a correction of them."""

    commission: str
    act: str  # the act of the composition
    order: str  # the order by which it decides
    number: int
    form: str
    held_on: date  # in absentia the day on which the vote ended
    vote_until: date | None  # in absentia the last day of the vote; None: in person
    place: str
    sitters: tuple[Sitter, ...]
    quorum: str
    items: tuple[MinutesItem, ...]
    chair: str
    secretary: str
    correction: str  # empty: these are the minutes themselves


@dataclass(frozen=True, kw_only=True)
class ExtractPaper:
    """What the minutes say about one program."""

    commission: str
    number: int
    held_on: date
    item: MinutesItem
    chair: str
    secretary: str


@dataclass(frozen=True, kw_only=True)
class OrderPaper:
    """The draft of the authority's order about one program."""

    municipality: str
    commission: str
    minutes: str  # «протокол № 3 от 12.03.2026»
    program: str
    institution: str
    register: str
    places: int
    until: date  # first day the entry no longer holds
    paragraph: str  # of the Concept


Paper = AgendaPaper | MinutesPaper | ExtractPaper | OrderPaper | ContractPaper | ApplicationPaper | TerminationPaper
