"""What people who sign in at a provider may do here, going by what the provider says of them.

A provider says it in one claim, as a list of groups or roles. Without a file, a value that is a role means
that role: `lezer`, `beheerder`, `redacteur:venlo` (of that plan). With a file (`HGKM_ROLES`) each group means
what the file says, and nothing else means anything:

    ["hgkm-redactie-venlo"]
    role = "redacteur"
    level = "vertrouwelijk"      # or "intern", which it is unless given
    for = ["venlo"]              # plans, agreements or organisations, as the role needs

Who has no group that means something is a stranger with a name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.confidentiality import Level
from graph.errors import InputError
from service.visitors import Role, Visitor

_KEYS = {"role", "level", "for"}
# Who has several roles has the one that comes last.
_RISING = (Role.LEZER, Role.ONDERTEKENAAR, Role.REDACTEUR, Role.BEHEERDER)


@dataclass(frozen=True)
class Grant:
    """What one group may do.

    Attributes:
        role: of those in the group.
        level: how much they may read.
        scope: as `Visitor.scope`.
    """

    role: Role
    level: Level
    scope: tuple[str, ...] = ()


def read_grants(file: Path) -> dict[str, Grant]:
    """Read what each group may do.

    Raises:
        InputError: the file is not there, or is not what it should be.
    """
    try:
        content = tomllib.loads(file.read_text("utf-8"))
        return {group: _grant(told) for group, told in content.items()}
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{reason}.", f"{reason}.", file=str(file)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"this gives no roles to groups ({error}). Each group is a table with 'role', and if need be "
            "'level' and 'for'.",
            "dit geeft groepen geen rollen. Elke groep is een tabel met 'role', en zo nodig 'level', 'for'.",
            file=str(file),
        ) from error


def _grant(told: Mapping[str, object]) -> Grant:
    if unknown := set(told) - _KEYS:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    scope = told.get("for", [])
    if not isinstance(scope, list):
        raise TypeError("'for' is no list")
    level = Level[str(told.get("level", "intern")).upper()]
    return Grant(Role(str(told["role"])), level, tuple(str(part) for part in scope))


def meaningful(groups: Iterable[str], grants: Mapping[str, Grant] | None) -> list[str]:
    """Give those groups that mean something here."""
    return [group for group in groups if _of_group(group, grants)]


def visitor(name: str, groups: Iterable[str], grants: Mapping[str, Grant] | None) -> Visitor:
    """Give who somebody of some groups is here.

    Args:
        name: as changes record it.
        groups: what the provider says.
        grants: what groups may do; None when their own names say it.
    """
    given = [grant for group in groups if (grant := _of_group(group, grants))]
    if not given:
        return Visitor(name, Level.OPENBAAR)
    role = max((grant.role for grant in given), key=_RISING.index)
    scope = {part for grant in given if grant.role is role for part in grant.scope}
    return Visitor(name, max(grant.level for grant in given), role, frozenset(scope))


def _of_group(group: str, grants: Mapping[str, Grant] | None) -> Grant | None:
    if grants is not None:
        return grants.get(group)
    role, _, scope = group.partition(":")
    if role not in set(Role):
        return None
    level = Level.VERTROUWELIJK if role == Role.BEHEERDER else Level.INTERN
    return Grant(Role(role), level, (scope,) if scope else ())
