"""Files with children, bulk issue and exports over HTTP: who may, how far they are, what they leave to people."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.files.models import StoredFile
from backoffice.funding.waiting import FundingRequest, QuotaQueueEntry
from backoffice.imports import services
from backoffice.imports.models import Export, Import, IssueProblem, IssueRun
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.people.models import ChildRead
from backoffice.units.models import Membership
from tests import bulk, deeds_bulk, factories, families, uploads
from tests.conftest import codes
from tests.uploads import PDF

pytestmark = pytest.mark.django_db
folder = uploads.folder
ASKED = {"startImport": Import, "startIssueRun": IssueRun, "startExport": Export}
QUERIES = {"Import": Import, "IssueRun": IssueRun, "Export": Export}


@pytest.fixture(autouse=True)
def store(folder):
    return folder


def do(api, name, **changes):
    """Send a deed; what it answered, and the deed."""
    deed = deeds_bulk.DEEDS[name]({})
    answer = api(deed.by, deed.operation, input={**deed.input, **changes})
    return answer, deed


def told(answer) -> dict:
    assert not answer.errors, answer.errors
    (result,) = answer.data.values()
    return result


@pytest.mark.parametrize("name", ASKED)
def test_bulk_work_begins_with_its_job_and_an_entry_in_the_journal(api, name):
    result, deed = do(api, name)
    assert told(result)["status"] == "RUNNING", told(result)
    run, job = ASKED[name].objects.get(), Job.objects.get()
    assert (job.subject_id, run.started_by, run.municipality_id) == (run.pk, deed.by, families.municipality().pk)
    assert Entry.objects.filter(what__endswith=".started", by=deed.by).count() == 1


@pytest.mark.parametrize("name", ASKED)
def test_a_repeated_key_begins_nothing_new(api, name):
    answer, deed = do(api, name)
    again = api(deed.by, deed.operation, input=deed.input)
    assert told(again)["id"] == told(answer)["id"] and Job.objects.count() == ASKED[name].objects.count() == 1


@pytest.mark.parametrize("name", ["cancelImport", "cancelIssueRun"])
def test_bulk_work_is_stopped_once(api, name):
    answer, deed = do(api, name)
    assert told(answer)["status"] == "CANCELLED" and told(answer)["finishedAt"]
    assert codes(api(deed.by, deed.operation, input=deed.input)) == ["RUN_ENDED"]
    bulk.work()
    assert not Job.objects.exists() and not Certificate.objects.exists()


@pytest.mark.parametrize("name", deeds_bulk.DEEDS)
def test_for_everybody_else_there_is_nothing_to_decide(api, name):
    deed = deeds_bulk.DEEDS[name]({})
    before = (Import.objects.count(), IssueRun.objects.count(), Export.objects.count(), Job.objects.count())
    manager = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    for person in (families.clerk("novokuznetsk-city"), families.head(), manager):
        assert codes(api(person, deed.operation, input=deed.input)) == ["NOT_FOUND"]
    after = (Import.objects.count(), IssueRun.objects.count(), Export.objects.count(), Job.objects.count())
    assert after == before


def test_an_import_needs_a_table_that_one_has_brought_and_comes_alone(api):
    answer, deed = do(api, "startImport", file=to_base64("StoredFile", 10**9))
    assert codes(answer) == ["TABLE_NOT_FOUND"]
    paper = to_base64("StoredFile", bulk.table(deed.by, PDF, "a.pdf").pk)
    assert codes(api(deed.by, "StartImport", input={**deed.input, "file": paper})) == ["TABLE_NOT_FOUND"]
    foreign = to_base64("StoredFile", bulk.table(families.clerk(), bulk.as_csv([])).pk)
    assert codes(api(deed.by, "StartImport", input={**deed.input, "file": foreign})) == ["TABLE_NOT_FOUND"]
    assert told(api(deed.by, "StartImport", input=deed.input))["status"] == "RUNNING"
    assert codes(api(deed.by, "StartImport", input={**deed.input, "idempotencyKey": "b"})) == ["IMPORT_RUNNING"]
    assert codes(api(deed.by, "StartImport", input={**deed.input, "isDry": True})) == ["KEY_REUSED"]
    assert Import.objects.count() == 1


def test_issue_needs_applications_and_comes_alone(api):
    clerk, given = families.clerk(), {"municipality": bulk.town(), "idempotencyKey": "a"}
    assert codes(api(clerk, "StartIssueRun", input=given)) == ["NOTHING_TO_ISSUE"]
    deeds_bulk.application()
    assert told(api(clerk, "StartIssueRun", input=given))["total"] == 1
    assert codes(api(clerk, "StartIssueRun", input={**given, "idempotencyKey": "b"})) == ["ISSUE_RUNNING"]


def test_a_register_that_is_too_large_is_not_exported(api, monkeypatch):
    families.certificate()
    monkeypatch.setattr(services, "MOST_EXPORTED", 0)
    assert codes(do(api, "startExport")[0]) == ["EXPORT_TOO_LARGE"]
    assert not Export.objects.exists() and not Job.objects.exists()


def test_the_municipality_follows_an_import_row_by_row_and_reads_no_cell_of_it(api):
    rows, wrong = bulk.rows(9, broken=3)
    clerk = families.clerk()
    run = bulk.started(clerk, bulk.as_csv(rows))
    bulk.work(1)
    found = told(api(clerk, "Import", id=to_base64("Import", run.pk)))
    assert (found["isRead"], found["total"], found["waiting"], found["done"]) == (True, 9, 9, 0)
    bulk.work()

    page = told(api(families.head(), "ImportRows", run=to_base64("Import", run.pk), status="REFUSED"))
    nodes = [edge["node"] for edge in page["edges"]]
    assert {node["number"]: (node["refusals"][0]["column"], node["refusals"][0]["code"]) for node in nodes} == wrong
    assert all(refusal["message"] and refusal["remedy"] for node in nodes for refusal in node["refusals"])
    assert page["totalCount"] == 3
    every = told(api(clerk, "ImportRows", run=to_base64("Import", run.pk)))
    assert sum(edge["node"]["certificate"] is not None for edge in every["edges"]) == 6
    assert told(api(clerk, "Imports"))["edges"][0]["node"]["done"] == 6


@pytest.mark.parametrize("code", ["CELL_EMPTY", "CELL_NOT_A_DATE", "CELL_TOO_LONG", "RELATION_UNKNOWN"])
def test_every_fault_of_a_cell_is_among_those_that_files_are_tried_with(code):
    assert code in {fault[2] for fault in bulk.FAULTS}


@pytest.mark.parametrize("operation", [*QUERIES, "ImportRows", "IssueProblems", "Imports", "IssueRuns", "Exports"])
def test_others_see_nothing_of_bulk_work(api, operation):
    clerk = families.clerk()
    run = bulk.started(clerk, bulk.as_csv(bulk.rows(2)[0]))
    given = {"municipality": run.municipality, "started_by": clerk}
    issue = IssueRun.objects.create(up_to=0, total=0, **given)
    export = Export.objects.create(register="QUEUE", format="CSV", **given)
    IssueProblem.objects.create(run=issue, certificate=deeds_bulk.application(), code="X", message="…")
    bulk.work(1)
    ids = {"Import": run, "ImportRows": run, "IssueRun": issue, "IssueProblems": issue, "Export": export}
    name = "run" if operation in ("ImportRows", "IssueProblems") else "id"
    kind = {"ImportRows": "Import", "IssueProblems": "IssueRun"}.get(operation, operation)
    given = {name: to_base64(kind, ids[operation].pk)} if operation in ids else {}

    people = (clerk, families.clerk("novokuznetsk-city"), families.guardian(families.child()))
    answers = [api(person, operation, **given) for person in people]
    seen = [told(answer) for answer in answers]

    assert answers[0].response.headers["X-Executor"] == "compiled"
    sizes = [(1 if each else 0) if operation in QUERIES else each["totalCount"] for each in seen]
    assert sizes == ([2, 0, 0] if operation == "ImportRows" else [1, 0, 0])


def test_all_applications_are_issued_and_what_is_refused_waits_for_a_person(api):
    clerk = families.clerk()
    waiting = [deeds_bulk.application() for _ in range(30)]
    moved = deeds_bulk.application()
    type(moved.child).objects.filter(pk=moved.child_id).update(municipality=families.municipality("novokuznetsk-city"))
    elsewhere = deeds_bulk.application("novokuznetsk-city")
    given = {"municipality": bulk.town(), "idempotencyKey": "a"}
    run = told(api(clerk, "StartIssueRun", input=given))
    late = deeds_bulk.application()

    steps = bulk.work()

    found = told(api(clerk, "IssueRun", id=run["id"]))
    assert (found["status"], found["total"], found["issued"], found["refused"], steps) == ("DONE", 31, 30, 1, 2)
    left = Certificate.objects.filter(status="APPLIED").order_by("pk")
    assert [each.pk for each in left] == [moved.pk, elsewhere.pk, late.pk]
    assert Certificate.objects.filter(pk__in=[each.pk for each in waiting]).exclude(number="").count() == 30
    (edge,) = told(api(clerk, "IssueProblems", run=run["id"]))["edges"]
    assert edge["node"]["code"] == "RESIDENCE_ELSEWHERE"
    assert edge["node"]["certificate"]["id"] == to_base64("Certificate", moved.pk)
    assert told(api(clerk, "IssueRuns"))["totalCount"] == 1


def test_issue_that_is_stopped_in_the_middle_keeps_what_it_did(api):
    for _ in range(30):
        deeds_bulk.application()
    clerk = families.clerk()
    run = told(api(clerk, "StartIssueRun", input={"municipality": bulk.town(), "idempotencyKey": "a"}))
    bulk.work(1)
    told(api(clerk, "CancelIssueRun", input={"run": run["id"]}))
    assert codes(api(clerk, "CancelImport", input={"run": run["id"]})) == ["NOT_FOUND"]
    bulk.work()
    assert Certificate.objects.filter(status="APPLIED").count() == 5 and not Job.objects.exists()


def exported(api, clerk, register, form) -> tuple[dict, list]:
    """Export a register; the answer, and the rows of its file."""
    given = {"municipality": bulk.town(), "idempotencyKey": f"{register} {form}", "register": register, "format": form}
    run = told(api(clerk, "StartExport", input=given))
    bulk.work()
    found = told(api(clerk, "Export", id=run["id"]))
    assert found["status"] == "DONE", found
    file = StoredFile.objects.get(pk=Export.objects.latest("pk").file_id)
    with default_storage.open(file.storage_name) as stored:
        content = stored.read()
    if form == "XLSX":
        return found, bulk.read_xlsx(content)
    return found, list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("form", ["XLSX", "CSV"])
def test_the_register_of_certificates_names_children_and_each_of_them_is_told(api, form):
    clerk = families.clerk()
    formula = families.certificate(families.child(last_name="=Примерова"))
    families.certificate()
    families.certificate(families.child("novokuznetsk-city"))
    deeds_bulk.application()

    found, lines = exported(api, clerk, "CERTIFICATES", form)

    assert (found["rows"], len(lines)) == (2, 3)
    assert [lines[0][1], lines[1][0], lines[1][1], lines[2][1]] == [
        "Фамилия",
        formula.number,
        "'=Примерова",
        "Примерова",
    ]
    reads = ChildRead.objects.filter(part="EXPORT", purpose="REPORT", by=clerk)
    assert sorted(read.child_id for read in reads) == sorted(
        each.child_id for each in Certificate.objects.filter(issuer=families.municipality()).exclude(number="")
    )


@pytest.mark.parametrize("form", ["XLSX", "CSV"])
def test_the_queue_and_the_ledger_name_no_child(api, form):
    clerk, account = families.clerk(), families.funded()
    owner = families.certificate()
    request = FundingRequest.objects.create(certificate=owner, category=owner.category, status="QUEUED")
    QuotaQueueEntry.objects.create(
        municipality=owner.issuer, category=owner.category, certificate=owner, request=request
    )

    _, queue = exported(api, clerk, "QUEUE", form)
    _, ledger = exported(api, clerk, "LEDGER", form)

    assert queue[1][1:3] == [owner.number, owner.child.initials] or queue[1][1:3] == (
        owner.number,
        owner.child.initials,
    )
    assert ledger[1][2] == account.certificate.number and len(ledger) == 2
    assert str(ledger[1][6]).replace(",", ".") in ("11609.00", "11609")
    assert "Примерова" not in str(queue) + str(ledger) and not ChildRead.objects.exists()


def test_the_file_is_for_whoever_asked_while_he_works_there(api):
    clerk, colleague = families.clerk(), families.clerk()
    families.certificate()
    found, _ = exported(api, clerk, "CERTIFICATES", "XLSX")
    assert found["file"]["name"].endswith(".xlsx")
    file = found["file"]["id"]
    assert told(api(clerk, "DownloadLink", file=file))["url"]
    assert told(api(colleague, "Exports"))["edges"][0]["node"]["file"] is None
    Membership.objects.filter(user=clerk).update(unit=families.municipality("novokuznetsk-city").unit)
    answer = api(clerk, "DownloadLink", file=file)
    assert not answer.errors and answer.data["node"] is None


def test_the_template_tells_its_headings(send):
    answer = send(families.clerk(), "{ importTemplate }")
    assert answer.data["importTemplate"] == [*bulk.COLUMN]
