"""The navigator for one's own certificate: only what is possible, with what the certificate would pay."""

from __future__ import annotations

import datetime as dt

import strawberry
from django.utils import timezone
from strawberry import relay

from backoffice.certificates.models import Certificate
from backoffice.enrollments import choosing
from backoffice.enrollments.plans import Plan
from backoffice.groups import navigator
from backoffice.groups.models import StudyGroup
from backoffice.money import text
from backoffice.registers.models import RegisterKind as RegisterWords
from graphql_api.connections import Order, page_size
from graphql_api.context import Info
from graphql_api.fields import Kopecks, key_in
from graphql_api.navigator import NavigatorFilter, wish_of
from graphql_api.registers import RegisterKind


@strawberry.type(description="A group that is possible with a certificate of yours, and what it would come to today.")
class GroupForUs:
    group: strawberry.ID = strawberry.field(description="Global id of the group, for `studyGroup` and an application.")
    name: str = strawberry.field(description="Name of the group.")
    program_name: str = strawberry.field(description="Name of the program.")
    provider_name: str = strawberry.field(description="Who teaches.")
    municipality_name: str = strawberry.field(description="In which municipality.")
    address: str = strawberry.field(description="Where.")
    register: RegisterKind = strawberry.field(description="By which register.")
    register_label: str = strawberry.field(description="Russian label of `register`.")
    starts_on: dt.date = strawberry.field(description="First lesson of this child.")
    ends_on: dt.date = strawberry.field(description="Last lesson that the certificate covers.")
    hours: int = strawberry.field(description="Hours that count against the limit.")
    free_places: int = strawberry.field(description="Places left for newcomers, in the register too.")
    certificate_part: Kopecks = strawberry.field(description="What the certificate would pay, kopecks.")
    certificate_part_text: str = strawberry.field(description="`certificatePart` in roubles, as printed.")
    family_part: Kopecks = strawberry.field(description="What the family would pay, kopecks.")
    family_part_text: str = strawberry.field(description="`familyPart` in roubles, as printed.")
    clashes: list[str] = strawberry.field(description="Lessons that meet those of another program; none: it fits.")


@strawberry.type(description="One group of a page, and its place in the list.")
class GroupForUsEdge:
    cursor: str = strawberry.field(description="Its place.")
    node: GroupForUs = strawberry.field(description="The group.")


@strawberry.type(
    description="A page of groups that are possible. It may hold fewer than were asked for, or none, and yet not be the"
    " last: `pageInfo` says whether to go on, and from where."
)
class GroupForUsConnection:
    edges: list[GroupForUsEdge] = strawberry.field(description="The groups.")
    page_info: relay.PageInfo = strawberry.field(description="Where the page begins and ends.")


def _node(plan: Plan) -> GroupForUs:
    group, edition = plan.group, plan.group.module.edition
    return GroupForUs(
        group=relay.to_base64("StudyGroup", group.pk),
        name=group.name,
        program_name=edition.name,
        provider_name=group.provider.short_name,
        municipality_name=str(group.place.municipality),
        address=group.place.address,
        register=RegisterWords(plan.register),
        register_label=str(RegisterWords(plan.register).label),
        free_places=max(plan.facts.places_left, 0),
        **{name: getattr(plan, name) for name in ("starts_on", "ends_on", "hours", "certificate_part", "family_part")},
        certificate_part_text=text(plan.certificate_part),
        family_part_text=text(plan.family_part),
        clashes=[*plan.facts.clashes],
    )


def _own(certificate: strawberry.ID, info: Info) -> Certificate | None:
    """A certificate of one's own child, or of oneself."""
    viewer = info.context.viewer
    seen = Certificate.objects.visible_to(viewer).select_related("child")
    found = seen.filter(pk=key_in(certificate, "Certificate")).first()
    return found if found and viewer.may("apply_for_enrollment", found.child_id) else None


@strawberry.type
class NavigatorForUsQuery:
    @strawberry.field(
        description="Groups of the navigator that are possible with a certificate of your child, or yours, in the same"
        " order; null if there is no such certificate. At most 500 groups are judged for a page."
    )
    def navigator_for_us(
        self,
        info: Info,
        certificate: strawberry.ID,
        filter: NavigatorFilter | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> GroupForUsConnection | None:
        today, size = timezone.localdate(), page_size(first, None)
        groups = navigator.found(wish_of(filter), on=today)
        order = Order.of(groups)
        beyond = groups if after is None else order.beyond(groups, after, forward=True)
        own = _own(certificate, info)
        if own is None:
            return None
        found = choosing.possible(own, beyond, size, on=today)
        edges = [GroupForUsEdge(cursor=order.cursor(each.group), node=_node(each)) for each in found.plans]
        return GroupForUsConnection(edges=edges, page_info=_page_info(edges, found.last, found.has_more, order, after))


def _page_info(
    edges: list[GroupForUsEdge], last: StudyGroup | None, has_more: bool, order: Order, after: str | None
) -> relay.PageInfo:
    """The page ends where judging ended, which may be beyond its last group."""
    return relay.PageInfo(
        has_next_page=has_more,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=order.cursor(last) if last is not None else after,
    )
