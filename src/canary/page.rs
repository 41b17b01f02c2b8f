//! What canaries are, in words: for `explain` and for whoever reads a report.

/// What a canary is, why it matters, what to do, and when it is fine; paragraphs are divided by an
/// empty line.
pub const WHY: &str = "Such a file is not in this context, and the build would take it along if it were: no line of the \
     ignore file stops it, and an instruction asks for it. A clean checkout, as in CI, lacks the very files \
     that must not be sent; on the machine of somebody who works with the repository they are there.\n\n\
     It is a step milder than the file itself would be, and one more if it belongs into a home directory or \
     a safe and nothing says that anybody has it here: no `.gitignore` that ignores it, no line of the \
     ignore file that means it and misses, no instruction that names it. That `.env` is stopped says nothing \
     of `.env.local`: that one is expected beside a `package.json` only. A secret counts for `--fail-on` \
     wherever the file would end.\n\n\
     The line that nearly caught it is shown if there is one: one that is anchored at the root, differs in \
     case, carries a comment or a blank, or is overruled by a `!` line. The line to write is proved: with it \
     at the end of the ignore file the path stays at home, and nothing goes that the Dockerfile names or that \
     travels today, unless a rule reports it anyway and git does not track it.\n\n\
     It is fine where nobody builds but a clean checkout: `--no-canaries` asks no such questions. Without \
     `--canaries` they are asked only where the environment says CI.";

/// Why it matters that a build takes what git ignores.
pub const GIT_IGNORED_WHY: &str = "A `.gitignore` says that people of this repository have such files, which are not tracked; \
     the ignore file of the build lets them through, so an image made here differs from one made \
     of a clean checkout.";
