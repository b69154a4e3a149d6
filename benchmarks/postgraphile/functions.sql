-- What PostGraphile does not make of the tables by itself: the queue in its best form, its size, and two words of a step.
-- It calls the key of every table rowId, so a column row_id needs another name.
COMMENT ON COLUMN backoffice_importrefusal.row_id IS E'@name importRow';
CREATE OR REPLACE FUNCTION bench_open_tasks(holders bigint[], permissions text[], most integer)
RETURNS SETOF workflows_task LANGUAGE sql STABLE AS $$
    SELECT task.* FROM unnest(holders, permissions) AS desk (holder, permission)
    CROSS JOIN LATERAL (
        SELECT * FROM workflows_task
        WHERE holder_id = desk.holder AND permission = desk.permission AND flow_task_type = 'HUMAN'
          AND finished IS NULL AND addressee_id IS NULL
        ORDER BY due_at, id LIMIT most
    ) AS task ORDER BY task.due_at, task.id LIMIT most
$$;
CREATE OR REPLACE FUNCTION bench_count_open_tasks(holders bigint[], permissions text[], most integer)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT count(*)::integer FROM (
        SELECT FROM unnest(holders, permissions) AS desk (holder, permission)
        JOIN workflows_task AS task ON task.holder_id = desk.holder AND task.permission = desk.permission
        WHERE flow_task_type = 'HUMAN' AND finished IS NULL AND addressee_id IS NULL LIMIT most
    ) AS counted
$$;
CREATE OR REPLACE FUNCTION workflows_task_step(task workflows_task) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT split_part(task.flow_task, '.', -1) $$;
CREATE OR REPLACE FUNCTION workflows_task_step_title(task workflows_task) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT CASE split_part(task.flow_task, '.', -1) {titles} END $$;
