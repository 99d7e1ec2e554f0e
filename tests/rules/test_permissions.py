"""The matrix of who may do what, cell by cell (R-174)."""

from __future__ import annotations

import pytest

from oncall_tui.rules.permissions import (
    CAPABILITIES,
    OF_WORK,
    Capability,
    access_roles,
    allows,
    needed_for,
    only_own,
)
from storage.vocabulary import AccessRole, PersonRole

ROLES = tuple(AccessRole)
TABLE = """
answer            viewer operator manager director auditor administrator
log               operator manager director
contact           manager director
work              manager director
care              manager director
own_leave         manager director
decide            director
rota              director
govern            director
accounts          director
know_why          director
read_record       director auditor administrator
take_out_record   director auditor
take_out          manager director
take_out_all      director
administer        administrator
sign_in_of_others administrator
break_glass       operator manager
review_glass      director
retain            director
"""
WHO = {line.split()[0]: set(line.split()[1:]) for line in TABLE.strip().splitlines()}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("capability", tuple(Capability), ids=lambda each: each.name.lower())
def test_a_cell(capability: Capability, role: AccessRole) -> None:
    assert allows({role}, capability) is (role.value in WHO[capability.name.lower()])


def test_the_table_has_every_row_and_the_matrix_every_role() -> None:
    assert set(WHO) == {each.name.lower() for each in Capability}
    assert set(CAPABILITIES) == set(AccessRole)
    assert set(OF_WORK) == set(PersonRole)


def test_nobody_may_do_what_is_not_in_the_matrix() -> None:
    assert needed_for("payroll.paid") is None
    assert needed_for("") is None
    assert not allows((), Capability.ANSWER)


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        ("call.logged", Capability.LOG),
        ("attempt.logged", Capability.CONTACT),
        ("item.resolved", Capability.WORK),
        ("plan.goal-added", Capability.CARE),
        ("plan.duty-of-care-flagged", Capability.LOG),
        ("party.noted", Capability.CONTACT),
        ("party.procedure-added", Capability.GOVERN),
        ("duty.given", Capability.ROTA),
        ("policy.published", Capability.GOVERN),
        ("account.opened", Capability.ACCOUNTS),
        ("export.data", Capability.TAKE_OUT_ALL),
        ("export.audit", Capability.TAKE_OUT_RECORD),
        ("export.case", Capability.TAKE_OUT),
        ("people.imported", Capability.ADMINISTER),
        ("retention.proposed", Capability.RETAIN),
        ("retention.purged", Capability.RETAIN),
        ("retention.hold-set", Capability.RETAIN),
        ("sign-in.granted", Capability.SIGN_IN_OF_OTHERS),
    ],
)
def test_what_an_action_needs(action: str, needed: Capability) -> None:
    assert needed_for(action) is needed


def test_roles_come_with_the_work_and_with_grants() -> None:
    manager = access_roles({PersonRole.CARE_MANAGER}, (), administrators=False)
    assert manager == {AccessRole.MANAGER}
    both = access_roles({PersonRole.STAFF}, {AccessRole.AUDITOR}, administrators=True)
    assert both == {AccessRole.OPERATOR, AccessRole.AUDITOR}


def test_every_director_looks_after_sign_in_until_somebody_is_made_administrator() -> None:
    assert AccessRole.ADMINISTRATOR in access_roles({PersonRole.DIRECTOR}, (), administrators=False)
    assert AccessRole.ADMINISTRATOR not in access_roles({PersonRole.DIRECTOR}, (), administrators=True)


def test_managers_work_on_their_own_clients_and_directors_on_all() -> None:
    for capability in (Capability.WORK, Capability.CARE, Capability.TAKE_OUT):
        assert only_own({AccessRole.MANAGER}, capability)
    assert not only_own({AccessRole.MANAGER, AccessRole.DIRECTOR}, Capability.WORK)
    assert not only_own({AccessRole.MANAGER}, Capability.CONTACT)
