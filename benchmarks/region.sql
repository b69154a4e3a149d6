-- A region of %(cases)s cases, three tasks each, a tenth of them open. Nothing is random: the same numbers, the same rows.
-- Of a hundred cases eighteen are entries of providers, twelve of each; the rest are editions of programs.
-- Provider 1 is large: the n-th of G programs belongs to provider P·(n/G)². Its desk is the narrow one.

CREATE TEMPORARY TABLE size ON COMMIT DROP AS
SELECT cases, cases * 15 / 1000 AS providers, cases / 5 AS programs, cases * 15 / 1000 * 12 AS entries,
       cases - cases * 15 / 1000 * 12 AS editions, cases * 285 / 1000 AS open_editions
FROM (SELECT %(cases)s::bigint AS cases) AS asked;

CREATE TEMPORARY TABLE place ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY unit_id) - 1 AS number, unit_id AS id FROM backoffice_municipality;

INSERT INTO backoffice_unit (id, kind, code, name, valid_from)
SELECT %(first_unit)s + n, 'PROVIDER', 'bench-provider-' || n, 'Организация ' || n, '2019-04-03'
FROM size, generate_series(1, providers) AS n;

INSERT INTO backoffice_provider (
    unit_id, status, version, kind, ownership, institution_type, founder, legal_form, full_name, short_name, inn, kpp,
    ogrn, legal_address, actual_address, municipality_id, licence_number, licence_issuer, bank_name, bik,
    settlement_account, correspondent_account, head_name, head_position, acts_on, contact_name, contact_phone,
    contact_email, services_last_year, returns
)
SELECT %(first_unit)s + n, 'ACTIVE', 1, 'TRAINING', 'NON_STATE', '', '', 'Общество с ограниченной ответственностью',
       'ООО «Центр дополнительного образования ' || n || '»', 'Центр ' || n, (4200000000 + n)::text, '420501001',
       '', '', '', place.id, '', '', '', '', '', '', '', '', '', '', '', '', '', 0
FROM size, generate_series(1, providers) AS n JOIN place ON place.number = mod(n, 34);

INSERT INTO backoffice_program (id, provider_id, kind, funding_mode)
SELECT n, %(first_unit)s + 1 + floor(providers * power((n - 1)::float / programs, 2)), 'GENERAL_DEVELOPMENT',
       'EXTRA_BUDGET'
FROM size, generate_series(1, programs) AS n;

-- One row for each case: what it is about, where it stands, on whose desk.
CREATE TEMPORARY TABLE story ON COMMIT DROP AS
SELECT n AS id, NULL::bigint AS edition, %(first_unit)s + 1 + mod(n - 1, providers) AS provider,
       'workflows/provider_entry.ProviderEntry' AS flow, n > entries - providers AS is_open,
       'review_provider' AS done_step, CASE WHEN mod(n, 2) = 0 THEN 'review_provider' ELSE 'resubmit_provider' END AS step,
       'Центр ' || 1 + mod(n - 1, providers) AS line
FROM size, generate_series(1, entries) AS n
UNION ALL
SELECT entries + n, n, program.provider_id, 'workflows/program_certification.ProgramCertification',
       n > editions - open_editions, 'check_program',
       (ARRAY['check_program', 'check_program', 'check_program', 'check_program', 'classify_program', 'certify_program',
              'assign_experts', 'resubmit_program', 'resubmit_program', 'resubmit_program'])[1 + mod(n, 10)],
       '«Программа ' || n || '», редакция ' || 1 + (n - 1) / programs
FROM size CROSS JOIN generate_series(1, editions) AS n
JOIN backoffice_program AS program ON program.id = 1 + mod(n - 1, programs);

INSERT INTO backoffice_programedition (
    id, program_id, number, status, version, returns, name, short_name, direction, form, activities, annotation, aims,
    age_from, age_to, for_gifted, for_special_needs, equipment, submitted_on
)
SELECT edition, 1 + mod(edition - 1, programs), 1 + (edition - 1) / programs,
       CASE WHEN NOT is_open AND edition <= programs THEN 'CERTIFIED' WHEN NOT is_open THEN 'ARCHIVED'
            WHEN step = 'check_program' THEN 'SUBMITTED' WHEN step = 'classify_program' THEN 'CLASSIFICATION'
            WHEN step = 'certify_program' THEN 'DECISION' WHEN step = 'assign_experts' THEN 'QUALITY_REVIEW'
            ELSE 'RETURNED' END,
       1, 0, 'Робототехника и программирование для начинающих, группа ' || edition, 'Программа ' || edition,
       'TECHNICAL', 'FULL_TIME', '', 'Дети собирают роботов.', 'Научить основам.', 7, 12, FALSE, FALSE, '', '2026-10-01'
FROM story, size WHERE edition IS NOT NULL;

INSERT INTO workflows_process (id, flow_class, status, created, finished, case_id, version, due_on, provider_id, edition_id)
SELECT id, flow, CASE WHEN is_open THEN 'NEW' ELSE 'DONE' END, timestamptz '2026-01-01' + id * interval '3 minutes',
       CASE WHEN NOT is_open THEN timestamptz '2026-02-01' + id * interval '3 minutes' END, md5(id::text)::uuid, 3,
       '2026-12-31', CASE WHEN edition IS NULL THEN provider END, edition
FROM story;

INSERT INTO workflows_task (
    id, flow_task, flow_task_type, status, created, assigned, started, finished, token, process_id, owner_id,
    completed_by_id, holder_id, permission, due_at, priority, subject_line, municipality_id, provider_id
)
SELECT 3 * story.id - 3 + part, flow || '.' || name, CASE part WHEN 1 THEN 'START' ELSE 'HUMAN' END,
       CASE WHEN is_done THEN 'DONE' WHEN person IS NULL THEN 'NEW' ELSE 'ASSIGNED' END,
       at, CASE WHEN person IS NOT NULL THEN at END, CASE WHEN is_done THEN at END,
       CASE WHEN is_done THEN at + interval '1 day' END, 'start', story.id, person, CASE WHEN is_done THEN person END,
       CASE WHEN part = 1 THEN NULL WHEN name LIKE 'resubmit%%' THEN story.provider ELSE %(operator)s END,
       CASE WHEN part = 1 THEN '' ELSE name END,
       CASE WHEN part > 1 THEN timestamptz '2026-12-01' + mod(story.id * 7919, 1000003) * interval '1 minute' END,
       0, line, provider.municipality_id, story.provider
FROM story JOIN backoffice_provider AS provider ON provider.unit_id = story.provider
CROSS JOIN generate_series(1, 3) AS part
CROSS JOIN LATERAL (
    SELECT CASE part WHEN 1 THEN 'start' WHEN 2 THEN done_step ELSE step END AS name,
           NOT (is_open AND part = 3) AS is_done,
           timestamptz '2026-01-01' + (story.id * 3 + part) * interval '1 minute' AS at
) AS state
CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT is_done AND mod(story.id, 3) <> 0 THEN NULL
                WHEN is_done OR name NOT LIKE 'resubmit%%'
                THEN (%(clerks)s::bigint[])[1 + mod(story.id, %(clerk_count)s)]
                WHEN story.provider = %(first_unit)s + 1 THEN %(manager)s END AS person
) AS taker;

INSERT INTO workflows_task_previous (from_task_id, to_task_id)
SELECT id, id - 1 FROM workflows_task WHERE mod(id, 3) <> 1;

INSERT INTO backoffice_entry (at, what, by_id, case_id, subject_type, subject_id, provider_id, note)
SELECT created, 'program.submitted', (%(clerks)s::bigint[])[1], case_id, 'programedition', edition_id, NULL, ''
FROM workflows_process WHERE edition_id IS NOT NULL;

SELECT setval(pg_get_serial_sequence(name, 'id'), %(cases)s * 4 + %(first_unit)s)
FROM unnest(ARRAY['backoffice_unit', 'backoffice_program', 'backoffice_programedition', 'workflows_process',
                  'workflows_task']) AS name;
