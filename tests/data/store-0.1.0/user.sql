BEGIN TRANSACTION;
CREATE TABLE exclusions (
    source TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
INSERT INTO "exclusions" VALUES('{root}/folder/private.txt','2026-11-27T10:58:11.293Z');
CREATE TABLE feedback (
    id TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    helpful INTEGER NOT NULL,
    note TEXT NOT NULL,
    answer TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "feedback" VALUES('f1','2026-11-27T10:58:11.335Z',1,'good','{"text": "nine crowns"}');
CREATE TABLE uploads (
    source TEXT PRIMARY KEY,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
INSERT INTO "uploads" VALUES('{root}/corpus/uploads/614cdaa25ab80e2f/note.md','2026-11-27T10:58:11.066Z');
COMMIT;
PRAGMA user_version = 1;
