"""The doors to a child's personal data. Both fields write who looked before they read, so no plan answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import strawberry
from django.utils import timezone

from backoffice import errors
from backoffice.people import models, needs, reading
from backoffice.people.words import NosologyGroup as Group
from backoffice.people.words import Relation as RelationWords
from graphql_api.context import Info
from graphql_api.enums import enum_of
from graphql_api.errors import Refused, as_data
from graphql_api.fields import in_sql, key_in
from graphql_api.municipalities import Municipality
from workflows import child_reading

ReadPurpose = enum_of(models.ChildRead.Purpose, "ReadPurpose")
ConsentPurpose = enum_of(models.ConsentText.Purpose, "ConsentPurpose")
ConsentChannel = enum_of(models.Consent.Channel, "ConsentChannel")
Relation = enum_of(RelationWords, "Relation")
NosologyGroup = enum_of(Group, "NosologyGroup")


def door(resolver: Callable[..., Any], description: str) -> Any:
    """A root field that writes before it reads: a refusal is data, and no plan is ever made of it."""

    @wraps(resolver)
    def answer(*args, **kwargs):
        try:
            return resolver(*args, **kwargs)
        except errors.Refused as refused:
            return as_data(refused.refusals)

    return strawberry.field(answer, metadata=in_sql(lambda info, **arguments: None), description=description)


@strawberry.type(description="Where a child lived from a day on.")
class ChildResidence:
    municipality: Municipality = strawberry.field(description="Where.")
    address: str = strawberry.field(description="Address.")
    since: dt.date = strawberry.field(description="First day there, as far as we know.")


@strawberry.type(description="A grown-up who answers for a child.")
class ChildGuardian:
    id: strawberry.ID = strawberry.field(description="Id to send as `guardianship` of an invitation.")
    full_name: str = strawberry.field(description="Name.")
    relation: Relation = strawberry.field(description="What they are to the child.")
    relation_label: str = strawberry.field(description="Russian label of `relation`.")
    phone: str = strawberry.field(description="Telephone; may be empty.")
    email: str = strawberry.field(description="E-mail; may be empty.")
    valid_from: dt.date = strawberry.field(description="First day.")
    valid_to: dt.date | None = strawberry.field(description="First day no longer; null while it lasts.")
    has_account: bool = strawberry.field(description="Whether they have an account of their own.")


@strawberry.type(description="A consent to one purpose: who signed which wording, how, when, and whether it ended.")
class ChildConsent:
    purpose: ConsentPurpose = strawberry.field(description="What for.")
    purpose_label: str = strawberry.field(description="Russian label of `purpose`.")
    text: str = strawberry.field(description="The wording that was signed.")
    channel: ConsentChannel = strawberry.field(description="How it was given.")
    channel_label: str = strawberry.field(description="Russian label of `channel`.")
    signer: str = strawberry.field(description="Who signed it.")
    given_on: dt.date = strawberry.field(description="Day it was given.")
    revoked_at: dt.datetime | None = strawberry.field(description="When it was taken back; null while it stands.")


@strawberry.type(description="The whole card of a child, without its health. Only `childCard` gives it.")
class ChildCard:
    id: strawberry.ID = strawberry.field(description="Global id of the child.")
    version: int = strawberry.field(description="Version of the card; send it as expectedVersion.")
    last_name: str = strawberry.field(description="Surname.")
    first_name: str = strawberry.field(description="First name.")
    patronymic: str = strawberry.field(description="Patronymic; empty if there is none.")
    birth_date: dt.date = strawberry.field(description="Day of birth.")
    snils: str = strawberry.field(description="СНИЛС, 11 digits; empty if not given.")
    birth_certificate: str = strawberry.field(description="Series and number of the birth certificate or passport.")
    municipality: Municipality = strawberry.field(description="Where the child lives.")
    address: str = strawberry.field(description="Address of residence.")
    residences: list[ChildResidence] = strawberry.field(
        description="Where it lived, the latest first; for its family only the latest."
    )
    guardians: list[ChildGuardian] = strawberry.field(
        description="Who answers for it, or did, the latest first; for its family only who does."
    )
    consents: list[ChildConsent] = strawberry.field(
        description="Consents, the latest first. Those to health data only for the family and the municipality where"
        " the child lives."
    )


@strawberry.type(description="Health data of a child. Only `specialNeeds` gives it.")
class SpecialNeeds:
    group: NosologyGroup | None = strawberry.field(description="Group of needs; null if nothing is kept.")
    group_label: str = strawberry.field(description="Russian label of `group`; empty without one.")
    recorded_at: dt.datetime | None = strawberry.field(description="When it was recorded.")


ChildCardResult = Annotated[
    ChildCard | Refused, strawberry.union("ChildCardResult", description="The card, or what is missing to open it.")
]
SpecialNeedsResult = Annotated[
    SpecialNeeds | Refused,
    strawberry.union("SpecialNeedsResult", description="The group of needs, or what is missing to open it."),
]


def card_of(child: models.Child, info: Info) -> ChildCard:
    """The card of a child that the door has opened."""
    residences = child.residences.select_related("municipality__unit").order_by("-since", "-pk")
    guardians = child.guardianships.order_by("-valid_from", "-pk")
    if reading.is_own(
        info.context.viewer, child, on=timezone.localdate()
    ):  # a former family is a stranger to the present one
        residences, guardians = residences[:1], guardians.filter(valid_to=None)
    return ChildCard(
        id=strawberry.relay.to_base64("Child", child.pk),
        **{name: getattr(child, name) for name in ("version", "last_name", "first_name", "patronymic", "birth_date")},
        **{name: getattr(child, name) for name in ("snils", "birth_certificate", "municipality", "address")},
        residences=[
            ChildResidence(municipality=each.municipality, address=each.address, since=each.since)
            for each in residences
        ],
        guardians=[_guardian(each) for each in guardians],
        consents=_consents(child, info),
    )


def _guardian(row: models.Guardianship) -> ChildGuardian:
    said = {name: getattr(row, name) for name in ("full_name", "phone", "email", "valid_from", "valid_to")}
    label, has_account = row.get_relation_display(), row.user_id is not None
    global_id = strawberry.relay.to_base64("Guardianship", row.pk)
    return ChildGuardian(
        id=global_id, relation=RelationWords(row.relation), relation_label=label, has_account=has_account, **said
    )


def _consents(child: models.Child, info: Info) -> list[ChildConsent]:
    given = child.consents.select_related("text", "revocation").order_by("-given_on", "-pk")
    if not child_reading.may_read_health(child, info.context.viewer):
        given = given.exclude(text__purpose=models.ConsentText.Purpose.HEALTH)
    return [_consent(each) for each in given]


def _consent(row: models.Consent) -> ChildConsent:
    ended = getattr(row, "revocation", None)
    return ChildConsent(
        purpose=models.ConsentText.Purpose(row.text.purpose),
        purpose_label=row.text.get_purpose_display(),
        text=row.text.text,
        channel=models.Consent.Channel(row.channel),
        channel_label=row.get_channel_display(),
        signer=row.signer,
        given_on=row.given_on,
        revoked_at=ended and ended.revoked_at,
    )


def _child_card(
    info: Info, child: strawberry.ID, purpose: ReadPurpose | None = None, note: str = ""
) -> ChildCardResult:
    asked = {"child_id": key_in(child, "Child"), "purpose": purpose, "note": note}
    return card_of(child_reading.open_card(**asked, by=info.context.viewer), info)


def _special_needs(
    info: Info, child: strawberry.ID, purpose: ReadPurpose | None = None, note: str = ""
) -> SpecialNeedsResult:
    asked = {"child_id": key_in(child, "Child"), "purpose": purpose, "note": note}
    kept = needs.group_of(child_reading.open_health(**asked, by=info.context.viewer))
    if kept is None:
        return SpecialNeeds(group=None, group_label="", recorded_at=None)
    group, row = kept
    return SpecialNeeds(group=group, group_label=group.label, recorded_at=row.recorded_at)


@strawberry.type
class ChildCardsQuery:
    child_card: ChildCardResult = door(
        _child_card,
        "The whole card of a child. The family needs nothing; others need read_child where the child lives or was"
        " issued its certificate, and an open task of their own about it, or a purpose and a note of three words. Every"
        " such read is written down and shown to the family, once for each field that asks.",
    )
    special_needs: SpecialNeedsResult = door(
        _special_needs,
        "Health data of a child, under the rules of `childCard`, for the family and for the municipality where the"
        " child lives alone.",
    )
