//! The forms of `ls`.

use crate::support::Tree;

fn tree() -> Tree {
    Tree::new(&[
        (".dockerignore", "held\n**/*.log\n"),
        ("a b/c#1$2:3.txt", "12345"),
        ("a.txt", "1"),
        ("a/z.txt", "1"),
        ("empty/", ""),
        ("held/deep/file", "123"),
        ("x.log", "12"),
    ])
}

#[test]
fn one_path_a_line_in_the_order_of_the_engine() {
    let tree = tree();
    tree.run(&["ls"]).says(0, ".dockerignore\na/z.txt\na b/c#1$2:3.txt\na.txt\n");
    tree.run(&["ls", "--dirs"])
        .says(0, ".dockerignore\na/\na/z.txt\na b/\na b/c#1$2:3.txt\na.txt\nempty/\n");
    tree.run(&["ls", "-0", "--dirs"])
        .says(0, ".dockerignore\0a/\0a/z.txt\0a b/\0a b/c#1$2:3.txt\0a.txt\0empty/\0");
    tree.run_above(&["ls", "-l", "context", "--dirs"]).says(
        0,
        "file        14 B  .dockerignore\n\
         dir               a/\n\
         file         1 B  a/z.txt\n\
         dir               a b/\n\
         file         5 B  a b/c#1$2:3.txt\n\
         file         1 B  a.txt\n\
         dir               empty/\n",
    );
    tree.run(&["ls", "--no-ignore"])
        .says(0, ".dockerignore\na/z.txt\na b/c#1$2:3.txt\na.txt\nheld/deep/file\nx.log\n");
}

#[test]
fn what_is_held_back_comes_with_the_line() {
    tree().run(&["ls", "--excluded", "--dirs", "-l"]).says(
        0,
        "dir               held/\t.dockerignore:1: held\n\
         dir               held/deep/\t.dockerignore:1: held\n\
         file         3 B  held/deep/file\t.dockerignore:1: held\n\
         file         2 B  x.log\t.dockerignore:2: **/*.log\n",
    );
}

#[test]
fn one_object_a_line() {
    tree().run(&["ls", "--json", "--excluded"]).says(
        0,
        "{\"path\":\"held/deep/file\",\"kind\":\"file\",\"size\":3,\"fate\":\"held\",\"decider\":\
         {\"file\":\".dockerignore\",\"line\":1,\"pattern\":\"held\"}}\n\
         {\"path\":\"x.log\",\"kind\":\"file\",\"size\":2,\"fate\":\"held\",\"decider\":\
         {\"file\":\".dockerignore\",\"line\":2,\"pattern\":\"**/*.log\"}}\n",
    );
}

#[test]
fn a_makefile_can_depend_on_the_context() {
    let tree = tree();
    tree.run(&["ls", "--depfile", "out/image:1"])
        .says(0, "out/image\\:1: .dockerignore a/z.txt a\\ b/c\\#1$$2\\:3.txt a.txt\n");
    tree.run_above(&["ls", "./context/", "--depfile", "image"]).says(
        0,
        "image: context/.dockerignore context/a/z.txt context/a\\ b/c\\#1$$2\\:3.txt context/a.txt\n",
    );
}

/// A project whose Dockerfile asks for a part.
fn project() -> Tree {
    Tree::new(&[
        (".dockerignore", "*.log\n"),
        ("Dockerfile", "FROM scratch\nCOPY src /src\nCOPY *.txt /\n"),
        ("a.txt", "1"),
        ("b.log", "12"),
        ("notes.md", "123"),
        ("src/deep/x.rs", "1234"),
    ])
}

#[test]
fn what_the_build_asks_for_is_listed() {
    let tree = project();
    tree.run(&["ls"]).says(0, "a.txt\nsrc/deep/x.rs\n");
    tree.run(&["ls", "--dirs", "-l"]).says(
        0,
        "file         1 B  a.txt\ndir               src/\ndir               src/deep/\nfile         4 \
         B  src/deep/x.rs\n",
    );
    tree.run(&["ls", "-0"]).says(0, "a.txt\0src/deep/x.rs\0");
    tree.run(&["ls", "--depfile", "image"]).says(0, "image: a.txt src/deep/x.rs\n");
    tree.run(&["ls", "--excluded"]).says(0, "b.log\t.dockerignore:1: *.log\n");
    let all = ".dockerignore\nDockerfile\na.txt\nnotes.md\nsrc/deep/x.rs\n";
    tree.run(&["ls", "--eligible"]).says(0, all);
    tree.run(&["ls", "--engine", "classic"]).says(0, all);
    tree.run(&["ls", "--no-dockerfile"]).says(0, all);
    tree.run(&["ls", "--depfile", "image", "--eligible"])
        .says(0, "image: .dockerignore Dockerfile a.txt notes.md src/deep/x.rs\n");
    let json = tree.run(&["ls", "--json", "--eligible"]);
    assert!(json.text().contains(
        "{\"path\":\"notes.md\",\"kind\":\"file\",\"size\":3,\"fate\":\"sent\",\"unasked\":true,\
         \"decider\":null}\n{\"path\":\"src/deep/x.rs\",\"kind\":\"file\",\"size\":4,\"fate\":\
         \"sent\",\"decider\":null}\n"
    ));
    let run = tree.run(&["ls", "--eligible", "--excluded"]);
    assert!(
        run.err.starts_with("error: the argument '--eligible' cannot be used with '--excluded'")
    );
}

#[test]
fn what_the_client_adds_is_listed_too() {
    let tree = Tree::new(&[("a", "1"), (".dockerignore", "x\n")]);
    let dockerfile = "FROM scratch\n";
    tree.feed(&["ls", "-f", "-", "-l", "--engine", "classic"], dockerfile).says(
        0,
        "file         2 B  .dockerignore\nfile         1 B  a\nfile        13 B  .dockerfile.RANDOM  \
         (added by the client)\n",
    );
    tree.feed(&["ls", "-f", "-", "--engine", "classic", "--depfile", "i"], dockerfile)
        .says(0, "i: .dockerignore a\n");
    let json = tree.feed(&["ls", "-f", "-", "--engine", "classic", "--json"], dockerfile);
    assert!(json.text().ends_with(
        "{\"path\":\".dockerfile.RANDOM\",\"kind\":\"file\",\"size\":13,\"fate\":\"sent\",\"added\":\
         true,\"decider\":null}\n"
    ));
    tree.feed(&["ls", "-f", "-"], dockerfile).says(0, "");
}

#[test]
fn a_pattern_that_nothing_comes_to_harms_nobody() {
    let tree = Tree::new(&[
        (".dockerignore", "[z-a]\n"),
        ("Dockerfile", "FROM scratch\nCOPY --from=alpine /etc/hosts /\n"),
    ]);
    tree.run(&["ls"]).says(0, "");
    assert_eq!(tree.run(&["ls", "--eligible"]).code, Some(2));
    tree.write("Dockerfile", b"FROM scratch\nCOPY . /\n");
    let run = tree.run(&["ls"]);
    assert_eq!((run.code, run.text()), (Some(2), ""));
    assert!(run.err.contains("syntax error in pattern"), "{}", run.err);
}
