//! Kinds that compile to machine code with tools that leave objects beside the source.

use crate::kinds::{Group, Kind, Sign};
use crate::rules::Category;

pub(super) const HASKELL_OCAML: Kind = Kind {
    id: "haskell-ocaml",
    title: "Haskell or OCaml",
    signs: &[
        Sign::file("stack.yaml"),
        Sign::file("*.cabal"),
        Sign::file("cabal.project"),
        Sign::file("dune-project"),
    ],
    base: &[
        Group::of(
            Category::Dependency,
            "compiled for this machine, gigabytes",
            &["dep-haskell", "dep-ocaml"],
        )
        .usual(&["**/.stack-work", "**/dist-newstyle"]),
        Group::own(Category::BuildOutput, "what dune built", &["_build"]),
        Group::of(
            Category::BuildOutput,
            "left beside the source, or settings of this desk",
            &["build-haskell-objects"],
        ),
    ],
    check_first: &[],
    keep: &[
        "stack.yaml",
        "stack.yaml.lock",
        "package.yaml",
        "app.cabal",
        "cabal.project",
        "cabal.project.freeze",
        "app.opam",
        "dune-project",
        "bin/dune",
    ],
    source: "github/gitignore Haskell, OCaml",
};

pub(super) const C_FAMILY: Kind = Kind {
    id: "c-cpp",
    title: "C or C++",
    signs: &[
        Sign::file("CMakeLists.txt"),
        Sign::file("meson.build"),
        Sign::file("configure.ac"),
        // Every kind of project has a Makefile.
        Sign::with(
            "Makefile",
            &["*.c", "*.cc", "*.cpp", "*.cxx", "src/*.c", "src/*.cc", "src/*.cpp", "src/*.cxx"],
        ),
    ],
    base: &[
        Group::of(
            Category::BuildOutput,
            "a CMakeCache.txt of this machine makes cmake stop in the image",
            &["build-cmake"],
        )
        .usual(&["**/cmake-build-*"]),
        Group::of(Category::BuildOutput, "objects of this machine", &["build-objects"]),
        Group::of(Category::TestOutput, "left by test runs", &["test-coverage"])
            .and(&["**/*.gcno"]),
        Group::of(Category::Cache, "what tools keep to be faster next time", &["cache-cpp"]),
    ],
    check_first: &[
        Group::own(
            Category::BuildOutput,
            "built on this machine, for it",
            &["build", "builddir", "out"],
        )
        .usual(&["build"]),
        Group::of(Category::Dependency, "libraries built for this machine", &["dep-vcpkg-conan"]),
    ],
    keep: &[
        "CMakeLists.txt",
        "CMakePresets.json",
        "cmake/FindFoo.cmake",
        "third_party/zlib/zlib.c",
        "lib/libvendor.a",
        "conanfile.txt",
        "vcpkg.json",
        "src/build/version.c",
    ],
    source: "cmake.org: a CMakeCache.txt of another source directory is an error; github/gitignore \
             CMake, C, C++",
};

pub(super) const ZIG_SWIFT_DART: Kind = Kind {
    id: "zig-swift-dart",
    title: "Zig, Swift, Dart or Flutter",
    signs: &[Sign::file("build.zig"), Sign::file("Package.swift"), Sign::file("pubspec.yaml")],
    base: &[
        Group::of(Category::Cache, "what tools keep to be faster next time", &["cache-zig"]),
        Group::of(Category::BuildOutput, "built on this machine, for it", &["build-swift"]),
        Group::of(
            Category::Dependency,
            "resolved for this machine",
            &["dep-dart", "dep-cocoapods"],
        ),
        Group::of(Category::Editor, "what Xcode keeps", &["editor-xcode"]),
        Group::of(
            Category::Cache,
            "what mobile tools keep, with directories of this machine",
            &["cache-mobile", "cache-gradle"],
        ),
        Group::of(
            Category::Secret,
            "names directories of this machine",
            &["secret-android-local-properties"],
        ),
    ],
    check_first: &[
        Group::of(Category::BuildOutput, "what Zig built", &["build-zig-out"]),
        Group::own(Category::BuildOutput, "what Flutter built", &["build"]),
    ],
    keep: &[
        "build.zig",
        "build.zig.zon",
        "Package.swift",
        "Package.resolved",
        "pubspec.yaml",
        "pubspec.lock",
        "lib/main.dart",
        "lib/build/view.dart",
        "ios/Podfile.lock",
    ],
    source: "github/gitignore Zig, Swift, Dart; docs.flutter.dev",
};
