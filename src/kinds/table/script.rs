//! Kinds whose programs run from source: Python, PHP, Ruby, Elixir.

use crate::kinds::{Group, Kind, Sign};
use crate::rules::Category;

const BYTECODE: Group = Group::of(
    Category::Cache,
    "compiled by the interpreter of this machine",
    &["cache-python-bytecode"],
)
.usual(&["**/__pycache__"]);

const ENVIRONMENT: Group = Group::of(
    Category::Dependency,
    "installed for this machine: other paths, often another platform",
    &["dep-python-venv", "dep-python-other"],
)
.usual(&["**/.venv"]);

const PYTHON_TOOLS: Group = Group::of(
    Category::Cache,
    "what tools keep to be faster next time",
    &["cache-python-tools", "cache-python-test-envs", "cache-jupyter"],
);

pub(super) const PYTHON: Kind = Kind {
    id: "python",
    title: "Python",
    signs: &[
        Sign::file("pyproject.toml"),
        Sign::file("requirements*.txt"),
        Sign::file("setup.py"),
        Sign::file("Pipfile"),
        Sign::file("uv.lock"),
        Sign::file("poetry.lock"),
    ],
    base: &[
        BYTECODE,
        ENVIRONMENT,
        PYTHON_TOOLS,
        Group::of(Category::TestOutput, "left by test runs", &["test-coverage"]),
        Group::of(Category::BuildOutput, "made when a package is built", &["build-python-dist"]),
        Group::of(
            Category::Secret,
            "logins of package indexes and secrets of frameworks",
            &["secret-pypirc", "secret-streamlit", "secret-flask-instance"],
        ),
        Group::of(
            Category::Data,
            "the database and the schedule of this desk",
            &["data-sqlite-dev", "data-celery-schedule"],
        ),
    ],
    check_first: &[
        Group::own(Category::BuildOutput, "made when a package is built", &["build", "dist"]),
        Group::own(Category::Dependency, "an environment under another name", &["env"]),
        Group::own(Category::BuildOutput, "`collectstatic` gathers them again", &["staticfiles"]),
        Group::own(Category::Data, "what users of this desk uploaded", &["media"]),
        Group::of(Category::Secret, "settings of this desk", &["secret-django-local-settings"]),
    ],
    keep: &[
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "requirements.txt",
        "uv.lock",
        "poetry.lock",
        "alembic/versions/1.py",
        "app/py.typed",
        "app/types.pyi",
        "app/env/settings.py",
        "bin/start",
        ".python-version",
        "MANIFEST.in",
    ],
    source: "docker init's Python block without its `bin`; docs.astral.sh/uv: .venv is platform \
             specific; pyproject.toml may name README and LICENSE",
};

pub(super) const DATA_SCIENCE: Kind = Kind {
    id: "data-science",
    title: "Data science or machine learning",
    signs: &[
        Sign::file("*.ipynb"),
        Sign::file("notebooks/*.ipynb"),
        Sign::file("dvc.yaml"),
        Sign::file("environment.yml"),
        Sign::file("environment.yaml"),
        Sign::file("MLproject"),
    ],
    base: &[
        BYTECODE,
        PYTHON_TOOLS,
        Group::of(Category::Cache, "copies of data sets that the remote has, too", &["cache-dvc"]),
        Group::of(Category::Data, "records of experiments", &["data-ml-runs"]),
        Group::of(
            Category::Secret,
            "tokens of model hubs and remotes",
            &["secret-ml-tokens", "secret-dvc-local"],
        ),
    ],
    // Weights that the image serves come along with `COPY . .` and are named by nobody.
    check_first: &[
        Group::of(Category::Data, "snapshots of training", &["data-ml-checkpoints"]).and(&["data"])
    ],
    keep: &["environment.yml", "dvc.lock", "dvc.yaml", "models/model.onnx", "src/data/load.py"],
    source: "dvc.org/doc/user-guide/project-structure; docs.wandb.ai; the weights that an image \
             serves are better downloaded by the build or mounted",
};

pub(super) const PHP: Kind = Kind {
    id: "php",
    title: "PHP with Composer, Symfony, Laravel or WordPress",
    signs: &[
        Sign::file("composer.json"),
        Sign::file("artisan"),
        Sign::file("bin/console"),
        Sign::file("wp-config.php"),
        Sign::file("wp-config-sample.php"),
    ],
    base: &[
        Group::of(Category::Cache, "what tools keep to be faster next time", &["cache-php-tools"]),
        Group::own(Category::Secret, "logins of package repositories", &["auth.json"])
            .usual(&["auth.json"]),
        Group::of(
            Category::Secret,
            "the environment as PHP",
            &["secret-env-local-php", "secret-wp-config-backup", "secret-symfony-decrypt-key"],
        ),
        Group::of(
            Category::BuildOutput,
            "says that a development server runs; the program then asks it for everything",
            &["build-laravel-hot"],
        ),
        Group::own(
            Category::Cache,
            "what the application writes while it runs",
            &["var/cache", "var/log", "var/sessions"],
        ),
        Group::of(
            Category::Cache,
            "caches and sessions, file by file: the directories must be there",
            &["cache-laravel-runtime"],
        ),
    ],
    check_first: &[
        Group::own(
            Category::Dependency,
            "packages of this machine; the image installs its own",
            &["vendor"],
        )
        .usual(&["vendor"]),
        Group::own(Category::BuildOutput, "built assets", &["public/build", "public/bundles"]),
        Group::of(Category::Data, "what users uploaded", &["data-uploads"]),
    ],
    keep: &[
        "composer.json",
        "composer.lock",
        "artisan",
        "bin/console",
        "public/index.php",
        "public/vendor/telescope/app.js",
        "resources/views/vendor/mail.blade.php",
        "lang/en/auth.json",
        "storage/framework/views/.gitignore",
        "bootstrap/app.php",
        ".env.test",
        "symfony.lock",
    ],
    source: "docker init's PHP template; docker/docs Laravel guide COPYs ./storage; \
             github/gitignore Laravel, Symfony, WordPress",
};

pub(super) const RAILS: Kind = Kind {
    id: "rails",
    title: "Ruby on Rails",
    signs: &[Sign::with("Gemfile", &["config/application.rb"])],
    base: &[
        Group::of(
            Category::Secret,
            "opens every encrypted credential; give it to the container when it starts",
            &["secret-rails-master-key"],
        )
        .usual(&["**/config/master.key"]),
        Group::of(Category::Dependency, "gems of this machine", &["dep-ruby-bundle"])
            .usual(&["**/.bundle"]),
        Group::of(
            Category::Log,
            "what the application writes while it runs; the directories must be there",
            &["log-dirs"],
        )
        .usual(&["/log/*", "!/log/.keep"]),
        // The second line where something in `tmp` is kept besides, as `tmp/pids/.keep` is.
        Group::of(
            Category::Cache,
            "scratch space of the application; the directory must be there",
            &["cache-rails-tmp"],
        )
        .and(&["tmp/cache", "tmp/sockets", "tmp/pids/*.pid"])
        .usual(&["/tmp/*", "!/tmp/.keep"]),
        Group::own(
            Category::Data,
            "uploads and databases of this desk",
            &["/storage/*", "!/storage/.keep"],
        )
        .usual(&["/storage/*", "!/storage/.keep"]),
    ],
    check_first: &[Group::of(
        Category::BuildOutput,
        "precompiled by the build",
        &["build-rails-assets"],
    )
    .usual(&["/public/assets"])],
    keep: &[
        "config/credentials.yml.enc",
        "config/credentials/production.yml.enc",
        "config/database.yml",
        "bin/rails",
        "vendor/cache/rails-8.0.0.gem",
        "Gemfile.lock",
        ".ruby-version",
        "log/.keep",
        "tmp/.keep",
        "storage/.keep",
        "app/assets/builds/.keep",
    ],
    source: "rails/rails:railties/lib/rails/generators/rails/app/templates/dockerignore.tt (7.1+), \
             whose lines mean a project at the root of the context only",
};

pub(super) const ELIXIR: Kind = Kind {
    id: "elixir",
    title: "Elixir or Phoenix",
    signs: &[Sign::file("mix.exs")],
    base: &[
        Group::of(
            Category::BuildOutput,
            "compiled for the Erlang of this machine",
            &["build-elixir"],
        )
        .usual(&["**/_build"]),
        Group::of(
            Category::Dependency,
            "fetched and compiled for this machine",
            &["dep-elixir-deps"],
        )
        .usual(&["**/deps"]),
        Group::of(Category::Cache, "what language servers keep", &["cache-elixir-ls"]),
        Group::of(Category::Log, "written when the machine dies", &["log-crash-other"])
            .usual(&["**/erl_crash.dump"]),
        Group::own(Category::TestOutput, "left by test runs", &["cover"]),
        Group::own(Category::Cache, "scratch space and generated pages", &["tmp", "doc"]),
    ],
    check_first: &[
        Group::of(Category::BuildOutput, "built by `mix assets.deploy`", &["build-phoenix-assets"]),
        Group::of(Category::Secret, "secrets as code", &["secret-phoenix-exs"]),
    ],
    keep: &[
        "config/runtime.exs",
        "priv/repo/migrations/1_create.exs",
        "priv/static/robots.txt",
        "mix.lock",
        "assets/js/app.js",
        "rel/env.sh.eex",
    ],
    source: "phoenixframework/phoenix:priv/templates/phx.gen.release/dockerignore.eex, which leaves \
             .git alone on purpose; its `test` is not taken over",
};
