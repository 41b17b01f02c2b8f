//! The real `buildah bud` against what this program predicts for podman: `COPY . /` onto nothing
//! leaves exactly the copied entries in the image, which is exported and listed. It does not
//! test podman's remote client, nor Dockerfiles that do more. Where there is no buildah, or
//! where it cannot build even a trivial image, it says so and passes.
#![cfg(target_os = "linux")]

mod live;

use live::{Flavour, Listing};
use std::fs;
use std::path::{Path, PathBuf};

const TREES: usize = 100;

const PODMAN: Flavour = Flavour {
    engine: "podman",
    ordered: false,
    makes_up_parents: true,
    dockerfiles: ["Dockerfile", "Containerfile"],
};

#[test]
fn buildah_copies_what_is_predicted() {
    if !live::on_path("buildah") {
        return live::skipped("no buildah on PATH");
    }
    let scratch = tempfile::tempdir().expect("a temporary directory");
    let builder = Builder { home: scratch.path().to_owned() };
    let context = live::trivial_context();
    match builder.build("probe", context.path()) {
        Listing::Paths(paths) if paths == [b"Dockerfile"] => {}
        other => return live::skipped(&format!("buildah cannot build here: {other:?}")),
    }
    let trees = live::how_many(TREES);
    let tally = live::compare(&PODMAN, trees, |tag, tree| builder.build(tag, tree));
    live::say(&format!("buildah: {tally}"));
    assert_eq!(tally.compared, trees);
    assert!(tally.listed * 3 >= tally.compared * 2, "too few trees were copied: {tally}");
    assert!(tally.failed >= 1, "too few trees were refused: {tally}");
}

struct Builder {
    home: PathBuf,
}

impl Builder {
    /// Builds in a store of its own, thrown away at once.
    fn build(&self, tag: &str, context: &Path) -> Listing {
        let place = self.home.join(tag);
        let image = self.home.join(format!("{tag}.tar"));
        let mut command = live::bare_command("buildah", &self.home);
        command.arg("--root").arg(place.join("root")).arg("--runroot").arg(place.join("run"));
        command.args(["--storage-driver", "vfs", "bud", "-q", "--isolation", "chroot", "-o"]);
        command.arg(format!("type=tar,dest={}", image.display())).arg(context);
        let output = command.output().expect("buildah runs");
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let exported = fs::read(&image);
        // Best effort: whatever is left goes with the scratch directory.
        drop((fs::remove_file(&image), fs::remove_dir_all(&place)));
        match (output.status.success(), exported) {
            (true, Ok(tar)) => Listing::of_tar(&tar, &PODMAN),
            (false, _) => Listing::Fails(complaint),
            (true, Err(error)) => Listing::Odd(format!("no image was exported: {error}")),
        }
    }
}
