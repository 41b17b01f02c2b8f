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
