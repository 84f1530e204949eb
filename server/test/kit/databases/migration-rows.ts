/** Rows for the tables of each migration, in the state right after it: migrating down and up must preserve them. */
export const rowsOfMigrations: Record<string, readonly string[]> = {
  '0001-accounts': [
    `insert into users (id, username, username_key, email, email_key, password_hash, role, created_at, updated_at) values
      (1, 'Ann', 'ann', 'Ann@example.com', 'ann@example.com', 'x', 'admin', ${at(1)}, ${at(1)}),
      (2, 'Ben', 'ben', null, null, 'x', 'user', ${at(2)}, ${at(3)})`,
    `insert into profiles (user_id, display_name, timezone, notifications, updated_at) values
      (1, 'Ann 🌱', 'Pacific/Kiritimati', '{"digest": false}', ${at(1)}), (2, '', 'UTC', '{}', ${at(2)})`,
    `insert into sessions (id, user_id, created_at, expires_at, revoked_at) values
      (1, 1, ${at(1)}, ${at(9)}, null), (2, 2, ${at(1)}, ${at(9)}, ${at(2)})`,
    `insert into refresh_tokens (token_hash, session_id, created_at, used_at) values ('h1', 1, ${at(1)}, ${at(2)})`,
    `insert into idempotency_keys (id, key_hash, request_hash, claimed_at, committed_at, response) values
      (1, 'k1', 'r1', ${at(1)}, ${at(1)}, 'sealed'), (2, 'k2', 'r2', ${at(1)}, null, null)`,
  ],
  '0002-projects': [
    `insert into projects (id, uid, name, description, color, archived_at, created_by, created_at, updated_at) values
      (1, 'p-1', 'Garden', 'Beds', '#00ff00', null, 1, ${at(1)}, ${at(1)}),
      (2, 'p-2', 'Éclair', '', null, ${at(4)}, null, ${at(1)}, ${at(4)})`,
    `insert into project_members (project_id, user_id, role, added_at) values
      (1, 1, 'owner', ${at(1)}), (1, 2, 'viewer', ${at(2)})`,
    `insert into categories (id, owner_id, project_id, name, name_key, color, created_at, updated_at) values
      (1, 1, null, 'Home', 'home', null, ${at(1)}, ${at(1)}), (2, null, 1, 'Beds', 'beds', '#123456', ${at(1)}, ${at(2)})`,
  ],
  '0003-tasks': [
    `insert into tasks (id, uid, owner_id, project_id, category_id, assigned_to, created_by, title, title_key, status,
        priority, due_date, start_date, completed_at, position, created_at, updated_at) values
      (1, 't-1', 1, null, 1, 2, 1, 'Water', 'water', 'pending', 0, '2026-12-01', null, null, 1.5,
        ${at(1)}, ${at(1)}),
      (2, 't-2', null, 1, 2, null, null, 'Weed', 'weed', 'completed', 4, '2026-12-01T09:00:00.000Z', '2026-11-01',
        ${at(5)}, -2, ${at(1)}, ${at(5)})`,
  ],
  '0004-events': [
    `insert into events (id, type, type_version, actor_id, project_id, audience, subject_type, subject_id, changes, happened_at) values
      (1, 'task.created', 1, 1, null, '[-1]', 'task', 1, '{"title": {"from": null, "to": "Water"}}', ${at(1)}),
      (2, 'task.completed', 1, null, 1, '[1]', 'task', 2, '{}', ${at(5)})`,
  ],
  '0005-jobs': [
    `insert into jobs (id, key, name, payload, state, attempts, run_at, claim, last_error, created_at, finished_at) values
      (1, '1:a.b', 'a.b', '{"event": 1}', 'running', 1, ${at(2)}, 'c', null, ${at(1)}, null),
      (2, '2:a.b', 'a.b', '{"event": 2}', 'dead', 12, null, null, 'no', ${at(1)}, ${at(2)})`,
    `insert into log_readers (name, position) values ('somebody', '0.2')`,
    `insert into deliveries (key, claim, claimed_until, sent_at, created_at) values
      ('a', 'c', ${at(2)}, null, ${at(1)}), ('b', null, null, ${at(1)}, ${at(1)})`,
    `insert into recurring_jobs (name, run_at, claim) values ('a.b', ${at(2)}, null)`,
  ],
  '0006-reminders': [
    `update profiles set default_reminder = 'PT30M' where user_id = 1`,
    `insert into reminders (id, task_id, user_id, at, before, scheduled_at, next_at, fired_at, created_at, updated_at) values
      (1, 1, 1, ${at(9)}, null, ${at(1)}, ${at(9)}, null, ${at(1)}, ${at(1)}),
      (2, 1, 2, null, 'P1D', ${at(1)}, null, ${at(2)}, ${at(1)}, ${at(1)})`,
  ],
  '0007-mail': [
    `insert into mailed_tokens (token_hash, user_id, purpose, email_key, created_at, expires_at) values
      ('h1', 1, 'password_reset', 'ann@example.com', ${at(1)}, ${at(2)})`,
    `update digests set next_at = ${at(7)}`,
  ],
  '0008-time-zones': [],
  '0009-people': [
    `update events set former_audience = '[1]' where id = 2`,
    `update tasks set outside_assignee = 2 where id = 2`,
  ],
  '0010-must-change-password': [`update users set must_change_password = 1 where id = 2`],
  '0011-names': [],
  '0012-task-words': [],
  '0013-ranks': [`update tasks set rank = 'c000001' where id = 1`],
  '0014-new-audience': [`update events set new_audience = '[1]' where id = 2`],
  '0015-uids': [`update categories set uid = 'c-1' where id = 1`],
  '0016-retention': [],
  '0017-project-activity': [],
  '0018-session-devices': [
    `update sessions set device = 'curl', address = '192.0.2.1', last_used_at = ${at(3)} where id = 1`,
  ],
  '0019-search-merges': [],
  '0020-backups': [`insert into backups (destination, taken_at, size_bytes) values ('/backups', ${at(4)}, 12345)`],
  '0021-imports': [
    `update events set origin = 'import' where id = 1`,
    `insert into import_sources (name, fingerprint, created_at) values ('older', 'f', ${at(4)})`,
    `insert into imported_rows (source, kind, source_id, target_id) values ('older', 'task', '7', 1)`,
  ],
  '0022-administration': [
    `update events set address = '192.0.2.1' where id = 1`,
    `update deliveries set job_key = key`,
    `update users set is_auditor = 1 where id = 2`,
  ],
  '0023-admin-actions': [
    `insert into admin_actions (id, actor_id, resource, action, filter, value, state, total, failures, created_at) values
      (1, 1, 'tasks', 'complete', '{}', null, 'running', 2, '[]', ${at(4)})`,
    `insert into admin_action_batches (action_id, number, ids) values (1, 0, '[1, 2]')`,
  ],
  '0024-action-addresses': [`update admin_actions set address = '192.0.2.1' where id = 1`],
}

function at(day: number): string {
  return `'2026-11-0${day}T08:00:00.123Z'`
}
