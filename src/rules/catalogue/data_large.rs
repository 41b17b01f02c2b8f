//! Data: models, data sets, archives, media, and what is simply large.

use super::shared::HOLDS_PROGRAM_TEXT;
use crate::context::Kind;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "data-ml-weights",
        category: Category::Data,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::File,
        paths: &[
            "**/*.pt",
            "**/*.pth",
            "**/*.ckpt",
            "**/*.onnx",
            "**/*.safetensors",
            "**/*.gguf",
            "**/*.ggml",
            "**/*.tflite",
            "**/*.keras",
            "**/*.h5",
            "**/*.hdf5",
            "**/*.mlmodel",
            "**/*.mlpackage",
            "**/*.engine",
            "**/*.trt",
            "**/*.pkl",
            "**/*.pickle",
            "**/*.joblib",
            "**/pytorch_model*.bin",
            "**/*.npz",
            "**/*.npy",
            "**/*.caffemodel",
            "**/*.pb",
            "**/*.mar",
        ],
        marker: Marker {
            text: "size > 10 MB (report aggregate); safetensors/GGUF/ZIP/HDF5 magic",
            cases: &[
                Case::confirms(Test::Large, "is large"),
                Case::rates(Severity::Info, Test::Not(&Test::Large), "is small"),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Model weights: often the bulk of the context; may be baked in deliberately.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-ml-runs",
        category: Category::Data,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &[
            "**/wandb",
            "**/mlruns",
            "**/mlartifacts",
            "**/lightning_logs",
            "**/.neptune",
            "**/.aim",
            "**/.comet.config",
            "**/outputs/.hydra",
            "**/tb_logs",
            "**/.clearml",
        ],
        marker: Marker {
            text: "wandb/run-*, mlruns/*/meta.yaml; a source package called wandb has __init__.py",
            cases: &[
                Case::clears(Test::Inside(&["__init__.py"])),
                Case::confirms(
                    Test::Inside(&["run-*", "latest-run", "*/meta.yaml", "version_*"]),
                    "holds recorded runs",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/wandb", "**/mlruns", "**/lightning_logs"]),
        safe: true,
        why: "Experiment trackers' run directories.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-ml-checkpoints",
        category: Category::Data,
        severity: Severity::Medium,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &[
            "**/checkpoints",
            "**/runs",
            "**/checkpoint-[0-9]*",
            "**/models/hub",
            "**/huggingface/hub",
        ],
        needs_marker: true,
        marker: Marker {
            text: "events.out.tfevents*, *.ckpt, optimizer.pt or trainer_state.json inside",
            cases: &[Case::confirms(
                Test::Inside(&[
                    "events.out.tfevents*",
                    "*/events.out.tfevents*",
                    "*.ckpt",
                    "*/*.ckpt",
                    "optimizer.pt",
                    "*/optimizer.pt",
                    "trainer_state.json",
                    "*/trainer_state.json",
                ]),
                "holds training states",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Training checkpoints and TensorBoard logs.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-vector-store",
        category: Category::Data,
        severity: Severity::Low,
        ecosystem: "python",
        paths: &[
            "**/chroma.sqlite3",
            "**/.chroma",
            "**/chroma_db",
            "**/*.faiss",
            "**/qdrant_storage",
            "**/.lancedb",
            "**/.milvus.db",
        ],
        why: "Local vector indexes of possibly private documents.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-datasets",
        category: Category::Data,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &[
            "**/*.parquet",
            "**/*.feather",
            "**/*.arrow",
            "**/*.avro",
            "**/*.orc",
            "**/*.csv",
            "**/*.tsv",
            "**/*.jsonl",
            "**/*.ndjson",
            "**/*.rds",
            "**/*.sav",
            "**/*.dta",
            "**/*.sas7bdat",
            "**/*.xlsx",
            "**/*.gpkg",
            "**/*.shp",
            "**/*.las",
            "**/*.nc",
        ],
        needs_marker: true,
        marker: Marker {
            text: "size over the large-file threshold (default 10 MB)",
            cases: &[Case::confirms(Test::Large, "is large")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Data sets: size and privacy.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-archives",
        category: Category::Data,
        severity: Severity::Medium,
        kind: HitKind::File,
        paths: &[
            "**/*.zip",
            "**/*.tar",
            "**/*.tar.*",
            "**/*.tgz",
            "**/*.txz",
            "**/*.tbz2",
            "**/*.7z",
            "**/*.rar",
            "**/*.gz",
            "**/*.bz2",
            "**/*.xz",
            "**/*.zst",
            "**/*.cab",
        ],
        except: &["**/*.sql.gz"],
        needs_marker: true,
        marker: Marker {
            text: "size over threshold and not named by ADD/COPY",
            cases: &[Case::confirms(Test::Large, "is large")],
            otherwise: Outcome::Silent,
            gap: Some("whether ADD or COPY names it is not known yet"),
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Archives; ADD unpacks local tars, so check the Dockerfile.",
        source: "github/gitignore:Global/Archives",
        ..Rule::BLANK
    },
    Rule {
        id: "data-vm-images",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &[
            "**/*.iso",
            "**/*.img",
            "**/*.qcow2",
            "**/*.vmdk",
            "**/*.vdi",
            "**/*.vhd",
            "**/*.vhdx",
            "**/*.ova",
            "**/*.ovf",
            "**/*.box",
        ],
        safe: true,
        why: "Disk images.",
        source: "github/gitignore:Packer (*.box),Global/Archives (*.iso)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-mail",
        category: Category::Data,
        severity: Severity::High,
        kind: HitKind::File,
        paths: &["**/*.pst", "**/*.ost", "**/*.mbox", "**/*.eml", "**/*.msg"],
        except: &["**/testdata/**", "**/fixtures/**", "**/tests/**"],
        marker: Marker {
            text: "a .msg mail is an OLE file (D0 CF 11 E0); ROS calls its text interfaces *.msg",
            cases: &[Case::rates(
                Severity::Info,
                Test::All(&[
                    Test::Named(&["*.msg"]),
                    Test::Not(&Test::Head(Shape::Starts(&[b"\xd0\xcf\x11\xe0"]))),
                ]),
                "is no mail",
            )],
            ..Marker::NONE
        },
        why: "Mail stores.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-media",
        category: Category::Data,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &[
            "**/*.mp4",
            "**/*.mov",
            "**/*.mkv",
            "**/*.avi",
            "**/*.webm",
            "**/*.wav",
            "**/*.flac",
            "**/*.psd",
            "**/*.ai",
            "**/*.blend",
            "**/*.fbx",
            "**/*.tif",
            "**/*.tiff",
            "**/*.raw",
            "**/*.heic",
        ],
        needs_marker: true,
        marker: Marker {
            text: "size over threshold",
            cases: &[Case::confirms(Test::Large, "is large")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Large media and design sources.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-uploads",
        category: Category::Data,
        severity: Severity::Medium,
        kind: HitKind::Directory,
        paths: &[
            "**/wp-content/uploads",
            "**/public/uploads",
            "**/public/system",
            "**/storage/app",
            "**/media/uploads",
            "**/user_uploads",
            "**/uploads",
        ],
        marker: Marker {
            text: "directory is git-ignored or untracked",
            cases: &[
                Case::rates(
                    Severity::Info,
                    Test::Only(&[".keep", ".gitkeep", ".gitignore"]),
                    "holds only a placeholder",
                ),
                Case::rates(Severity::Info, HOLDS_PROGRAM_TEXT, "holds program text"),
            ],
            gap: Some("whether git ignores or tracks it is not known yet"),
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["/public/uploads", "/wp-content/uploads"]),
        why: "User-uploaded content from the dev machine.",
        source: "github/gitignore:Rails (/public/uploads),WordPress",
        ..Rule::BLANK
    },
    Rule {
        id: "data-backup-dirs",
        category: Category::Data,
        severity: Severity::Medium,
        paths: &["**/backup", "**/backups", "**/.backups", "**/_backup", "**/Backup*.zip"],
        needs_marker: true,
        marker: Marker {
            text: "contains archives, dumps or dated copies",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::All(&[Test::Is(Kind::File), Test::Head(Shape::Starts(&[b"PK"]))]),
                    Test::Inside(&[
                        "*.zip",
                        "*.tar",
                        "*.tar.*",
                        "*.tgz",
                        "*.gz",
                        "*.sql",
                        "*.dump",
                        "*.bak",
                        "*.7z",
                        "*20[0-9][0-9]*",
                    ]),
                ]),
                "holds archives, dumps or dated copies",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Ad-hoc backups, commonly of databases or configuration.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-large-file",
        category: Category::Data,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &["**"],
        needs_marker: true,
        marker: Marker {
            text: "size >= 10 MB (configurable)",
            cases: &[Case::confirms(Test::Large, "")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Any single file above the size threshold that no other rule explains.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "data-host-binary",
        category: Category::Data,
        severity: Severity::Info,
        kind: HitKind::File,
        paths: &["**"],
        needs_marker: true,
        marker: Marker {
            text: "Mach-O (FEEDFACE/FEEDFACF/CAFEBABE) or PE 'MZ', or ELF whose e_machine differs \
                   from the target platform, size > 1 MB",
            cases: &[Case::confirms(
                Test::All(&[Test::AtLeast(1048576), Test::Head(Shape::Foreign)]),
                "is a program for another system",
            )],
            otherwise: Outcome::Silent,
            gap: Some(
                "the target platform is not known yet, so ELF files of another machine are \
                       not told apart",
            ),
        },
        suggestion: Suggestion::Lines(&[]),
        why: "Executable built for another platform than the image.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
];
