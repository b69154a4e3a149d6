"""Which ways through the schema lead to a child's personal data: the logged doors, and what the family sees of its own.

Both lists are written once, here. A new type that holds such data fails until its door is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_input_object_type, is_object_type

from graphql_api.schema import schema

SDL = schema._schema
# Fields that hold personal data of children and of those who answer for them.
PERSONAL = {
    *(("ChildCard", name) for name in ("lastName", "firstName", "patronymic", "birthDate", "snils")),
    *(("ChildCard", name) for name in ("birthCertificate", "address")),
    ("ChildResidence", "address"),
    *(("ChildGuardian", name) for name in ("fullName", "phone", "email")),
    ("ChildConsent", "signer"),
    *(("SpecialNeeds", name) for name in ("group", "groupLabel")),
    ("DuplicateSide", "birthDate"),
    *(("RequestedChild", name) for name in ("lastName", "firstName", "patronymic", "birthDate")),
    *(("RequestedGuardian", name) for name in ("fullName", "phone", "email")),
}
# Each writes a ChildRead first.
DOORS = {("Query", "childCard"), ("Query", "specialNeeds"), ("Query", "duplicatePair"), ("Query", "requestedChild")}
OF_THE_FAMILY = {
    ("Child", "fullName"),  # null unless the child is the viewer's own: tests/graphql_api/test_child_cards.py
    # The new address: for the family, and for the deciding office until it has decided (`telling_address`). It decides
    # by this address, so a list tells it without a row; afterwards only the card does.
    ("CertificateMove", "address"),
    # The 18th birthday gives the day of birth: null for all but the family, the applicant and the issuing office.
    ("Certificate", "expiresOn"),
}
# What is searched by words: names of programs, and lines of steps and cases, which have a child's initials at most.
SEARCHED = {
    *("Query.programEditions", "Query.programRegister", "Query.navigator", "Query.navigatorForUs"),
    *("Query.tasks", "Query.cases"),
}
WORDS = (
    *("lastname", "firstname", "patronymic", "fullname", "birth", "snils", "address", "phone", "email", "signer"),
    *("passport", "nosology", "guardian", "relation", "expireson"),
)
# Fields that sound so and are not of children: organisations, officials, programs.
OF_OTHERS = {
    ("Provider", "fullName"),
    ("Provider", "actualAddress"),
    ("ProviderRequisites", "legalAddress"),
    ("ProviderRequisites", "contactPhone"),
    ("ProviderRequisites", "contactEmail"),
    ("TeachingPlace", "address"),
    ("Task", "addressee"),  # an official to whom alone the task was given
    ("User", "fullName"),  # parents and children are hidden: UserQuerySet.visible_to
}
NO_DATA = {
    ("ChildCard", "guardians"),  # a list of what is named above
    ("ChildGuardian", "relation"),
    ("ChildGuardian", "relationLabel"),
    ("RequestedChild", "guardians"),
    ("RequestedGuardian", "relation"),
    ("RequestedGuardian", "relationLabel"),
    ("GroupForUs", "address"),  # of the lessons
    ("DuplicateSide", "birthDateAgrees"),  # whether, not what
    ("DuplicateSide", "snilsAgrees"),
    ("Mutation", "endGuardianship"),  # an act, not a field that tells
}


def objects() -> dict[str, GraphQLObjectType]:
    found = {name: kind for name, kind in SDL.type_map.items() if isinstance(kind, GraphQLObjectType)}
    return {name: kind for name, kind in found.items() if not name.startswith("__")}


def behind(kind) -> list[GraphQLObjectType]:
    """The object types that a field of a type may give."""
    kind = get_named_type(kind)
    return list(SDL.get_possible_types(kind)) if is_abstract_type(kind) else [kind] if is_object_type(kind) else []


def reachable(*, shut: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every (type, field) that an operation can ask for, were these fields not there."""
    waiting = [root for root in (SDL.query_type, SDL.mutation_type, SDL.subscription_type) if root]
    met, fields = set(waiting), set()
    while waiting:
        owner = waiting.pop()
        for name, field in owner.fields.items():
            if (owner.name, name) in shut:
                continue
            fields.add((owner.name, name))
            new = [kind for kind in behind(field.type) if kind not in met]
            met.update(new)
            waiting += new
    return fields


def test_personal_data_are_reached_through_the_doors_alone():
    assert reachable(shut=set()) >= PERSONAL
    assert not PERSONAL & reachable(shut=DOORS), "another way leads to personal data: log it as these doors do"


def test_each_door_is_needed():
    for door in DOORS:
        assert PERSONAL & reachable(shut=DOORS - {door}), door


def test_every_field_that_sounds_personal_is_known():
    sounding = {
        (name, field)
        for name, kind in objects().items()
        for field in kind.fields
        if any(word in field.lower() for word in WORDS)
    }
    known = PERSONAL | OF_THE_FAMILY | OF_OTHERS | NO_DATA | DOORS
    assert sounding - known == set(), "is it a child's? then name its door here; if not, say whose it is"
    assert {(name, field) for name, kind in objects().items() for field in kind.fields} >= known


def asked_of(field) -> Iterator[str]:
    """The arguments of a field, with the fields of those that are inputs."""
    for name, argument in field.args.items():
        kind = get_named_type(argument.type)
        yield from (f"{name}.{part}" for part in kind.fields) if is_input_object_type(kind) else [name]


def test_no_list_is_searched_by_personal_data():
    """Offices see initials: a list that is searched by the beginning of a name would tell the name, past the doors."""
    asked = {
        (f"{kind.name}.{name}", argument)
        for kind in objects().values()
        if kind is not SDL.mutation_type
        for name, field in kind.fields.items()
        for argument in asked_of(field)
    }
    assert not {each for each in asked if any(word in each[1].lower() for word in (*WORDS, "name"))}
    assert {field for field, argument in asked if "text" in argument} == SEARCHED


def test_no_door_is_a_mutation_or_a_row_of_its_own():
    """What the doors give is made by them: no global id, and no list, gives it again."""
    for name in {owner for owner, _ in PERSONAL}:
        origin = objects()[name].extensions["strawberry-definition"].origin
        assert not hasattr(origin, "__strawberry_django_definition__"), name
        assert not objects()[name].interfaces, name
    assert all(owner == "Query" for owner, _ in DOORS)
