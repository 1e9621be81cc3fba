-- The journal's first schema. Migrations go forward only: never edit one that has been shipped, add the next number.

-- The audit chain: one entry for every write, each with the hash of the one before (canonical form: src/chain.rs).
CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    code      TEXT NOT NULL,
    visit     TEXT,
    job       TEXT,
    detail    TEXT NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_job ON audit (job, seq) WHERE job IS NOT NULL;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit entry never changes'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END;

-- Where the chain ends: without this row a cut-off tail would look like a shorter chain.
CREATE TABLE audit_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    last_seq INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (one, last_seq, hash) VALUES (1, 0, zeroblob(32));
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the head of the audit chain is never deleted'); END;

-- Print jobs. What was printed is not here, only that it was.
CREATE TABLE job (
    id         TEXT PRIMARY KEY,
    visit      TEXT NOT NULL,
    document   TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'printed', 'not_printed', 'unknown')),
    code       TEXT,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    CHECK ((state IN ('not_printed', 'unknown')) = (code IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX job_open ON job (state) WHERE state IN ('queued', 'sending');
CREATE INDEX job_recent ON job (created_at);
CREATE TRIGGER job_starts_queued BEFORE INSERT ON job WHEN NEW.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'a print job starts queued'); END;
CREATE TRIGGER job_moves_forward BEFORE UPDATE ON job
WHEN NOT ((OLD.state = 'queued' AND NEW.state IN ('sending', 'not_printed'))
       OR (OLD.state = 'sending' AND NEW.state IN ('printed', 'not_printed', 'unknown')))
   OR NEW.id <> OLD.id OR NEW.visit <> OLD.visit OR NEW.document <> OLD.document OR NEW.created_at <> OLD.created_at
BEGIN SELECT RAISE(ABORT, 'a print job only moves forward'); END;
CREATE TRIGGER job_stays BEFORE DELETE ON job
BEGIN SELECT RAISE(ABORT, 'a print job is never deleted'); END;

-- Consents: that somebody agreed, to which text, when. Not who.
CREATE TABLE consent (
    seq         INTEGER PRIMARY KEY REFERENCES audit (seq),
    visit       TEXT NOT NULL,
    version     TEXT NOT NULL,
    text_sha256 BLOB NOT NULL CHECK (length(text_sha256) = 32),
    given_at    TEXT NOT NULL
) STRICT;
CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'a consent record never changes'); END;
CREATE TRIGGER consent_stays BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'a consent record is never deleted'); END;

-- Counters for the operator: tickets, visits.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
