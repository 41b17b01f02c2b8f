//! Kinds that compile for a platform or a virtual machine of their own.

use crate::kinds::{Group, Kind, Sign};
use crate::rules::Category;

pub(super) const GO: Kind = Kind {
    id: "go",
    title: "Go",
    signs: &[Sign::file("go.mod")],
    base: &[
        Group::of(Category::BuildOutput, "left by the debugger", &["build-go-bin"]),
        Group::of(Category::TestOutput, "left by test runs", &["test-coverage"]).and(&[
            "**/coverage.out",
            "**/cover.out",
            "**/*.coverprofile",
        ]),
        Group::own(
            Category::BuildOutput,
            "the workspace of one desk: the build would look for modules that are not here",
            &["go.work", "go.work.sum"],
        ),
    ],
    check_first: &[Group::own(
        Category::BuildOutput,
        "programs built on this machine",
        &["bin", "dist", "**/*.test"],
    )],
    // `vendor` is used by itself where it is there; `docs` may be a package (swag).
    keep: &[
        "go.mod",
        "go.sum",
        "main.go",
        "cmd/server/main.go",
        "vendor/modules.txt",
        "docs/docs.go",
        "internal/bin/run.go",
        "web/dist/index.html",
    ],
    source: "envoyproxy/ratelimit#92, flexprice/flexprice#2147: `//go:embed` paths and docs that \
             were ignored",
};

pub(super) const RUST: Kind = Kind {
    id: "rust",
    title: "Rust",
    signs: &[Sign::file("Cargo.toml")],
    base: &[
        Group::of(
            Category::TestOutput,
            "left by mutation tests and profilers",
            &["test-mutation-fuzz", "test-coverage"],
        ),
        Group::of(Category::Log, "written when the compiler dies", &["log-crash-other"]),
        Group::own(Category::Editor, "copies that rustfmt left", &["**/*.rs.bk"]),
        Group::of(Category::Secret, "tokens of registries", &["secret-cargo-credentials"]),
        Group::of(Category::Dependency, "what cargo downloaded", &["dep-cargo-home"]),
    ],
    // Not at any depth: `src/target` is an ordinary module.
    check_first: &[Group::own(
        Category::BuildOutput,
        "all that cargo compiled, gigabytes in most projects",
        &["target"],
    )
    .usual(&["target"])],
    keep: &[
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "README.md",
        ".cargo/config.toml",
        "rust-toolchain.toml",
        "vendor/serde/Cargo.toml",
        ".sqlx/query-1.json",
        "src/target/mod.rs",
        "migrations/1.sql",
    ],
    source: "docker/docs Rust guide bind-mounts src, Cargo.toml and Cargo.lock and cache-mounts \
             target; README.md may be `include_str!`ed",
};

const CLASSES: Group = Group::of(
    Category::BuildOutput,
    "compiled classes outside the build directory",
    &["build-java-classes"],
);

const JVM: Group = Group::of(
    Category::Log,
    "written when a virtual machine dies",
    &["log-crash-jvm", "data-heap-dump"],
);

pub(super) const MAVEN: Kind = Kind {
    id: "java-maven",
    title: "Java with Maven",
    signs: &[Sign::file("pom.xml")],
    base: &[
        Group::of(
            Category::Dependency,
            "a local repository, settings with logins included",
            &["dep-jvm-local-repo"],
        ),
        Group::of(Category::Cache, "left by releases", &["cache-maven"]),
        CLASSES,
        JVM,
    ],
    check_first: &[Group::of(
        Category::BuildOutput,
        "what Maven built; the build makes it again",
        &["build-maven-target"],
    )
    .usual(&["**/target"])],
    keep: &[
        "pom.xml",
        "mvnw",
        ".mvn/wrapper/maven-wrapper.jar",
        ".mvn/wrapper/maven-wrapper.properties",
        "src/main/resources/application.properties",
    ],
    source: "docker/docs Java guide COPYs .mvn and mvnw; `COPY target/*.jar` is the classic pattern",
};

pub(super) const GRADLE: Kind = Kind {
    id: "gradle",
    title: "Gradle, Kotlin or Android",
    signs: &[
        Sign::file("settings.gradle"),
        Sign::file("settings.gradle.kts"),
        Sign::file("build.gradle"),
        Sign::file("build.gradle.kts"),
    ],
    base: &[
        Group::of(Category::Cache, "what Gradle keeps, for this machine", &["cache-gradle"])
            .usual(&["**/.gradle"]),
        Group::of(
            Category::Secret,
            "names directories of this machine",
            &["secret-android-local-properties"],
        ),
        CLASSES,
        JVM,
    ],
    check_first: &[
        Group::of(
            Category::BuildOutput,
            "what Gradle built; the build makes it again",
            &["build-gradle-build"],
        )
        .usual(&["**/build"]),
        Group::of(
            Category::Secret,
            "sign releases",
            &["secret-android-signing", "secret-java-keystore"],
        ),
    ],
    keep: &[
        "gradlew",
        "gradle/wrapper/gradle-wrapper.jar",
        "gradle.properties",
        "gradle/libs.versions.toml",
        "app/google-services.json",
        "src/main/kotlin/App.kt",
    ],
    source: "github/gitignore Gradle un-ignores src/**/build: real packages are called build",
};

pub(super) const SCALA_CLOJURE: Kind = Kind {
    id: "scala-clojure",
    title: "Scala or Clojure",
    signs: &[Sign::file("build.sbt"), Sign::file("project.clj"), Sign::file("deps.edn")],
    base: &[
        Group::of(
            Category::Cache,
            "what build servers and editors keep",
            &["cache-scala", "cache-clojure"],
        ),
        Group::of(Category::Secret, "logins of package repositories", &["secret-sbt-credentials"]),
        CLASSES,
        JVM,
    ],
    check_first: &[Group::of(
        Category::BuildOutput,
        "what sbt or Leiningen built",
        &["build-sbt-target"],
    )
    .usual(&["**/target"])],
    keep: &[
        "build.sbt",
        "project/build.properties",
        "project/plugins.sbt",
        "deps.edn",
        "src/main/scala/App.scala",
    ],
    source: "github/gitignore Scala, Leiningen; sbt-native-packager's context is target/docker/stage \
             itself",
};

pub(super) const DOTNET: Kind = Kind {
    id: "dotnet",
    title: ".NET",
    signs: &[
        Sign::file("*.sln"),
        Sign::file("*.slnx"),
        Sign::file("*.csproj"),
        Sign::file("*.fsproj"),
        Sign::file("*.vbproj"),
    ],
    base: &[
        Group::of(
            Category::BuildOutput,
            "restored for this machine; breaks the restore in the image (NETSDK1047)",
            &["build-dotnet-obj"],
        )
        .usual(&["**/obj"]),
        Group::of(Category::Editor, "what Visual Studio keeps", &["editor-visual-studio"])
            .and(&["**/*.user"]),
        Group::of(Category::TestOutput, "left by test runs", &["test-reports"]),
        Group::of(Category::Secret, "settings of this desk", &["secret-dotnet-user-secrets"]),
    ],
    check_first: &[
        Group::of(Category::BuildOutput, "built on this machine", &["build-dotnet-bin"])
            .usual(&["**/bin/Debug", "**/bin/Release"]),
        Group::own(Category::BuildOutput, "published on this machine", &["artifacts", "publish"]),
    ],
    keep: &[
        "App.sln",
        "src/Api/Api.csproj",
        "Directory.Build.props",
        "Directory.Packages.props",
        "global.json",
        "nuget.config",
        "NuGet.Config",
        "src/Api/appsettings.json",
        "src/Api/appsettings.Production.json",
        "src/Api/bin/start.sh",
    ],
    source: "dotnet/cli#10311, dotnet/dotnet-docker#231, dotnet/docs#29530 (the ignore file is the \
             fix for NETSDK1047)",
};
