//! Words, tests and cases that several rows share.

use crate::rules::marker::{Case, Shape, Test};
use crate::rules::rule::Severity;

/// What the contents of a dotenv file say: a value confirms, proof that there is none lowers.
pub(super) const DOTENV: &[Case] = &[
    Case::confirms(Test::Head(Shape::Dotenv), "gives at least one name a value"),
    Case::rates(
        Severity::Info,
        Test::Head(Shape::DotenvBlank),
        "every value is empty, a placeholder or a reference",
    ),
];

/// What a name holds that is given a secret.
pub(super) const SECRET_NAMES: &[&str] = &[
    "secret",
    "token",
    "passw",
    "passphrase",
    "private_key",
    "privatekey",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "credential",
];

/// How names begin that a frontend build puts into what it delivers to everybody.
pub(super) const PUBLIC_NAMES: &[&str] =
    &["VITE_", "NEXT_PUBLIC_", "REACT_APP_", "NUXT_PUBLIC_", "PUBLIC_"];

/// The file is encrypted by SOPS or by Ansible's vault.
pub(super) const HOLDS_CIPHERTEXT: Test =
    Test::Head(Shape::Line(&["sops:", "\"sops\":", "sops_", "[sops]", "$ansible_vault"]));

/// A directory that holds program text is source, whatever its name.
pub(super) const HOLDS_PROGRAM_TEXT: Test = Test::Inside(PROGRAM_TEXT);

const PROGRAM_TEXT: &[&str] = &[
    "*.cls", "*.cs", "*.ex", "*.go", "*.java", "*.js", "*.jsx", "*.kt", "*.php", "*.py", "*.rb",
    "*.rs", "*.swift", "*.ts", "*.tsx",
];
