//! Contexts made for one trap each, which random ones meet too seldom. What an engine does
//! with them is not written here: the live client says it.

/// What it is about; the ignore file; the paths, with a space between (directories end in a
/// slash, a file's content may follow after `=`).
pub(crate) type Designed = (&'static str, &'static [u8], &'static [u8]);

const LONG_LINE: &[u8] = &[b'#'; 65_536];

pub(crate) const DESIGNED: &[Designed] = &[
    ("everything excluded", b"*\n", b"a d/x e/"),
    ("both special files excluded by name", b"Dockerfile\n.dockerignore\n", b"a"),
    ("re-inclusion through a wildcard", b"*\n!**/*.py\n!*/x\n", b"a.py d/b.py d/x e/y"),
    ("re-inclusion through a literal", b"*\n!d/b.py\n!e\n", b"a.py d/b.py d/x e/y"),
    ("a wildcard that hides the directory", b"d\n!d*/f\n", b"d/f d/g da/f"),
    ("a late negation of the parent", b"a/b\n!a\n", b"a/b a/c"),
    ("exclusion repeated after a negation", b"a\n!a/b\na\n", b"a/b a/c"),
    (
        "an invalid pattern met only below an excluded directory",
        b"*\n!d/k\n[z-a]\n!z/z\n!Dockerfile\n!a/b\n",
        b"a/b b d/k d/l z/z",
    ),
    ("an invalid pattern nobody meets", b"*\n[z-a]\n", b"b d/k"),
    ("an invalid pattern that is met", b"b\n[z-a]\n", b"b d/k"),
    ("a lone negation", b"a\n!\n", b"a"),
    ("syntax hidden behind a wildcard", b"ab/*/[a-]\na*[!-z]\n", b"ab/x/- ab/x/a a/b"),
    ("syntax seen behind a wildcard", b"?*[a-]\n", b"a"),
    ("alternation over everything", b"**/*.test-(u|a|i).js\n", b"b/m x/e2e c/main.js"),
    ("counted repetition", b"a{2}*\n[a]{2}\n", b"aa aab a{2}b d/aa"),
    ("UTF-16", b"\xff\xfea\0\n\0", b"a b"),
    ("a byte-order mark, old line ends", b"\xef\xbb\xbfa\r\nb \r\n# c\r\n #d\r\n", b"a b #d c"),
    ("a byte-order mark before a negation", b"\xef\xbb\xbf!a\nb\n", b"a b !a"),
    ("spaces everywhere", b" ! a \n /b\n!  /c\n\t*\t\n! ./a/ \n", b"a b c d/a"),
    ("an empty ignore file", b"", b"a d/"),
    ("a trailing backslash", b"b\\\n", b"b"),
    ("siblings around a slash", b"a-b/x\n", b"a/x a-b/x a-b/y a.b a/"),
    ("a line that is too long", LONG_LINE, b"a"),
    ("the replacement character", b"x\xef\xbf\xbd*\n\xef\xbf\xbd\n", b"x\xff x\xffy \xff"),
    ("a directory for an ignore file", b"", b".dockerignore/a b"),
    (
        "an ignore file of its own for the Dockerfile",
        b"c\n",
        b"Dockerfile.dockerignore=a Dockerfile.containerignore=b a b c",
    ),
    (
        "another usual name with an ignore file of its own",
        b"c\n",
        b"Containerfile=FROM\tscratch\nCOPY\t.\t/ Containerfile.dockerignore=a \
          Dockerfile.dockerignore=b a b c",
    ),
    ("the other engine's ignore file", b"a\n", b".containerignore=b a b"),
    ("a newline below a wildcard", b"**/z?\nd/**/y?\n*/q?\n", b"d/w\nw/z1 d/w\nw/y1 d\nd/q1 d/y2"),
];
