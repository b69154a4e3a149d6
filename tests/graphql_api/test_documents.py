"""Attaching uploaded files to programs and providers, and who sees them."""

import pytest
import strawberry
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from strawberry import relay
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from backoffice.access import Role
from backoffice.accounts.services import issue_token
from backoffice.certification.models import ExpertAssignment, Remark
from backoffice.files import services
from backoffice.journal import Entry
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider, ProviderDocument
from graphql_api import files as types
from graphql_api.context import Context
from graphql_api.fields import SCALARS
from tests import factories, uploads
from tests.conftest import codes
from tests.uploads import PDF

pytestmark = pytest.mark.django_db
folder = uploads.folder
Status = ProgramEdition.Status


@pytest.fixture
def owner():
    return factories.provider()


@pytest.fixture
def manager(owner):
    return factories.member(Role.PROVIDER_MANAGER, owner.unit)


@pytest.fixture
def edition(owner, manager):
    return factories.edition(owner, manager)


def gid(row):
    return relay.to_base64(type(row).__name__, row.pk)


def brought(person, name="новая.pdf"):
    return services.store(ContentFile(PDF), name, person)


def program_input(edition, file, kind="PROGRAM", /, **changes):
    plain = {"edition": gid(edition), "expectedVersion": edition.version, "kind": kind, "file": gid(file)}
    return {**plain, **changes}


def untouched(edition):
    """Whether the edition has its first document alone, and nobody wrote of another."""
    version = edition.version
    edition.refresh_from_db()
    attached = Entry.objects.filter(what="program.document_attached").exists()
    return edition.version == version and edition.documents.get().replaced is False and not attached


def test_attached_and_the_old_one_stays_for_history(folder, api, edition, manager):
    old = edition.documents.get()
    file = brought(manager)

    answer = api(manager, "AttachProgramDocument", input=program_input(edition, file))

    result = answer.data["attachProgramDocument"]
    new = edition.documents.get(replaced=False)
    old.refresh_from_db()
    version = edition.version
    edition.refresh_from_db()
    assert (result["id"], result["kind"], result["kindLabel"]) == (gid(new), "PROGRAM", "Текст программы")
    assert result["file"]["id"] == gid(file) and result["file"]["sha256"] == file.sha256
    assert old.replaced and new.file == file and edition.version == version + 1
    entry = Entry.objects.get(what="program.document_attached")
    assert (entry.by, entry.subject_id, entry.provider_id) == (manager, edition.pk, edition.provider_id)
    link = Client().get(result["file"]["url"], headers={"Authorization": f"Bearer {issue_token(manager.username)}"})
    assert b"".join(link.streaming_content) == PDF


def test_one_photograph_and_five_others(folder, api, edition, manager):
    for kind in ["PHOTO"] * 2 + ["OTHER"] * 5:
        answer = api(manager, "AttachProgramDocument", input=program_input(edition, brought(manager), kind))
        assert answer.data["attachProgramDocument"]["__typename"] == "ProgramDocument"
        edition.refresh_from_db()

    answer = api(manager, "AttachProgramDocument", input=program_input(edition, brought(manager), "OTHER"))

    assert codes(answer) == ["DOCUMENTS_FULL"]
    live = edition.documents.filter(replaced=False)
    assert sorted(live.values_list("kind", flat=True)) == ["OTHER"] * 5 + ["PHOTO", "PROGRAM"]


def test_not_seen_by_others(folder, api, edition, manager, owner):
    others = [
        factories.user(),
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.APPLICANT, owner.unit),
        factories.member(Role.OPERATOR_CLERK, factories.operator_unit()),
    ]
    for status in (Status.DRAFT, Status.CERTIFIED):
        ProgramEdition.objects.filter(pk=edition.pk).update(status=status)
        for person in others:
            answer = api(person, "AttachProgramDocument", input=program_input(edition, brought(person)))
            assert codes(answer) == ["NOT_FOUND"]
    stranger = api(None, "AttachProgramDocument", input=program_input(edition, brought(manager)))
    assert stranger.error_codes == ["UNAUTHENTICATED"]
    assert untouched(edition)


@pytest.mark.parametrize("edition_id", ["", "?", "UHJvZ3JhbUVkaXRpb246LTE=", relay.to_base64("Provider", 1)])
def test_an_id_that_does_not_decode_finds_nothing(folder, api, edition, manager, edition_id):
    given = program_input(edition, brought(manager), edition=edition_id)

    assert codes(api(manager, "AttachProgramDocument", input=given)) == ["NOT_FOUND"]


def test_an_edition_changed_meanwhile(folder, api, edition, manager):
    given = program_input(edition, brought(manager), expectedVersion=edition.version - 1)

    assert codes(api(manager, "AttachProgramDocument", input=given)) == ["CASE_CHANGED"]
    assert untouched(edition)


def test_only_ones_own_file_that_is_free(folder, api, edition, manager, owner):
    colleague = factories.member(Role.PROVIDER_MANAGER, owner.unit)
    taken = brought(manager)
    ProviderDocument.objects.create(provider=owner, kind=ProviderDocument.Kind.OTHER, file=taken)
    for file, code in [
        (brought(colleague), "FILE_NOT_FOUND"),
        (taken, "FILE_ALREADY_ATTACHED"),
        (edition.documents.get().file, "FILE_ALREADY_ATTACHED"),
    ]:
        assert codes(api(manager, "AttachProgramDocument", input=program_input(edition, file))) == [code]
    missing = program_input(edition, taken, file="nonsense")
    assert codes(api(manager, "AttachProgramDocument", input=missing)) == ["FILE_NOT_FOUND"]
    assert untouched(edition)


@pytest.mark.parametrize("status", sorted(set(Status) - set(ProgramEdition.EDITABLE)))
def test_a_closed_edition_takes_nothing_and_says_every_reason(folder, api, edition, manager, status):
    ProgramEdition.objects.filter(pk=edition.pk).update(status=status)
    given = program_input(edition, edition.documents.get().file)

    answer = api(manager, "AttachProgramDocument", input=given)

    assert codes(answer) == ["EDITION_LOCKED", "FILE_ALREADY_ATTACHED"]
    assert untouched(edition)


def test_a_returned_edition_takes_documents_only_where_they_were_remarked(folder, api, edition, manager):
    ProgramEdition.objects.filter(pk=edition.pk).update(status=Status.RETURNED, returns=2)
    for field, number in [("annotation", 2), ("documents", 1)]:
        Remark.objects.create(edition=edition, round=number, field=field, text="?", value_before="", made_by=manager)
    given = program_input(edition, brought(manager))

    assert codes(api(manager, "AttachProgramDocument", input=given)) == ["FIELD_NOT_REMARKED"]
    assert untouched(edition)

    Remark.objects.create(edition=edition, round=2, field="documents", text="?", value_before="", made_by=manager)
    answer = api(manager, "AttachProgramDocument", input=given)
    assert answer.data["attachProgramDocument"]["__typename"] == "ProgramDocument"


def provider_input(provider, file, kind="LICENCE"):
    return {"provider": gid(provider), "expectedVersion": provider.version, "kind": kind, "file": gid(file)}


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.PROVIDER_MANAGER])
@pytest.mark.parametrize("status", ["DRAFT", "REFUSED", "EXCLUDED"])
def test_a_provider_takes_one_live_document_of_a_kind(folder, api, role, status):
    provider = factories.provider(status=status)
    person = factories.member(role, provider.unit)
    for _ in range(2):
        answer = api(person, "AttachProviderDocument", input=provider_input(provider, brought(person)))
        assert answer.data["attachProviderDocument"]["kindLabel"] == "Лицензия"
        provider.refresh_from_db()

    assert [*provider.documents.order_by("pk").values_list("replaced", flat=True)] == [True, False]
    assert provider.version == 3
    assert Entry.objects.filter(what="provider.document_attached", provider_id=provider.pk).count() == 2


def test_a_provider_has_three_other_documents(folder, api):
    provider = factories.provider(status="DRAFT")
    person = factories.member(Role.APPLICANT, provider.unit)
    for _ in range(3):
        answer = api(person, "AttachProviderDocument", input=provider_input(provider, brought(person), "OTHER"))
        assert answer.data["attachProviderDocument"]["__typename"] == "ProviderDocument"
        provider.refresh_from_db()

    answer = api(person, "AttachProviderDocument", input=provider_input(provider, brought(person), "OTHER"))

    assert codes(answer) == ["DOCUMENTS_FULL"] and provider.documents.count() == 3


@pytest.mark.parametrize("status", ["SUBMITTED", "ACTIVE", "SUSPENDED"])
def test_a_closed_provider_takes_nothing(folder, api, status):
    provider = factories.provider(status=status)
    person = factories.member(Role.PROVIDER_MANAGER, provider.unit)

    answer = api(person, "AttachProviderDocument", input=provider_input(provider, brought(person)))

    assert codes(answer) == ["PROVIDER_LOCKED"] and not provider.documents.exists()


def test_a_returned_provider_takes_documents_only_where_they_were_remarked(folder, api):
    provider = factories.provider(status="RETURNED")
    person = factories.member(Role.APPLICANT, provider.unit)
    given = provider_input(provider, brought(person))
    for field, number in [("documents", 1), ("inn", 2)]:
        Remark.objects.create(provider=provider, round=number, field=field, text="?", value_before="", made_by=person)

    assert codes(api(person, "AttachProviderDocument", input=given)) == ["FIELD_NOT_REMARKED"]
    assert not provider.documents.exists()

    Remark.objects.create(provider=provider, round=2, field="documents", text="?", value_before="", made_by=person)
    assert api(person, "AttachProviderDocument", input=given).data["attachProviderDocument"]["kind"] == "LICENCE"


def test_another_provider_is_not_found(folder, api, manager):
    for status in ("DRAFT", "ACTIVE"):
        provider = factories.provider(status=status)
        clerk = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
        for person in (manager, clerk):
            answer = api(person, "AttachProviderDocument", input=provider_input(provider, brought(person)))
            assert codes(answer) == ["NOT_FOUND"]
        stranger = api(None, "AttachProviderDocument", input=provider_input(provider, brought(manager)))
        assert stranger.error_codes == ["UNAUTHENTICATED"]
        given = {**provider_input(provider, brought(manager)), "expectedVersion": 9}
        own = factories.member(Role.APPLICANT, provider.unit)
        assert codes(api(own, "AttachProviderDocument", input=given)) == ["CASE_CHANGED"]
    assert not ProviderDocument.objects.exists()
    assert set(Provider.objects.values_list("version", flat=True)) == {1}


@strawberry.type
class Nodes:
    node: relay.Node | None = relay.node()


nodes = strawberry.Schema(
    query=Nodes,
    types=[types.StoredFile, types.ProgramDocument, types.ProviderDocument],
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[DjangoOptimizerExtension],
)


def seen(viewer, row):
    """The name of the file that `node` shows."""
    context = Context(RequestFactory().get("/"))
    context.viewer = viewer
    query = """query ($id: ID!) { node(id: $id) { ... on StoredFile { name url }
        ... on ProgramDocument { file { name url } } ... on ProviderDocument { file { name url } } } }"""
    result = nodes.execute_sync(query, {"id": gid(row)}, context_value=context)
    found = (result.data or {}).get("node")
    return found and (found.get("file") or found)["name"]


def test_node_shows_documents_and_files_only_to_those_concerned(folder, edition, manager, owner):
    document = edition.documents.get()
    licence = ProviderDocument.objects.create(provider=owner, kind="LICENCE", file=brought(manager, "лицензия.pdf"))
    free = brought(manager, "свободный.pdf")
    operator = factories.operator_unit()
    asked = factories.member(Role.QUALITY_EXPERT, operator)
    ExpertAssignment.objects.create(edition=edition, expert=asked, by_load=True)
    rows = [document, document.file, licence, licence.file, free]
    names = ["программа.pdf", "программа.pdf", "лицензия.pdf", "лицензия.pdf", "свободный.pdf"]
    for person, shown in [
        (manager, [True, True, True, True, True]),
        (factories.member(Role.OPERATOR_CLERK, operator), [True, True, True, True, False]),
        (asked, [True, True, False, False, False]),
        (factories.member(Role.APPLICANT, owner.unit), [False, False, True, True, False]),
        (factories.member(Role.QUALITY_EXPERT, operator), [False] * 5),
        (factories.member(Role.PROVIDER_MANAGER, factories.provider().unit), [False] * 5),
        (factories.user(), [False] * 5),
    ]:
        found = [seen(factories.viewer(person), row) for row in rows]
        assert found == [name if right else None for name, right in zip(names, shown, strict=True)]
