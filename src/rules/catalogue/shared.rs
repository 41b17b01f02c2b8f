//! Words, tests and cases that several rows share.

use crate::rules::marker::{Case, Shape, Test};
use crate::rules::rule::Severity;

/// What the contents of a dotenv file say: a value confirms, proof that there is none, or that it
/// is no secret, lowers.
pub(super) const DOTENV: &[Case] = &[
    Case::rates(Severity::Medium, HOLDS_SETTINGS_ONLY, "holds settings only"),
    Case::confirms(Test::Head(Shape::Dotenv), "gives at least one name a value"),
    Case::rates(
        Severity::Info,
        Test::Head(Shape::DotenvBlank),
        "every value is empty, a placeholder or a reference",
    ),
];

/// A dotenv file that gives values to plain settings and to nothing else. An address among them
/// may carry a password all the same.
pub(super) const HOLDS_SETTINGS_ONLY: Test =
    Test::All(&[Test::Head(Shape::NamesAmong(SETTINGS)), Test::Not(&Test::Head(Shape::USERINFO))]);

/// Names, exactly, that frameworks and tools read and that no secret is given to.
const SETTINGS: &[&str] = &[
    "ALLOWED_HOSTS",
    "APP_DEBUG",
    "APP_ENV",
    "APP_HOST",
    "APP_LOCALE",
    "APP_NAME",
    "APP_PORT",
    "APP_TIMEZONE",
    "APP_URL",
    "APP_VERSION",
    "BASE_URL",
    "CI",
    "COMPOSE_FILE",
    "COMPOSE_PROFILES",
    "COMPOSE_PROJECT_NAME",
    "DEBUG",
    "DJANGO_DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "DOMAIN",
    "ENV",
    "ENVIRONMENT",
    "FLASK_APP",
    "FLASK_DEBUG",
    "FLASK_ENV",
    "GID",
    "HOST",
    "HOSTNAME",
    "JAVA_OPTS",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "MIX_ENV",
    "NODE_ENV",
    "NODE_OPTIONS",
    "NODE_VERSION",
    "PGID",
    "PORT",
    "PUBLIC_URL",
    "PUID",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
    "PYTHONUNBUFFERED",
    "PYTHON_VERSION",
    "RACK_ENV",
    "RAILS_ENV",
    "RAILS_LOG_TO_STDOUT",
    "RAILS_MAX_THREADS",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "TAG",
    "TIMEZONE",
    "TZ",
    "UID",
    "UMASK",
    "VERSION",
    "WEB_CONCURRENCY",
    "WORKERS",
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

/// The file holds a private key, in PEM or in DER.
pub(super) const HOLDS_PRIVATE_KEY: Test =
    Test::Any(&[Test::Head(Shape::PRIVATE_KEY), Test::Head(Shape::DerKey)]);

/// The file is encrypted by SOPS or by Ansible's vault.
pub(super) const HOLDS_CIPHERTEXT: Test =
    Test::Head(Shape::Line(&["sops:", "\"sops\":", "sops_", "[sops]", "$ansible_vault"]));

/// A directory that holds program text is source, whatever its name.
pub(super) const HOLDS_PROGRAM_TEXT: Test = Test::Inside(PROGRAM_TEXT);

const PROGRAM_TEXT: &[&str] = &[
    "*.cls", "*.cs", "*.ex", "*.go", "*.java", "*.js", "*.jsx", "*.kt", "*.php", "*.py", "*.rb",
    "*.rs", "*.swift", "*.ts", "*.tsx",
];
