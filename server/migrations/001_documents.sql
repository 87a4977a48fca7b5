-- Identity and documents. Documents carry no authority: who may do what stands in these rows.

CREATE TABLE "user" (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  role        text NOT NULL CHECK (role IN ('admin', 'analyst', 'viewer')),
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE session (
  token_hash  bytea PRIMARY KEY,          -- SHA-256 of the cookie; the token itself is never stored
  user_id     text NOT NULL REFERENCES "user" (id),
  created_at  timestamptz NOT NULL DEFAULT now(),
  seen_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE document (
  id          text PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('workflow', 'dashboard')),
  owner_id    text NOT NULL REFERENCES "user" (id),
  head        bigint NOT NULL DEFAULT 0,  -- sequence of the last committed update
  epoch       integer NOT NULL DEFAULT 1, -- rises when the history is rewritten
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  updated_by  text REFERENCES "user" (id),
  deleted_at  timestamptz,
  deleted_by  text REFERENCES "user" (id)
);
CREATE INDEX document_list ON document (kind, updated_at DESC) WHERE deleted_at IS NULL;

-- Append-only log. The document is its newest snapshot and the rows after it.
CREATE TABLE document_update (
  document_id  text NOT NULL REFERENCES document (id),
  sequence     bigint NOT NULL,
  update       bytea NOT NULL,
  principal_id text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (document_id, sequence)
);

CREATE TABLE document_snapshot (
  document_id     text NOT NULL REFERENCES document (id),
  through_sequence bigint NOT NULL,
  state           bytea NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (document_id, through_sequence)
);

-- Which principal a Yjs client id belongs to; the first authorised writer to show it claims it.
CREATE TABLE document_client (
  document_id  text NOT NULL REFERENCES document (id),
  client       bigint NOT NULL,
  principal_id text NOT NULL,
  claimed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (document_id, client)
);

-- Values over 64 kB (pasted data), content-addressed.
CREATE TABLE blob (
  hash        text PRIMARY KEY,           -- SHA-256, hex
  bytes       bytea NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
