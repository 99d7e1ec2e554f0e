"""Where things lie on this computer, by the customs of its operating system."""

from __future__ import annotations

from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("oncall-tui", appauthor=False)


def data_folder() -> Path:
    """Return the folder of the database, its backups and its keys."""
    return Path(_DIRS.user_data_dir)


def settings_file() -> Path:
    """Return the file that a user may write settings into."""
    return Path(_DIRS.user_config_dir) / "config.toml"


def site_rules_file() -> Path:
    """Return the file in which a site may change the rulebook's numbers."""
    return Path(_DIRS.user_config_dir) / "rules.toml"


def site_texts_file() -> Path:
    """Return the file in which a site may change the prepared texts."""
    return Path(_DIRS.user_config_dir) / "texts.toml"


def site_competencies_file() -> Path:
    """Return the file in which a site may change what practice is tagged with."""
    return Path(_DIRS.user_config_dir) / "competencies.toml"


def site_workflows_file() -> Path:
    """Return the file in which a site may give workflows steps of its own."""
    return Path(_DIRS.user_config_dir) / "workflows.toml"


def log_file() -> Path:
    """Return the file that faults are written to; it never holds client data."""
    return Path(_DIRS.user_state_dir) / "oncall.log"


def audit_heads_file() -> Path:
    """Return the file that keeps, outside the database, where the audit record ended."""
    return Path(_DIRS.user_state_dir) / "audit-heads.log"


def ticket_folder() -> Path:
    """Return the folder that tells who has signed in at which terminal."""
    return Path(_DIRS.user_state_dir) / "signed-in"


def cache_folder() -> Path:
    """Return the folder of what can be worked out again at any time."""
    return Path(_DIRS.user_cache_dir)


def key_folder() -> Path:
    """Return the folder of the keys that seal the audit record, apart from the databases they belong to."""
    return data_folder() / "keys"


def backup_folder() -> Path:
    """Return the folder that backups go to."""
    return data_folder() / "backups"


def default_database_url() -> str:
    """Return the URL of the database that is used when none is named."""
    return f"sqlite:///{data_folder() / 'oncall.db'}"


def demo_database_url() -> str:
    """Return the URL of the made-up organisation's database, apart from any real one."""
    return f"sqlite:///{data_folder() / 'demo.db'}"
