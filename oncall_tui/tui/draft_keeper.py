"""Writes drafts one after another in a thread of its own, the newest state always last."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from oncall_tui.tui.crash import describe

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_LOG = logging.getLogger(__name__)


class DraftKeeper:
    """Keeps what one form holds, as it is typed (R-050)."""

    def __init__(
        self, desk: Desk, key: str, kind: str, item_id: int | None = None, *, failed: Callable[[], object]
    ) -> None:
        self._desk = desk
        self._key = key
        self._kind = kind
        self._item_id = item_id
        self._failed = failed
        """Tells the person that what they type is not kept; called from this keeper's thread."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drafts")

    def keep(self, typed: Mapping[str, str]) -> None:
        """Write what the form holds now; an older state that still waits is not written after it."""
        from oncall_tui.desk.drafts import keep

        values = dict(typed)
        future = self._thread.submit(keep, self._desk, self._key, self._kind, values, self._item_id)
        future.add_done_callback(self._tell)

    def drop(self) -> None:
        """Forget the draft, once everything before was written."""
        from oncall_tui.desk.drafts import drop

        self._thread.submit(drop, self._desk, self._key).add_done_callback(self._tell)

    def close(self) -> None:
        """Wait until everything is written, and end the thread."""
        self._thread.shutdown(wait=True)

    def _tell(self, future: Future[None]) -> None:
        error = future.exception()
        if error is not None:
            _LOG.error("a draft could not be kept: %s", describe(error))
            self._failed()
