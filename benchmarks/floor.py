"""The floor: each operation as one statement written by hand, not prepared, its JSON passed through a Django view."""

from __future__ import annotations

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.peers.titles import TITLES

STEP = "split_part(task.flow_task, '.', -1)"
TITLE = " ".join(f"WHEN '{step}' THEN '{title}'" for step, title in TITLES.items())


def _id(kind: str, column: str) -> str:
    """A global id: the name of the type and the key, in base64."""
    return f"encode(convert_to('{kind}:' || {column}, 'UTF8'), 'base64')"


CURSOR = "encode(convert_to('due_at,id,' || page.due_at || ',' || page.id, 'UTF8'), 'base64')"
QUEUE = f"""
WITH page AS MATERIALIZED (
    SELECT task.id, task.due_at FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT id, due_at FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission AND flow_task_type = 'HUMAN'
          AND finished IS NULL AND (addressee_id IS NULL OR addressee_id = %(me)s)
        ORDER BY due_at, id LIMIT %(first)s + 1
    ) AS task ORDER BY due_at, id LIMIT %(first)s + 1
), shown AS (SELECT * FROM page ORDER BY due_at, id LIMIT %(first)s)
SELECT json_build_object('data', json_build_object('tasks', json_build_object(
    'totalCount', (
        SELECT count(*) FROM (
            SELECT FROM unnest(%(holders)s::bigint[], %(permissions)s::text[]) AS desk (holder, permission)
            JOIN workflows_task AS task ON task.holder_id = desk.holder AND task.permission = desk.permission
            WHERE flow_task_type = 'HUMAN' AND finished IS NULL AND (addressee_id IS NULL OR addressee_id = %(me)s)
            LIMIT 1000
        ) AS counted
    ),
    'pageInfo', json_build_object(
        'hasNextPage', (SELECT count(*) > %(first)s FROM page),
        'endCursor', (SELECT {CURSOR} FROM shown AS page ORDER BY due_at DESC, id DESC LIMIT 1)
    ),
    'edges', (SELECT coalesce(json_agg(json_build_object('cursor', {CURSOR}, 'node', json_build_object(
        'id', {_id("Task", "task.id")}, 'step', {STEP}, 'stepTitle', CASE {STEP} {TITLE} END,
        'status', task.status, 'created', task.created, 'dueAt', task.due_at, 'subjectLine', task.subject_line,
        'priority', task.priority,
        'owner', CASE WHEN owner.id IS NOT NULL THEN json_build_object('fullName', owner.full_name) END,
        'provider', CASE WHEN provider.unit_id IS NOT NULL THEN
            json_build_object('shortName', provider.short_name, 'inn', provider.inn) END,
        'municipality', CASE WHEN place.id IS NOT NULL THEN json_build_object('name', place.name) END,
        'case', json_build_object(
            'id', {_id("Case", "process.id")}, 'version', process.version, 'status', process.status,
            'created', process.created,
            'edition', CASE WHEN edition.id IS NOT NULL THEN json_build_object('name', edition.name) END
        )
    )) ORDER BY page.due_at, page.id), '[]')
    FROM shown AS page JOIN workflows_task AS task ON task.id = page.id
    JOIN workflows_process AS process ON process.id = task.process_id
    LEFT JOIN backoffice_programedition AS edition ON edition.id = process.edition_id
    LEFT JOIN backoffice_user AS owner ON owner.id = task.owner_id
    LEFT JOIN backoffice_provider AS provider ON provider.unit_id = task.provider_id
    LEFT JOIN backoffice_unit AS place ON place.id = task.municipality_id)
)))::text
"""
CASES = f"""
SELECT json_build_object('data', json_build_object('cases', json_build_object('edges', (
    SELECT coalesce(json_agg(json_build_object('node', json_build_object(
        'id', {_id("Case", "process.id")}, 'status', process.status, 'created', process.created,
        'finished', process.finished,
        'edition', CASE WHEN edition.id IS NOT NULL THEN json_build_object('name', edition.name) END,
        'provider', CASE WHEN provider.unit_id IS NOT NULL THEN json_build_object(
            'shortName', provider.short_name, 'inn', provider.inn,
            'municipality', json_build_object('name', place.name)) END,
        'tasks', (
            SELECT coalesce(json_agg(json_build_object(
                'id', {_id("Task", "task.id")}, 'step', {STEP}, 'status', task.status, 'created', task.created,
                'finished', task.finished,
                'owner', CASE WHEN owner.id IS NOT NULL THEN json_build_object('fullName', owner.full_name) END
            ) ORDER BY task.id), '[]')
            FROM workflows_task AS task LEFT JOIN backoffice_user AS owner ON owner.id = task.owner_id{{known}}
            WHERE task.process_id = process.id
        )
    )) ORDER BY process.id DESC), '[]')
    FROM (SELECT * FROM workflows_process WHERE {{which}} ORDER BY id DESC LIMIT %(first)s) AS process
    LEFT JOIN backoffice_programedition AS edition ON edition.id = process.edition_id
    LEFT JOIN backoffice_provider AS provider ON provider.unit_id = process.provider_id
    LEFT JOIN backoffice_unit AS place ON place.id = provider.municipality_id
))))::text
"""
OWN = """id IN (
    SELECT id FROM workflows_process WHERE provider_id = %(provider)s
    UNION ALL
    SELECT followed.id FROM backoffice_program AS program
    JOIN backoffice_programedition AS edition ON edition.program_id = program.id
    JOIN workflows_process AS followed ON followed.edition_id = edition.id WHERE program.provider_id = %(provider)s
)"""
# The step done, the next person's task put on its desk, the subject moved, the journal written: all or nothing.
CHECK = """
WITH own AS (
    SELECT task.id, task.process_id, task.municipality_id, task.provider_id, task.subject_line, task.token
    FROM workflows_task AS task
    WHERE task.id = %(task)s AND task.finished IS NULL AND (task.owner_id IS NULL OR task.owner_id = %(me)s)
      AND EXISTS (
          SELECT FROM backoffice_membership WHERE user_id = %(me)s AND role = 'OPERATOR_CLERK'
          AND unit_id = task.holder_id AND valid_from <= current_date
          AND (valid_to IS NULL OR valid_to > current_date)
      )
    FOR NO KEY UPDATE
), process AS (
    UPDATE workflows_process SET version = version + 1 FROM own
    WHERE workflows_process.id = own.process_id AND version = %(version)s
    RETURNING workflows_process.id, edition_id, case_id
), done AS (
    UPDATE workflows_task SET status = 'DONE', owner_id = %(me)s, completed_by_id = %(me)s, assigned = now(),
        started = now(), finished = now()
    FROM process, own WHERE workflows_task.id = own.id RETURNING workflows_task.id
), edition AS (
    UPDATE backoffice_programedition SET status = 'QUALITY_REVIEW' FROM process
    WHERE backoffice_programedition.id = process.edition_id
    RETURNING backoffice_programedition.id, backoffice_programedition.status
), next AS (
    INSERT INTO workflows_task (flow_task, flow_task_type, status, created, token, process_id, holder_id, permission,
        due_at, priority, subject_line, municipality_id, provider_id)
    SELECT 'workflows/program_certification.ProgramCertification.assign_experts', 'HUMAN', 'NEW', now(), own.token,
        process.id, %(holder)s, 'assign_experts', now() + interval '10 days', 0, own.subject_line,
        own.municipality_id, own.provider_id
    FROM process, own RETURNING id
), link AS (
    INSERT INTO workflows_task_previous (from_task_id, to_task_id) SELECT next.id, done.id FROM next, done
), entry AS (
    INSERT INTO backoffice_entry
        (at, what, by_id, case_id, subject_type, subject_id, provider_id, municipality_id, note)
    SELECT now(), 'program.checked', %(me)s, process.case_id, 'programedition', process.edition_id, own.provider_id,
        own.municipality_id, '' FROM process, own
)
SELECT json_build_object('data', json_build_object('checkProgram',
    json_build_object('id', edition.id, 'status', edition.status)))::text FROM edition
"""
STATEMENTS = {
    "Queue": QUEUE,
    "ProviderStatus": CASES.format(which="provider_id = %(provider)s", known=""),
    "OwnCases": CASES.format(which=OWN, known=" AND owner.id = %(me)s"),
    "CheckProgram": CHECK,
}


@csrf_exempt
def view(request: HttpRequest) -> HttpResponse:
    """Run the statement that the request names with the values that it brings."""
    asked = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[asked["operationName"]], asked["variables"])
        found = cursor.fetchone()
    return HttpResponse(found[0] if found else '{"data": null}', content_type="application/json")


urlpatterns = [path("graphql/", view)]
