//! Build output of compilers and of the tools that drive them.

use super::shared::HOLDS_PROGRAM_TEXT;
use crate::rules::marker::{Case, Marker, Outcome, Shape, Test};
use crate::rules::rule::{Category, HitKind, Rule, Severity, Suggestion};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "build-rust-target",
        category: Category::BuildOutput,
        severity: Severity::High,
        ecosystem: "rust",
        kind: HitKind::Directory,
        paths: &["**/target"],
        needs_marker: true,
        marker: Marker {
            text: "sibling Cargo.toml (or CACHEDIR.TAG / .rustc_info.json inside)",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Beside(&["Cargo.toml"]),
                    Test::Inside(&["CACHEDIR.TAG", ".rustc_info.json"]),
                ]),
                "was made by cargo",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("Dockerfile COPYs target/<triple>/release/... (CI-built binary)"),
        why: "Cargo output, routinely several GB; multi-stage builds compile inside.",
        source: "github/gitignore:Rust,community/Tauri; docker java template lists **/target",
        ..Rule::BLANK
    },
    Rule {
        id: "build-maven-target",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::Directory,
        paths: &["**/target"],
        needs_marker: true,
        marker: Marker {
            text: "sibling pom.xml",
            cases: &[Case::confirms(Test::Beside(&["pom.xml"]), "stands beside pom.xml")],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("COPY/ADD/ARG JAR_FILE=target/..."),
        why: "Maven output; the classic Spring Dockerfile does COPY target/*.jar, so check first.",
        source: "docker/docs java template ignores **/target",
        ..Rule::BLANK
    },
    Rule {
        id: "build-gradle-build",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::Directory,
        paths: &["**/build"],
        needs_marker: true,
        marker: Marker {
            text: "sibling build.gradle or build.gradle.kts (or settings.gradle*)",
            cases: &[Case::confirms(
                Test::Beside(&["build.gradle", "build.gradle.kts", "settings.gradle*"]),
                "stands beside a Gradle build",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("COPY build/libs/..."),
        why: "Gradle output; build/libs/*.jar is often COPYd.",
        source: "github/gitignore:Gradle (**/build/ but not under src)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-sbt-target",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "java",
        kind: HitKind::Directory,
        paths: &["**/target"],
        needs_marker: true,
        marker: Marker {
            text: "sibling build.sbt or project.clj",
            cases: &[Case::confirms(
                Test::Beside(&["build.sbt", "project.clj"]),
                "stands beside build.sbt or project.clj",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("the context root itself is target/docker/stage"),
        why: "sbt/Leiningen output; docker:stage contexts live under target.",
        source: "github/gitignore:Global/SBT,Leiningen",
        ..Rule::BLANK
    },
    Rule {
        id: "build-dotnet-obj",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "dotnet",
        kind: HitKind::Directory,
        paths: &["**/obj", "**/Obj"],
        needs_marker: true,
        marker: Marker {
            text: "project.assets.json or *.nuget.g.props inside, or sibling \
                   *.csproj/*.fsproj/*.vbproj",
            cases: &[Case::confirms(
                Test::Any(&[
                    Test::Inside(&["project.assets.json", "*.nuget.g.props"]),
                    Test::Beside(&["*.csproj", "*.fsproj", "*.vbproj"]),
                ]),
                "belongs to a .NET project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/obj"]),
        safe: true,
        why: "Host restore metadata with absolute (Windows) paths breaks dotnet build \
              --no-restore in the container.",
        source: "dotnet/cli#10311, dotnet/dotnet-docker#231, dotnet/docs#29530; dotnet init \
                 template",
        ..Rule::BLANK
    },
    Rule {
        id: "build-dotnet-bin",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "dotnet",
        kind: HitKind::Directory,
        paths: &["**/bin", "**/Bin"],
        needs_marker: true,
        marker: Marker {
            text: "sibling *.csproj/*.fsproj/*.vbproj and Debug|Release inside; never for \
                   bin/rails, bin/console, package.json bin targets",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["*.csproj", "*.fsproj", "*.vbproj"]),
                    Test::Inside(&["Debug", "Release"]),
                ]),
                "belongs to a .NET project",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/bin/Debug", "**/bin/Release"]),
        unless: Some("COPY bin/Release/..."),
        why: "MSBuild output, but in Ruby, PHP, Node and shell projects bin/ is source. Docker's \
              Python template also lists **/bin.",
        source: "dotnet init template; docker/docs:content/guides/python/containerize.md",
        ..Rule::BLANK
    },
    Rule {
        id: "build-dotnet-artifacts",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "dotnet",
        paths: &["**/artifacts", "**/publish", "**/*.nupkg", "**/*.snupkg", "**/AppPackages"],
        needs_marker: true,
        marker: Marker {
            text: "*.sln/*.slnx or Directory.Build.props at root",
            cases: &[Case::confirms(
                Test::AtRoot(1, &["*.sln", "*.slnx", "Directory.Build.props"]),
                "stands in a .NET solution",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Publish folders and packages.",
        source: "github/gitignore:Dotnet,VisualStudio",
        ..Rule::BLANK
    },
    Rule {
        id: "build-cmake",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "cpp",
        paths: &[
            "**/cmake-build-*",
            "**/CMakeFiles",
            "**/CMakeCache.txt",
            "**/cmake_install.cmake",
            "**/CTestTestfile.cmake",
            "**/install_manifest.txt",
        ],
        marker: Marker {
            text: "directory containing CMakeCache.txt is a build tree whatever its name",
            cases: &[Case::confirms(Test::Inside(&["CMakeCache.txt"]), "holds CMakeCache.txt")],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/cmake-build-*", "**/CMakeFiles", "**/CMakeCache.txt"]),
        safe: true,
        why: "A cached host path makes cmake refuse to configure in the container.",
        source: "github/gitignore:CMake,Global/JetBrains (cmake-build-*)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-c-tree",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "cpp",
        kind: HitKind::Directory,
        paths: &["**/build", "**/builddir", "**/_build", "**/out"],
        needs_marker: true,
        marker: Marker {
            text: "CMakeCache.txt, meson-private/, build.ninja or .ninja_log inside",
            cases: &[Case::confirms(
                Test::Inside(&["CMakeCache.txt", "meson-private", "build.ninja", ".ninja_log"]),
                "holds the files of a build tool",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        why: "Generic out-of-source build trees.",
        source: "general knowledge (tool's own documentation; not re-fetched)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-objects",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "cpp",
        paths: &[
            "**/*.o",
            "**/*.obj",
            "**/*.lo",
            "**/*.la",
            "**/*.gch",
            "**/*.pch",
            "**/*.ko",
            "**/*.d.tmp",
            "**/.libs",
            "**/.deps",
        ],
        suggestion: Suggestion::Lines(&["**/*.o", "**/*.obj", "**/*.gch", "**/.libs", "**/.deps"]),
        safe: true,
        why: "Host object files that make would consider up to date.",
        source: "github/gitignore:C,C++",
        ..Rule::BLANK
    },
    Rule {
        id: "build-native-libs",
        category: Category::BuildOutput,
        severity: Severity::Low,
        kind: HitKind::File,
        paths: &[
            "**/*.so",
            "**/*.so.*",
            "**/*.dylib",
            "**/*.dll",
            "**/*.a",
            "**/*.lib",
            "**/*.exe",
            "**/*.pdb",
            "**/*.pyd",
        ],
        marker: Marker {
            text: "Mach-O or PE magic in a Linux build is dead weight; ELF may be intended",
            cases: &[
                Case::confirms(Test::Head(Shape::Foreign), "is a program for another system"),
                Case::rates(
                    Severity::Info,
                    Test::Not(&Test::Head(Shape::Foreign)),
                    "may well be meant for the image",
                ),
            ],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/*.dylib", "**/*.pdb"]),
        why: "Host libraries; sometimes vendored on purpose.",
        source: "github/gitignore:C,Go,VisualStudio,Python (*.so)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-java-classes",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "java",
        paths: &["**/*.class", "**/classes"],
        marker: Marker {
            text: "a directory called classes that holds program text is source",
            cases: &[Case::rates(Severity::Info, HOLDS_PROGRAM_TEXT, "holds program text")],
            ..Marker::NONE
        },
        suggestion: Suggestion::Lines(&["**/*.class"]),
        safe: true,
        why: "Compiled classes outside target/build.",
        source: "github/gitignore:Java",
        ..Rule::BLANK
    },
    Rule {
        id: "build-java-archives",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "java",
        kind: HitKind::File,
        paths: &["**/*.war", "**/*.ear", "**/*.jar"],
        except: &["**/gradle-wrapper.jar", "**/maven-wrapper.jar", "**/lib/*.jar", "**/libs/*.jar"],
        suggestion: Suggestion::Lines(&[]),
        why: "Packaged apps; gradle-wrapper.jar and maven-wrapper.jar are required by ./gradlew \
              and ./mvnw.",
        source: "github/gitignore:Java,Gradle (!gradle-wrapper.jar)",
        ..Rule::BLANK
    },
    Rule {
        id: "build-python-dist",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "python",
        paths: &[
            "**/*.egg-info",
            "**/*.egg",
            "**/sdist",
            "**/develop-eggs",
            "**/wheels",
            "**/.installed.cfg",
            "**/.pdm-build",
        ],
        suggestion: Suggestion::Lines(&["**/*.egg-info", "**/*.egg", "**/.pdm-build"]),
        safe: true,
        why: "Packaging leftovers.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "build-python-build-dist",
        category: Category::BuildOutput,
        severity: Severity::Low,
        ecosystem: "python",
        kind: HitKind::Directory,
        paths: &["**/build", "**/dist"],
        needs_marker: true,
        marker: Marker {
            text: "sibling pyproject.toml/setup.py and *.whl|*.tar.gz (dist) or lib/ and bdist.* \
                   (build)",
            cases: &[Case::confirms(
                Test::All(&[
                    Test::Beside(&["pyproject.toml", "setup.py"]),
                    Test::Any(&[
                        Test::Inside(&["*.whl", "*.tar.gz"]),
                        Test::All(&[Test::Inside(&["lib"]), Test::Inside(&["bdist.*"])]),
                    ]),
                ]),
                "holds built packages",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        unless: Some("COPY dist/*.whl"),
        why: "Wheel build trees; COPY dist/*.whl is a common pattern.",
        source: "github/gitignore:Python",
        ..Rule::BLANK
    },
    Rule {
        id: "build-elixir",
        category: Category::BuildOutput,
        severity: Severity::Medium,
        ecosystem: "elixir",
        kind: HitKind::Directory,
        paths: &["**/_build"],
        needs_marker: true,
        marker: Marker {
            text: "sibling mix.exs, rebar.config, dune-project or gleam.toml",
            cases: &[Case::confirms(
                Test::Beside(&["mix.exs", "rebar.config", "dune-project", "gleam.toml"]),
                "stands in a project that builds there",
            )],
            otherwise: Outcome::Silent,
            ..Marker::NONE
        },
        safe: true,
        why: "Host BEAM files and NIFs compiled for the wrong OS.",
        source: "github/gitignore:Elixir,Erlang,OCaml; phoenix dockerignore.eex",
        ..Rule::BLANK
    },
];
