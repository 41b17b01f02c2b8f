//! Data: dumps, databases, the state of emulators.

use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "data-core-dump",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/core", "**/core.[0-9]*", "**/*.core", "**/vgcore.*"],
        needs_marker: true,
        marker: Marker {
            text: "ELF header with e_type ET_CORE; 'core' is usually a source directory",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Head(Shape::Starts(&[b"\x7fELF"])),
                    Test::Any(&[
                        Test::Head(Shape::At(16, b"\x04\x00")),
                        Test::Head(Shape::At(16, b"\x00\x04")),
                    ]),
                ]),
                "is the memory of a crashed program",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/core.[0-9]*", "**/vgcore.*"]),
        safe: true,
        why: "Process memory image: every secret the process knew.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-heap-dump",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/*.hprof",
            "**/*.heapsnapshot",
            "**/*.heapdump",
            "**/heapdump*",
            "**/*.dmp",
            "**/*.mdmp",
            "**/*.gcdump",
        ],
        suggestion: Suggestion::Lines(&["**/*.hprof", "**/*.heapsnapshot", "**/*.dmp"]),
        safe: true,
        why: "Heap dumps contain strings such as passwords and sessions, and are huge.",
        source: "github/gitignore:Android (*.hprof),community/Strapi (*.heapsnapshot)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-network-capture",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.pcap", "**/*.pcapng", "**/sslkeylog*", "**/SSLKEYLOGFILE*", "**/*.keylog"],
        safe: true,
        why: "Packet captures and TLS key logs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-sqlite-dev",
        category: Category::Data,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/db.sqlite3",
            "**/db/*.sqlite3",
            "**/storage/*.sqlite3",
            "**/database/database.sqlite",
            "**/prisma/dev.db",
            "**/instance/*.db",
            "**/*.sqlite3-journal",
            "**/*.sqlite-wal",
            "**/*.sqlite-shm",
            "**/*.db-wal",
            "**/*.db-shm",
        ],
        marker: Marker {
            text: "'SQLite format 3\\0' header",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"SQLite format 3\0"])),
                "begins as a SQLite database",
            )],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[
            "**/db.sqlite3*",
            "**/*.sqlite3-journal",
            "**/*.sqlite-wal",
            "**/*.sqlite-shm",
        ]),
        safe: true,
        why: "Framework default development databases with real user rows.",
        source: "github/gitignore:Python (db.sqlite3),Rails (/db/*.sqlite3); rails \
                 dockerignore.tt (/storage/*)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-sqlite",
        category: Category::Data,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/*.sqlite",
            "**/*.sqlite3",
            "**/*.db",
            "**/*.db3",
            "**/*.mdb",
            "**/*.accdb",
            "**/*.realm",
        ],
        except: &["**/Thumbs.db", "**/ehthumbs*.db"],
        needs_marker: true,
        marker: Marker {
            text: "SQLite/Jet/Realm magic (Thumbs.db and GeoLite .mmdb are different)",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Head(Shape::Starts(&[b"SQLite format 3\0"])),
                    Test::Head(Shape::At(4, b"Standard Jet DB")),
                    Test::Head(Shape::At(4, b"Standard ACE DB")),
                    Test::Head(Shape::At(16, b"T-DB")),
                    Test::Head(Shape::At(20, b"T-DB")),
                ]),
                "begins as a database",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Embedded databases; some apps ship a seed database.",
        source: "github/gitignore:bun (*.sqlite)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-sql-dump",
        category: Category::Data,
        severity: Severity::High,
        paths: &[
            "**/*.sql.gz",
            "**/*.sql.zip",
            "**/*.sql.bz2",
            "**/*.sql.xz",
            "**/*.pgdump",
            "**/*.dump",
            "**/*_dump.sql",
            "**/dump.sql",
            "**/backup*.sql",
            "**/*_backup.sql",
            "**/*.bson",
            "**/mongodump",
        ],
        marker: Marker {
            text: "pg_dump custom magic PGDMP, '-- MySQL dump', '-- PostgreSQL database dump', or \
                   INSERT/COPY volume > 100 KB",
            cases: &[
                Case::confirms(
                    Test::Any(&[
                        Test::Head(Shape::Starts(&[b"PGDMP"])),
                        Test::Head(Shape::Holds(&[
                            "-- mysql dump",
                            "-- mariadb dump",
                            "-- postgresql database dump",
                        ])),
                    ]),
                    "begins as a database dump",
                ),
                Case::clears(Test::Named(&["erl_crash.dump"])),
                Case::rates(
                    Severity::Medium,
                    Test::All(&[Test::Named(&["*.sql"]), Test::Not(&Test::AtLeast(100000))]),
                    "is small and does not begin as a dump",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/*.sql.gz", "**/*.dump", "**/*.pgdump", "**/dump.sql"]),
        safe: true,
        why: "Production-shaped data with password hashes and PII.",
        source: "github/gitignore:community/Strapi (*.sql)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-sql-file",
        category: Category::Data,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &["**/*.sql"],
        except: &[
            "**/migrations/**",
            "**/migrate/**",
            "**/schema.sql",
            "**/structure.sql",
            "**/seeds/**",
            "**/init*.sql",
            "**/docker-entrypoint-initdb.d/**",
        ],
        needs_marker: true,
        marker: Marker {
            text: "dump header comment or > 1 MB of INSERT/COPY rows",
            cases: &[
                Case::confirms(
                    Test::Head(Shape::Holds(&[
                        "-- mysql dump",
                        "-- mariadb dump",
                        "-- postgresql database dump",
                        "sqlite_sequence",
                    ])),
                    "begins as a database dump",
                ),
                Case::confirms(
                    Test::All(&[
                        Test::AtLeast(1000000),
                        Test::Head(Shape::Line(&["insert into", "copy "])),
                    ]),
                    "is more than 1 MB of rows",
                ),
            ],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Mostly schema and migrations that the image needs; only dumps matter.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-redis",
        category: Category::Data,
        severity: Severity::High,
        paths: &["**/dump.rdb", "**/*.rdb", "**/appendonly.aof", "**/appendonlydir", "**/*.aof"],
        marker: Marker {
            text: "REDIS magic",
            cases: &[Case::confirms(
                Test::Head(Shape::Starts(&[b"REDIS"])),
                "begins as a Redis snapshot",
            )],
            ..Marker::NONE
        },
        safe: true,
        why: "Redis persistence: sessions, tokens, queues.",
        source: "github/gitignore:Global/Redis,Python (*.rdb,*.aof)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-db-volume",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::Directory,
        paths: &[
            "**/pgdata",
            "**/.pgdata",
            "**/postgres-data",
            "**/postgres_data",
            "**/postgresql-data",
            "**/mysql-data",
            "**/mysql_data",
            "**/mariadb-data",
            "**/mongo-data",
            "**/mongo_data",
            "**/mongo-db",
            "**/redis-data",
            "**/redis_data",
            "**/db-data",
            "**/db_data",
            "**/docker-data",
            "**/data/db",
            "**/esdata",
            "**/es-data",
            "**/minio-data",
            "**/rabbitmq-data",
            "**/mnesia",
            "**/kafka-data",
            "**/zookeeper-data",
        ],
        marker: Marker {
            text: "PG_VERSION, ibdata1, WiredTiger, *.rdb, nodes/ or unreadable directory owned \
                   by another uid",
            cases: &[Case::confirms(
                Test::Inside(&[
                    "PG_VERSION",
                    "*/PG_VERSION",
                    "ibdata1",
                    "*/ibdata1",
                    "WiredTiger",
                    "*/WiredTiger",
                    "*.rdb",
                    "appendonlydir",
                    "nodes",
                    "mnesia",
                ]),
                "holds the files of a database server",
            )],
            gap: Some("the owner of the directory is not asked for"),
            ..Marker::NONE
        },
        safe: true,
        why: "Bind-mounted database volume: GBs of data, and its 0700 foreign-owned files make \
              the context walk fail with 'permission denied'/'can't stat'.",
        source: "moby/moby#6521, docker/for-linux#380, puckel/docker-airflow#211, \
                 TestPlanIt/testplanit#485",
        ..Rule::BLANK
    },
    Rule {
        id: "data-emulator-state",
        category: Category::Data,
        severity: Severity::Medium,
        paths: &[
            "**/.wrangler",
            "**/.mf",
            "**/.dynamodb",
            "**/__azurite_db*.json",
            "**/__blobstorage__",
            "**/__queuestorage__",
            "**/.localstack",
            "**/localstack-data",
            "**/.minio.sys",
            "**/firebase-export-*",
            "**/.supabase/docker",
        ],
        suggestion: Suggestion::Lines(&[
            "**/.wrangler",
            "**/.dynamodb",
            "**/__azurite_db*.json",
            "**/__blobstorage__",
            "**/.localstack",
        ]),
        safe: true,
        why: "Local cloud-emulator databases.",
        source: "github/gitignore:Node (.dynamodb/); general knowledge (tool's own documentation; \
                 not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-r-workspace",
        category: Category::Data,
        severity: Severity::Low,
        ecosystem: "r",
        paths: &["**/.RData", "**/.RDataTmp", "**/*.Rcheck", "**/.Ruserdata", "**/.Rproj.user"],
        safe: true,
        why: "Saved R sessions contain loaded data frames.",
        source: "github/gitignore:R",
        ..Rule::BLANK
    },
    Rule {
        id: "data-celery-schedule",
        category: Category::Data,
        severity: Severity::Low,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &["**/celerybeat-schedule*", "**/celerybeat.pid"],
        safe: true,
        why: "Scheduler shelve files.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
];
