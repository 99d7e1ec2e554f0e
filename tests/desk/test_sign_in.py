"""Sign-in: nobody is asked before somebody has a PIN, then everybody is, and nobody is locked out (R-175)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.desk.access import keeping
from oncall_tui.desk.access.permits import Denied
from oncall_tui.desk.access.signing_in import find_signer, sign_in, sign_in_wanted
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.whole import export_data
from oncall_tui.desk.record import entries
from oncall_tui.errors import Refused
from storage.sessions import Store
from storage.vocabulary import AccessRole, Category
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI, RAE, desk_of, person

PIN, OTHER = "480273", "a long evening"


@pytest.fixture
def signed(desk: Desk) -> keeping.SecretSet:
    """Let Kim set the first PIN of all."""
    return keeping.set_secret(desk, PIN)


def actions(desk: Desk) -> list[str]:
    return [each.action for each in entries(desk.store)]


def test_nobody_is_asked_until_somebody_has_a_secret(desk: Desk) -> None:
    assert not sign_in_wanted(desk)
    keeping.set_secret(desk, PIN)
    assert sign_in_wanted(desk)


def test_the_first_is_set_by_whoever_looks_after_sign_in_and_brings_a_recovery_code(
    desk: Desk, clock: FixedClock
) -> None:
    with pytest.raises(Denied, match="The first PIN turns sign-in on for everybody"):
        keeping.set_secret(desk_of(desk.store, clock, JO), PIN)
    assert not sign_in_wanted(desk)
    made = keeping.set_secret(desk, PIN)
    assert len(made.recovery) == 29
    assert keeping.set_secret(desk, OTHER, old=PIN).recovery == ""


def test_a_right_secret_sits_somebody_down_and_the_record_says_so(
    desk: Desk, signed: keeping.SecretSet
) -> None:
    sign_in(replace(desk, operator=person(RAE)), person(KIM), PIN)
    (entry,) = (each for each in entries(desk.store) if each.action == "access.signed-in")
    assert (entry.actor, entry.object) == ("kim@harbourside.example", f"person:{KIM}")


def test_a_store_that_can_only_be_read_lets_people_in_and_keeps_others_out(
    desk: Desk, signed: keeping.SecretSet
) -> None:
    frozen = replace(desk, store=Store(desk.store.engine, None, desk.clock, frozen="The disk is full."))
    sign_in(frozen, person(KIM), PIN)
    with pytest.raises(Refused, match="not the PIN"):
        sign_in(frozen, person(KIM), "913746")
    assert "access.refused" not in actions(desk)


def test_a_wrong_one_is_refused_counted_and_waits_but_others_do_not(
    desk: Desk, signed: keeping.SecretSet, clock: FixedClock
) -> None:
    code, _ = keeping.invite(desk, RAE)
    keeping.set_secret(desk_of(desk.store, clock, RAE), OTHER, code=code)
    for _ in range(4):
        with pytest.raises(Refused, match=r"not the PIN of Kim Webb\. Try again"):
            sign_in(desk, person(KIM), "000000")
    with pytest.raises(Refused, match="Wait 2 seconds; others are not kept waiting"):
        sign_in(desk, person(KIM), "000000")
    with pytest.raises(Refused, match="Wait 2 seconds before the next try"):
        sign_in(desk, person(KIM), PIN)
    sign_in(desk, person(RAE), OTHER)
    sign_in(replace(desk, terminal="elsewhere pts/1"), person(KIM), PIN)
    clock.advance(timedelta(seconds=2))
    sign_in(desk, person(KIM), PIN)
    assert actions(desk).count("access.refused") == 5
    with pytest.raises(Refused, match="Try again"):
        sign_in(desk, person(KIM), "000000")


def test_no_wait_is_longer_than_a_minute_even_where_the_clock_was_set_back(
    desk: Desk, signed: keeping.SecretSet, clock: FixedClock
) -> None:
    for _ in range(14):
        with pytest.raises(Refused):
            sign_in(desk, person(KIM), "000000")
        clock.advance(timedelta(seconds=60))
    clock.advance(timedelta(seconds=-90))
    with pytest.raises(Refused, match="Wait 60 seconds before"):
        sign_in(desk, person(KIM), PIN)
    clock.advance(timedelta(seconds=90))
    sign_in(desk, person(KIM), PIN)


def test_what_is_typed_is_kept_nowhere(desk: Desk, signed: keeping.SecretSet) -> None:
    code, _ = keeping.invite(desk, JO)
    with pytest.raises(Refused):
        sign_in(desk, person(KIM), "913746")
    with desk.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT secret_hash FROM credential").scalar_one()
    told = " ".join(each.detail for each in entries(desk.store))
    assert kept.startswith("$argon2id$")
    for secret in (PIN, code, signed.recovery, kept, "913746", "argon2"):
        assert secret not in told


def test_the_whole_data_leaves_without_a_secret(
    desk: Desk, signed: keeping.SecretSet, tmp_path: Path
) -> None:
    export_data(desk, tmp_path / "out", reason="moving house")
    left = {file.name.partition(".")[0] for file in (tmp_path / "out").iterdir()}
    assert {"person", "access_grant"} <= left
    assert not left & {"credential", "enrolment_code", "recovery_code", "sign_in_try"}
    assert not [file for file in (tmp_path / "out").iterdir() if b"argon2id" in file.read_bytes()]


def test_somebody_invited_sets_a_secret_once_within_a_day(
    desk: Desk, signed: keeping.SecretSet, clock: FixedClock
) -> None:
    jo = desk_of(desk.store, clock, JO)
    with pytest.raises(Refused, match="Jo Lee has no PIN yet"):
        sign_in(desk, person(JO), PIN)
    code, until = keeping.invite(desk, JO)
    assert until == clock.now() + timedelta(hours=24)
    with pytest.raises(Refused, match="That is not the code"):
        keeping.set_secret(jo, OTHER, code="AAAA-BBBB-CCCC")
    keeping.set_secret(jo, OTHER, code=code.lower().replace("-", " "))
    with pytest.raises(Refused, match="was used"):
        keeping.set_secret(jo, OTHER, code=code)
    sign_in(desk, person(JO), OTHER)
    late, _ = keeping.invite(desk_of(desk.store, clock, KIM), MAI)
    clock.advance(timedelta(hours=24))
    with pytest.raises(Refused, match="lapsed"):
        keeping.set_secret(desk_of(desk.store, clock, MAI), OTHER, code=late)


def test_only_whoever_looks_after_sign_in_invites_and_grants(
    desk: Desk, signed: keeping.SecretSet, clock: FixedClock
) -> None:
    jo = desk_of(desk.store, clock, JO)
    for verb in (
        lambda: keeping.invite(jo, MAI),
        lambda: keeping.grant(jo, JO, AccessRole.DIRECTOR),
        lambda: keeping.remove(jo, KIM),
        lambda: keeping.renew_recovery(jo),
        lambda: keeping.access_list(jo),
    ):
        with pytest.raises(Denied, match="Only an administrator"):
            verb()


def test_an_administrator_takes_the_place_of_the_directors(desk: Desk, clock: FixedClock) -> None:
    keeping.grant(desk, MAI, AccessRole.ADMINISTRATOR)
    with pytest.raises(Denied):
        keeping.grant(desk, KIM, AccessRole.AUDITOR)
    mai = desk_of(desk.store, clock, MAI)
    with pytest.raises(Refused, match="has that role already"):
        keeping.grant(mai, MAI, AccessRole.ADMINISTRATOR)
    lines = {line.person.id: line for line in keeping.access_list(mai)}
    assert lines[MAI].granted == (AccessRole.ADMINISTRATOR,)
    assert AccessRole.ADMINISTRATOR not in lines[KIM].roles
    keeping.revoke(mai, MAI, AccessRole.ADMINISTRATOR)
    with pytest.raises(Refused, match="was not given"):
        keeping.revoke(desk, MAI, AccessRole.ADMINISTRATOR)
    assert keeping.access_list(desk)


def test_a_secret_taken_away_lets_nobody_in(desk: Desk, signed: keeping.SecretSet, clock: FixedClock) -> None:
    code, _ = keeping.invite(desk, JO)
    keeping.set_secret(desk_of(desk.store, clock, JO), OTHER, code=code)
    keeping.remove(desk, JO)
    with pytest.raises(Refused, match="has no PIN yet"):
        sign_in(desk, person(JO), OTHER)
    with pytest.raises(Refused, match="no PIN and no code"):
        keeping.remove(desk, JO)
    with pytest.raises(Refused, match="taken away by somebody else"):
        keeping.remove(desk, KIM)


def test_the_code_on_paper_lets_a_director_in_once(
    desk: Desk, signed: keeping.SecretSet, clock: FixedClock
) -> None:
    """Forget the PIN: the recovery code sets another, and another code takes its place."""
    here = replace(desk)
    with pytest.raises(Refused, match="not the recovery code"):
        keeping.recover(here, person(KIM), "AAAA-" * 5 + "AAAA", OTHER)
    with pytest.raises(Refused, match="Jo Lee does not look after sign-in"):
        keeping.recover(here, person(JO), signed.recovery, OTHER)
    following = keeping.recover(here, person(RAE), signed.recovery.replace("-", ""), OTHER)
    assert here.operator == person(RAE)
    sign_in(desk, person(RAE), OTHER)
    with pytest.raises(Refused, match="not the recovery code"):
        keeping.recover(here, person(RAE), signed.recovery, PIN)
    assert keeping.recover(here, person(RAE), following, PIN) != following
    newest = keeping.renew_recovery(desk)
    keeping.recover(here, person(KIM), newest, OTHER)


def test_a_new_secret_asks_for_the_old_one_and_must_be_strong(desk: Desk, signed: keeping.SecretSet) -> None:
    with pytest.raises(Refused, match="not the PIN"):
        keeping.set_secret(desk, OTHER, old="000000")
    with pytest.raises(Refused, match="6 digits at least"):
        keeping.set_secret(desk, "1", old=PIN)
    keeping.set_secret(desk, OTHER, old=PIN)
    sign_in(desk, person(KIM), OTHER)


def test_the_engine_goes_on_without_anybody_signed_in(desk: Desk, signed: keeping.SecretSet) -> None:
    """Sign-in is asked at the door; what is raised and sent never waits for it."""
    received = desk.now() - timedelta(hours=71.5)
    log_call(desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said="Ring.", received_at=received))
    swept = Sweeper(desk).sweep()
    assert swept.rang


@pytest.mark.parametrize("typed", ["Kim Webb", "kim webb ", "KIM@harbourside.example", "webb", "ki"])
def test_somebody_says_who_they_are_by_a_part_of_their_name(lone_desk: Desk, typed: str) -> None:
    assert find_signer(lone_desk, typed) == person(KIM)


@pytest.mark.parametrize("typed", ["", "  ", "nobody", "Len Quist", "im"])
def test_a_locked_console_names_nobody(lone_desk: Desk, typed: str) -> None:
    with pytest.raises(Refused, match="Nobody here is called so") as refused:
        find_signer(lone_desk, typed)
    assert "Webb" not in refused.value.words
