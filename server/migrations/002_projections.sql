-- Projections: derived from documents for lists and queries, never for access. Rebuilt from the log at will.

CREATE TABLE workflow (
  id               text PRIMARY KEY REFERENCES document (id),
  name             text NOT NULL,
  description      text NOT NULL,
  graph_json       jsonb NOT NULL,
  node_count       integer NOT NULL,
  created_by       text NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  through_sequence bigint NOT NULL
);

CREATE TABLE dashboard (
  id               text PRIMARY KEY REFERENCES document (id),
  name             text NOT NULL,
  description      text NOT NULL,
  created_by       text NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  through_sequence bigint NOT NULL
);

CREATE TABLE widget (
  id                 text NOT NULL,
  dashboard_id       text NOT NULL REFERENCES dashboard (id) ON DELETE CASCADE,
  source_workflow_id text NOT NULL,
  source_node_id     text NOT NULL,
  layout             jsonb NOT NULL,
  config_overrides   jsonb NOT NULL,
  created_at         timestamptz NOT NULL,
  PRIMARY KEY (dashboard_id, id)
);

CREATE TABLE dashboard_filter (
  id            text NOT NULL,
  dashboard_id  text NOT NULL REFERENCES dashboard (id) ON DELETE CASCADE,
  filter_type   text NOT NULL CHECK (filter_type IN ('date_range', 'dropdown', 'text', 'number_range')),
  target_column text NOT NULL,
  config        jsonb NOT NULL,
  position      integer NOT NULL,
  PRIMARY KEY (dashboard_id, id)
);

CREATE TABLE execution (
  id           text PRIMARY KEY,
  workflow_id  text NOT NULL REFERENCES document (id),
  node_id      text NOT NULL,
  principal_id text NOT NULL,
  head         bigint NOT NULL,
  fingerprint  text,
  state        text NOT NULL CHECK (state IN ('pending', 'running', 'complete', 'error', 'cancelled')),
  store        text,
  sql_text     text,
  parameters   jsonb,
  milliseconds double precision,
  row_count    bigint,
  truncated    boolean NOT NULL DEFAULT false,
  problems     jsonb NOT NULL DEFAULT '[]',
  started_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz
);
CREATE INDEX execution_by_workflow ON execution (workflow_id, started_at DESC);

CREATE TABLE audit_event (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           timestamptz NOT NULL DEFAULT now(),
  principal_id text NOT NULL,
  action       text NOT NULL,             -- for example workflow.create, workflow.delete, workflow.run
  subject_kind text NOT NULL,
  subject_id   text NOT NULL,
  detail       jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_event_by_time ON audit_event (at DESC);
