-- What is handed in: applications, supplements and ratings on their way to the platform. Encrypted (src/outbox/key.rs);
-- in the open stand only times, ids, the form's key, a digest, and the case number.
-- Where a row is checked while somebody waits for it, words are compared one by one: for a list of three and more SQLite
-- fills a table each time, which took a fifth of the time of handing in.

CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind = 'application' OR kind = 'supplement' OR kind = 'rating'),
    visit      TEXT NOT NULL,
    local      INTEGER NOT NULL UNIQUE,
    form       TEXT,
    version    TEXT,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    key_check  BLOB NOT NULL CHECK (length(key_check) = 8),
    state      TEXT NOT NULL CHECK (state = 'pending' OR state = 'reserved' OR state = 'uploading'
        OR state = 'submitting' OR state = 'accepted' OR state = 'rejected' OR state = 'unknown' OR state = 'dead'),
    number     TEXT,
    sends      INTEGER NOT NULL CHECK (sends >= 0),
    why        TEXT,
    note       BLOB,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    CHECK ((kind = 'application') = (form IS NOT NULL) AND (kind = 'application') = (version IS NOT NULL)),
    CHECK (number IS NOT NULL OR state = 'pending' OR state = 'rejected' OR state = 'dead'),
    CHECK (state <> 'pending' OR number IS NULL),
    CHECK ((state IN ('unknown', 'dead')) = (why IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (local)
WHERE state = 'pending' OR state = 'reserved' OR state = 'uploading' OR state = 'submitting';
CREATE INDEX outbox_noted ON outbox (changed_at) WHERE note IS NOT NULL;
CREATE TRIGGER outbox_starts BEFORE INSERT ON outbox
WHEN NOT ((NEW.kind = 'application' AND NEW.state = 'pending') OR (NEW.kind <> 'application' AND NEW.state = 'reserved'))
   OR NEW.sends <> 0
BEGIN SELECT RAISE(ABORT, 'an entry of the outbox starts pending, or reserved where it belongs to a case'); END;
CREATE TRIGGER outbox_moves_forward BEFORE UPDATE ON outbox
WHEN NOT ((OLD.state = 'pending' AND NEW.state IN ('reserved', 'rejected', 'dead'))
       OR (OLD.state = 'reserved' AND NEW.state IN ('uploading', 'rejected', 'dead'))
       OR (OLD.state = 'uploading' AND NEW.state IN ('rejected', 'dead'))
       OR (OLD.state = 'uploading' AND NEW.state = 'submitting' AND NEW.sends = 1)
       OR (OLD.state = 'submitting' AND NEW.state = 'submitting' AND NEW.sends = OLD.sends + 1)
       OR (OLD.state = 'submitting' AND NEW.state IN ('accepted', 'rejected', 'unknown'))
       -- From here on staff's word alone.
       OR (OLD.state = 'unknown' AND NEW.state = 'submitting' AND NEW.sends = 0)
       OR (OLD.state = 'unknown' AND NEW.state IN ('accepted', 'dead'))
       OR (OLD.state = 'dead' AND NEW.state IN ('pending', 'reserved', 'dead'))
       -- What the platform said at the end is wiped after a time; nothing else of it changes.
       OR (OLD.state = NEW.state AND OLD.state IN ('accepted', 'rejected') AND NEW.note IS NULL
           AND NEW.sends = OLD.sends AND NEW.number IS OLD.number AND NEW.changed_at = OLD.changed_at))
   OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.visit <> OLD.visit OR NEW.local <> OLD.local
   OR NEW.form IS NOT OLD.form OR NEW.version IS NOT OLD.version OR NEW.digest <> OLD.digest
   OR NEW.created_at <> OLD.created_at OR (OLD.number IS NOT NULL AND NEW.number IS NOT OLD.number)
BEGIN SELECT RAISE(ABORT, 'an entry of the outbox only moves forward'); END;
CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'an entry of the outbox is never deleted'); END;

-- What is in an entry, encrypted in parts: item 0 is the entry itself, the others are its attachments in order.
CREATE TABLE outbox_part (
    entry  TEXT NOT NULL REFERENCES outbox (id),
    item   INTEGER NOT NULL,
    part   INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (entry, item, part)
) STRICT;
CREATE TRIGGER outbox_part_never_changes BEFORE UPDATE ON outbox_part
BEGIN SELECT RAISE(ABORT, 'what was sealed never changes'); END;
CREATE TRIGGER outbox_part_stays BEFORE DELETE ON outbox_part
WHEN (SELECT state FROM outbox WHERE id = OLD.entry) NOT IN ('accepted', 'rejected', 'dead')
BEGIN SELECT RAISE(ABORT, 'what was sealed stays until it has arrived'); END;
