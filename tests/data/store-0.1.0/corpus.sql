BEGIN TRANSACTION;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    length INTEGER NOT NULL,
    made_with TEXT NOT NULL,
    text TEXT NOT NULL
);
INSERT INTO "documents" VALUES(1,'b5da916f4bbe8dd082dedf3ddd74dd6e3a383cccec33271d5ee3a9d89e857847','Guide',128,'sentencex-en/3 passages/1 tokens=12 overlap=1; words dimension=16 max_tokens=14','Harbour guide

The harbour opens at six in the morning every day.

Fees

A boat pays nine crowns a night, and nothing in winter.');
INSERT INTO "documents" VALUES(2,'6e3f86f1e2796383e53ad8e91d94a1f1d697cd2c29d0a03a06a9202699c8a761','plain',48,'sentencex-en/3 passages/1 tokens=12 overlap=1; words dimension=16 max_tokens=14','The tide rose in the harbour. Boats rang a bell.');
INSERT INTO "documents" VALUES(4,'614cdaa25ab80e2f2aefd45a431c4bfab54d4515dd6e2496beb154d91ea73e69','Note',30,'sentencex-en/3 passages/1 tokens=12 overlap=1; words dimension=16 max_tokens=14','# Note

Ann paid for the rope.');
INSERT INTO "documents" VALUES(5,'50854ba4f39f5b67e7fa68ed38ae57a9002a78ae71a9c0d79251ca3b870028c9','program',27,'sentencex-en/3 passages/1 tokens=12 overlap=1; words dimension=16 max_tokens=14','A text that a program gave.');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('folder','{root}/folder');
INSERT INTO "meta" VALUES('format','1');
INSERT INTO "meta" VALUES('generation','4');
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    characters BLOB NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentences BLOB NOT NULL,
    generation INTEGER NOT NULL,
    vector BLOB NOT NULL
);
INSERT INTO "passages" VALUES(1,1,0,13,X'000000000D000000',1,X'9E3800000000000000009E3800000000000000009E3800000000000000000000');
INSERT INTO "passages" VALUES(2,1,15,71,X'0F000000410000004300000047000000',1,X'AC360000AC320000000000000139AC320000AC32AC32AC32AC360000AC320000');
INSERT INTO "passages" VALUES(3,1,73,120,X'4900000078000000',1,X'0C32000000000C360000000000008938000000000C32000000000C3689380000');
INSERT INTO "passages" VALUES(4,1,97,128,X'6100000080000000',1,X'7034000070347034000000000000703870340000000000000000703470380000');
INSERT INTO "passages" VALUES(5,2,0,48,X'000000001D0000001E00000030000000',1,X'AC320000AC36AC32AC3200000139AC3200000000AC320000AC320000AC360000');
INSERT INTO "passages" VALUES(7,4,0,30,X'0000000006000000080000001E000000',2,X'D3340000D334D334D3340000D334D334D338000000000000000000000000D334');
INSERT INTO "passages" VALUES(8,5,0,27,X'000000001B000000',3,X'0F3500000F350F390F3500000F350F3500000000000000000F35000000000000');
CREATE TABLE refused (
    source TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    loader TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "refused" VALUES('{root}/folder/broken.csv','binary data, not text; convert it to UTF-8 text first','d70ff330e96bd299699be8b4356da88ff32a7e7dd488d466edde2c6a8f81eff2',160,1600000004000000000,1795777090422557092,'delimited/1; limits-5ad5ec26');
CREATE TABLE removed_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
INSERT INTO "removed_passages" VALUES(6,4);
CREATE TABLE sources (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents(key) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL,
    loader TEXT NOT NULL,
    UNIQUE (source, document)
);
INSERT INTO "sources" VALUES(1,'{root}/folder/guide.html','file','Guide',1,'c65a216f6bdee60587bb838ca4ea73f7b9fe4cfdbaa0d0c948cd2ea850ae8f20',206,1600000000000000000,1795777090551285269,'html/1+trafilatura-2.3.1+lxml-6.1.3');
INSERT INTO "sources" VALUES(2,'{root}/folder/plain.txt','file','plain',2,'6e3f86f1e2796383e53ad8e91d94a1f1d697cd2c29d0a03a06a9202699c8a761',48,1600000001000000000,1795777090932503631,'text/1');
INSERT INTO "sources" VALUES(4,'{root}/folder/same.txt','file','same',2,'6e3f86f1e2796383e53ad8e91d94a1f1d697cd2c29d0a03a06a9202699c8a761',48,1600000002000000000,1795777090949129729,'text/1');
INSERT INTO "sources" VALUES(5,'{root}/corpus/uploads/614cdaa25ab80e2f/note.md','upload','Note',4,'614cdaa25ab80e2f2aefd45a431c4bfab54d4515dd6e2496beb154d91ea73e69',30,1795777091065598361,1795777091075353190,'markdown/1');
INSERT INTO "sources" VALUES(6,'program','text','program',5,'50854ba4f39f5b67e7fa68ed38ae57a9002a78ae71a9c0d79251ca3b870028c9',27,0,0,'text');
CREATE TABLE writers (first INTEGER PRIMARY KEY, id TEXT NOT NULL);
INSERT INTO "writers" VALUES(0,'f95b16577c763d7c');
CREATE INDEX sources_by_document ON sources(document);
CREATE INDEX passages_by_document ON passages(document);
CREATE INDEX passages_by_generation ON passages(generation);
CREATE INDEX removed_by_generation ON removed_passages(generation);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('passages',8);
INSERT INTO "sqlite_sequence" VALUES('sources',6);
COMMIT;
