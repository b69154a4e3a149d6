"""A file with children: exactly its broken rows are refused, whatever interrupts the work."""

import pytest
from django.db import OperationalError, transaction

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.imports.models import ImportRefusal, ImportRow, IssueProblem, IssueRun
from backoffice.jobs.models import Job
from backoffice.journal import Entry
from backoffice.people.models import Child, Consent, Guardianship
from backoffice.units.models import Membership, Unit
from tests import bulk, families, uploads
from tests.races import race
from workflows import import_jobs, issue_jobs

pytestmark = pytest.mark.django_db
folder = uploads.folder


@pytest.fixture
def clerk(folder):
    return families.clerk()


@pytest.mark.parametrize(
    "form, count, broken", [pytest.param("csv", 300, 33, marks=pytest.mark.slow), ("xlsx", 77, 11)]
)  # each with every fault
def test_of_many_rows_exactly_the_broken_ones_are_refused(clerk, form, count, broken):
    rows, wrong = bulk.rows(count, broken=broken)
    assert {code for _, code in wrong.values()} == {code for *_, code in bulk.FAULTS}
    run = bulk.started(clerk, bulk.as_csv(rows) if form == "csv" else bulk.as_xlsx(rows), f"дети.{form}")

    bulk.work()

    bulk.check(run, count, wrong)
    assert ImportRow.objects.exclude(status="REFUSED").exclude(certificate=None).count() == count - len(wrong)
    assert Guardianship.objects.count() == Consent.objects.count() == count - len(wrong)
    assert Entry.objects.filter(what="import.finished").count() == 1


def test_a_day_at_the_end_of_the_calendar_is_a_typing_error(clerk):
    rows, _ = bulk.rows(4)
    for place, day in enumerate(("31.12.9999", "01.01.1899", "2201-01-01")):
        rows[place][bulk.COLUMN["Дата рождения"]] = day
    run = bulk.started(clerk, bulk.as_csv(rows))
    bulk.work()
    bulk.check(run, 4, dict.fromkeys((2, 3, 4), ("Дата рождения", "CELL_NOT_A_DATE")))


def test_a_row_that_fails_as_nothing_should_does_not_stop_the_others(clerk, monkeypatch, caplog):
    rows, _ = bulk.rows(3)
    goes, said = import_jobs.accept, "Примерова"

    def fails(about, *rest, **named):
        if "000001" in about.child.birth_certificate:
            Unit.objects.create(code="kemerovo-city", kind="COMMISSION", name=said, valid_from="2020-01-01")
        return goes(about, *rest, **named)

    monkeypatch.setattr(import_jobs, "accept", fails)
    run = bulk.started(clerk, bulk.as_csv(rows))
    bulk.work()
    bulk.check(run, 3, {3: ("", "ROW_FAILED")})
    number = ImportRefusal.objects.get().message.rstrip(".").split()[-1]
    assert number in caplog.text and "IntegrityError" in caplog.text and "in fails" in caplog.text
    assert said not in caplog.text and "kemerovo-city)" not in caplog.text and "DETAIL" not in caplog.text


def test_cells_that_fail_as_nothing_should_do_not_stop_the_others(clerk, monkeypatch):
    goes = import_jobs.cards_of
    monkeypatch.setattr(import_jobs, "cards_of", lambda row, town: 1 / (row.number - 3) and goes(row, town))
    run = bulk.started(clerk, bulk.as_csv(bulk.rows(3)[0]))
    bulk.work()
    bulk.check(run, 3, {3: ("", "ROW_FAILED")})


def test_an_outage_refuses_no_row(clerk, monkeypatch):
    def fails(*_, **__):
        raise OperationalError

    monkeypatch.setattr(import_jobs, "accept", fails)
    run = bulk.started(clerk, bulk.as_csv(bulk.rows(3)[0]))
    bulk.work(2)
    run.refresh_from_db()
    assert (run.total, run.refused, Job.objects.get().last_error) == (3, 0, "OperationalError")


def test_an_application_that_fails_as_nothing_should_waits_for_a_person(clerk, monkeypatch):
    bulk.started(clerk, bulk.as_csv(bulk.rows(3)[0]))
    bulk.work()
    first, *_ = made = [*Certificate.objects.order_by("pk")]
    goes = issue_jobs.issue_one
    monkeypatch.setattr(issue_jobs, "issue_one", lambda which, by: 1 / (which.pk - first.pk) and goes(which, by))
    run = IssueRun.objects.create(municipality=first.issuer, up_to=made[-1].pk, total=3, started_by=clerk)
    Job.objects.create(kind=Job.Kind.ISSUE, subject_id=run.pk)
    bulk.work()
    run.refresh_from_db()
    assert (run.status, run.issued, run.refused, IssueProblem.objects.get().code) == ("DONE", 2, 1, "ROW_FAILED")


def test_when_it_has_ended_no_cell_of_the_file_is_kept(clerk):
    rows, _ = bulk.rows(60, broken=20)
    bulk.started(clerk, bulk.as_csv(rows))
    bulk.work()
    kept = {value for row in ImportRow.objects.values(*import_jobs.services.FORGET) for value in row.values()}
    assert kept == {""}


def test_a_dry_run_says_the_same_and_changes_nothing(clerk):
    rows, wrong = bulk.rows(120, broken=30)
    rows.append(rows[0])
    wrong[122] = ("", "ROW_REPEATED")
    run = bulk.started(clerk, bulk.as_csv(rows), is_dry=True)

    bulk.work()

    bulk.check(run, 121, wrong)
    assert not Child.objects.exists() and not Guardianship.objects.exists()
    assert set(Entry.objects.values_list("what", flat=True)) <= {"file.stored", "import.finished"}


@pytest.mark.parametrize("far", [1, 14])  # within a step, and steps later
@pytest.mark.parametrize(
    "same",
    [
        {"Свидетельство о рождении": "i-ло № 000000"},
        {"Фамилия": "ПРИМЕРОВА", "Имя": "Анна", "Отчество": "Ивановна", "Дата рождения": None},
        {"СНИЛС": "11223344595"},
    ],
)
def test_a_child_that_stands_twice_in_a_file_is_accepted_once(clerk, far, same, monkeypatch):
    monkeypatch.setattr(import_jobs, "BATCH", 10)
    rows, _ = bulk.rows(20)
    rows[0][bulk.COLUMN["СНИЛС"]] = "112-233-445 95"
    for heading, text in same.items():
        place = bulk.COLUMN[heading]
        rows[far][place] = rows[0][place] if text is None else text
    run = bulk.started(clerk, bulk.as_csv(rows))

    bulk.work()

    bulk.check(run, 20, {far + 2: ("", "ROW_REPEATED")})


def test_a_corrected_row_below_a_refused_one_is_no_repetition(clerk):
    rows, _ = bulk.rows(2)
    rows[1] = [*rows[0]]
    rows[0][bulk.COLUMN["Адрес"]] = ""
    run = bulk.started(clerk, bulk.as_csv(rows))
    bulk.work()
    bulk.check(run, 2, {2: ("Адрес", "CELL_EMPTY")})


def test_a_child_that_has_a_certificate_is_refused(clerk):
    rows, _ = bulk.rows(2)
    bulk.started(clerk, bulk.as_csv(rows[:1]))
    bulk.work()
    run = bulk.started(clerk, bulk.as_csv(rows))
    bulk.work()
    assert bulk.verdicts(run) == {2: ("", "CERTIFICATE_EXISTS")}
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bulk.as_csv([], headings=("Фамилия", "Рост")), "нет столбцов: «Имя»"),
        (bulk.as_csv([bulk.row(1)], headings=(*bulk.COLUMN, "Рост")), "лишние столбцы: «Рост»"),
        (bulk.as_csv([]), "нет строк после заголовка"),
        (bulk.as_csv([bulk.row(1)]) + b'"no end;\r\n', "Строка 3 не читается"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_its_reason(clerk, content, told):
    run = bulk.started(clerk, content)
    bulk.work()
    run.refresh_from_db()
    assert run.status == "FAILED" and told in run.problem and run.finished_at
    assert not Job.objects.exists() and not Child.objects.exists()


def test_whoever_may_not_do_bulk_work_any_more_gets_no_further(clerk):
    run = bulk.started(clerk, bulk.as_csv(bulk.rows(120)[0]))
    bulk.work(2)
    Membership.objects.filter(user=clerk).update(role=Role.MUNICIPAL_HEAD)

    bulk.work()

    run.refresh_from_db()
    assert (run.status, run.done) == ("CANCELLED", 50) and "больше нет права" in run.problem
    assert Child.objects.count() == 50 and not Job.objects.exists()


@pytest.mark.slow
def test_a_step_that_is_interrupted_never_was(clerk):
    rows, wrong = bulk.rows(130, broken=40)
    run = bulk.started(clerk, bulk.as_csv(rows))
    for _ in range(4):
        with transaction.atomic():
            import_jobs.step(run.pk)
            transaction.set_rollback(True)
        bulk.work(1)
    bulk.work()
    bulk.check(run, 130, wrong)


def test_rows_are_read_once_though_they_are_read_in_parts(clerk, monkeypatch):
    monkeypatch.setattr(import_jobs, "CHUNK", 7)
    rows, wrong = bulk.rows(50, broken=10)
    run = bulk.started(clerk, bulk.as_csv(rows))
    assert bulk.work() == 8 + 1 + 1  # parts, a batch, the end
    bulk.check(run, 50, wrong)


@pytest.mark.django_db(transaction=True)
def test_two_jobs_of_one_import_in_four_workers_take_no_row_twice(reference, folder):
    rows, wrong = bulk.rows(200, broken=25)
    run = bulk.started(families.clerk(), bulk.as_csv(rows))
    Job.objects.create(kind=Job.Kind.IMPORT, subject_id=run.pk)

    race(4, lambda _: bulk.work())

    bulk.check(run, 200, wrong)
