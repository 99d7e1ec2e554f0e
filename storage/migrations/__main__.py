"""Write the next migration from what the models say now: python -m storage.migrations "what it changes"."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from storage.engine import open_engine
from storage.schema import HEAD, alembic_config, prepare


def main(message: str) -> None:
    """Write a migration that turns a database of the last release into what the models ask for."""
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'oncall.db'}")
        prepare(engine, backup_folder=Path(folder), create=True)
        with engine.begin() as connection:
            command.revision(
                alembic_config(connection), message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04}"
            )
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "Change the tables")
