"""The filter of the session tree: words, fields, negation. Pure.

    web "tail -f" -idle state:running exit:!0

All of it must hold. A bare word is fuzzy: its characters come in this order in the
container's name or in the command. A word in quotes, or behind `-` or `!`, is taken
as it stands. `field:value` asks one field; `field:!value` is the same as
`-field:value`, but for `exit:!0`, which asks for another exit code. Case never
counts. Half a value counts as the values that begin with it, so that a filter finds
something while it is typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from core.session.states import SessionState

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from core.session.types import ContainerRef, ExecSession


class Facts(NamedTuple):
    """What a filter may ask about sessions that their records do not hold."""

    open: AbstractSet[str] = frozenset()
    """Ids of the sessions that are open in a pane."""
    marked: AbstractSet[str] = frozenset()
    """Ids of the marked sessions."""


NO_FACTS = Facts()

Place: TypeAlias = Literal["name", "command"]
"""Where a text is found: in the container's name or in the session's command."""

if TYPE_CHECKING:
    OfContainer: TypeAlias = Callable[[ContainerRef], bool]
    OfSession: TypeAlias = Callable[[ExecSession, Facts], bool]
    Find: TypeAlias = Callable[[str], tuple[int, ...]]


class Term(NamedTuple):
    """One word of a filter; at least one of its tests is there, and either will do."""

    of_container: OfContainer | None = None
    """Whether it holds for a container and all of its sessions."""
    of_session: OfSession | None = None
    """Whether it holds for a session."""
    negated: bool = False
    find: Find | None = None
    """Returns the indices of what it asks for in a casefolded text."""
    places: tuple[Place, ...] = ()
    """Where it looks for that."""
    fact: str = ""
    """The field of `Facts` that it asks for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter."""

    terms: tuple[Term, ...] = ()
    problem: str = ""
    """What is wrong with it, with what could stand there; then nothing matches."""

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.terms or self.problem)

    @property
    def facts(self) -> frozenset[str]:
        """The fields of `Facts` that it depends on."""
        return frozenset(term.fact for term in self.terms if term.fact)

    def matches(
        self,
        container: ContainerRef,
        session: ExecSession | None = None,
        facts: Facts = NO_FACTS,
    ) -> bool:
        """Whether it leaves a session of a container, or the container by itself."""
        rest = self._rest(container)
        if rest is None:
            return False
        if session is None:
            return all(term.negated and term.of_container for term in rest)
        return _fits(session, rest, facts)

    def left(
        self, container: ContainerRef, sessions: list[ExecSession], facts: Facts
    ) -> list[ExecSession] | None:
        """Return the sessions that it leaves of a container; None: no container."""
        rest = self._rest(container)
        if rest is None:
            return None
        fits = [item for item in sessions if _fits(item, rest, facts)]
        return fits if fits or self.matches(container) else None

    def _rest(self, container: ContainerRef) -> list[Term] | None:
        """Return the terms that are left to sessions; None: nothing fits here."""
        if self.problem:
            return None
        rest: list[Term] = []
        for term in self.terms:
            if term.of_container is not None and term.of_container(container):
                if term.negated:
                    return None
            elif term.of_session is not None:
                rest.append(term)
            elif not term.negated:
                return None
        return rest

    def found(self, text: str, place: Place) -> tuple[int, ...]:
        """Return the indices of the characters of a shown text that are asked for."""
        finds = [
            term.find
            for term in self.terms
            if term.find is not None and not term.negated and place in term.places
        ]
        if not finds:
            return ()
        folded, at = _fold(text)
        return tuple(sorted({at[index] for find in finds for index in find(folded)}))


def _fits(session: ExecSession, terms: list[Term], facts: Facts) -> bool:
    for _, test, negated, *_ in terms:
        if test is not None and test(session, facts) == negated:
            return False
    return True


ALL = Filter()
"""The empty filter."""

_WORD = re.compile(
    r"""(?P<sign>[-!]?)
        (?:(?P<field>[A-Za-z]+):)?
        (?P<value>(?:"[^"]*"?|[^\s"])*)""",
    re.VERBOSE,
)
_STATES = tuple(state.value for state in SessionState)
_IS: dict[str, OfSession] = {
    "adopted": lambda session, _: session.adopted,
    "marked": lambda session, facts: session.id in facts.marked,
    "open": lambda session, facts: session.id in facts.open,
}
_REMEMBERED = 8192
"""Commands that are remembered as they are compared."""
UNKNOWN = "?"
"""`exit:?`: the exit code could not be learnt."""


def parse_filter(text: str) -> Filter:
    """Return the filter that a text stands for; it never raises."""
    terms: list[Term] = []
    for word in _WORD.finditer(text):
        term = _term(word["sign"], (word["field"] or "").lower(), word["value"])
        if isinstance(term, str):
            return Filter(problem=term)
        if term is not None:
            terms.append(term)
    return Filter(tuple(terms))


def _term(sign: str, field: str, value: str) -> Term | str | None:
    """Return the term of a word, what is wrong with it, or None if it says nothing."""
    wanted = value.replace('"', "").casefold()
    if not field:
        return _text(wanted, '"' in value, bool(sign)) if wanted else None
    if field not in FIELDS:
        known = ", ".join(FIELDS)
        return f"No field {field}: there are {known}. Quote a text with a colon."
    other = value.startswith("!")
    wanted = wanted.removeprefix("!") if other else wanted
    if not wanted:
        return None
    if field == "exit":
        return _exit(wanted, other, bool(sign))
    term = FIELDS[field](wanted)
    if isinstance(term, str):
        return term
    return term._replace(negated=bool(sign) != other)


def _text(wanted: str, quoted: bool, negated: bool) -> Term:
    """Return the term of a text that is looked for in names and commands."""
    contains: Callable[[str], object]
    if quoted or negated or len(wanted) == 1:
        find, contains = _exact(wanted), lambda text: wanted in text
    else:
        find, contains = _fuzzy(wanted), _in_order(wanted).match
    return Term(
        lambda container: bool(contains(container.name.casefold())),
        lambda session, _: bool(contains(_command(session.config.command))),
        negated=negated,
        find=find,
        places=("name", "command"),
    )


@lru_cache(_REMEMBERED)
def _command(command: tuple[str, ...]) -> str:
    return " ".join(command).casefold()


def _in_order(wanted: str) -> re.Pattern[str]:
    """Return a pattern of characters in order; it takes linear time on any text."""
    steps = (f"[^{re.escape(char)}]*+{re.escape(char)}" for char in wanted)
    return re.compile("".join(steps), re.DOTALL)


def _exact(wanted: str) -> Find:
    def find(text: str) -> tuple[int, ...]:
        at = text.find(wanted)
        return tuple(range(at, at + len(wanted))) if at >= 0 else ()

    return find


def _fuzzy(wanted: str) -> Find:
    """Find the text itself, or else its characters as close together as may be."""
    exact, pattern = _exact(wanted), _in_order(wanted)

    def find(text: str) -> tuple[int, ...]:
        if together := exact(text):
            return together
        match = pattern.match(text)
        if match is None:
            return ()
        found: list[int] = []
        at = match.end()
        for char in reversed(wanted):
            at = text.rindex(char, 0, at)
            found.append(at)
        return tuple(reversed(found))

    return find


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the casefolded text, and for each of its characters where it was."""
    folded = [char.casefold() for char in text]
    at = [index for index, chars in enumerate(folded) for _ in chars]
    return "".join(folded), at


def _state(wanted: str) -> Term | str:
    fits = {state for state in SessionState if state.value.startswith(wanted)}
    if not fits:
        return f"No state {wanted}: there are {', '.join(_STATES)}."
    return Term(of_session=lambda session, _: session.state in fits)


def _is(wanted: str) -> Term | str:
    fits = [name for name in _IS if name.startswith(wanted)]
    if not fits:
        return f"is:{wanted} says nothing: there are {', '.join(_IS)}."
    name = fits[0]
    return Term(of_session=_IS[name], fact=name if name in Facts._fields else "")


def _exit(wanted: str, other: bool, negated: bool) -> Term | str:
    """Ask for an exit code; `other` for any but this one."""
    if not wanted.isdecimal() and wanted != UNKNOWN:
        return f"No exit code {wanted}: a number, !number or {UNKNOWN}."

    def test(session: ExecSession, _: Facts) -> bool:
        if session.state is not SessionState.STOPPED:
            return False
        code = UNKNOWN if session.exit_code is None else str(session.exit_code)
        return (code == wanted) != other

    return Term(of_session=test, negated=negated)


def _command_holds(wanted: str) -> Term:
    return Term(
        of_session=lambda session, _: wanted in _command(session.config.command),
        find=_exact(wanted),
        places=("command",),
    )


def _user(wanted: str) -> Term:
    return Term(of_session=lambda item, _: wanted in item.config.user.casefold())


def _id(wanted: str) -> Term:
    return Term(of_session=lambda session, _: session.id.startswith(wanted))


def _container(wanted: str) -> Term:
    return Term(
        lambda container: (
            wanted in container.name.casefold()
            or container.id.casefold().startswith(wanted)
        ),
        find=_exact(wanted),
        places=("name",),
    )


def _owner(wanted: str) -> Term:
    return Term(lambda container: wanted in container.owner.casefold())


def _runtime(wanted: str) -> Term:
    return Term(lambda container: wanted in container.runtime.casefold())


FIELDS: dict[str, Callable[[str], Term | str]] = {
    "ctr": _container,
    "cmd": _command_holds,
    "state": _state,
    "exit": lambda wanted: _exit(wanted, other=False, negated=False),
    "user": _user,
    "id": _id,
    "is": _is,
    "owner": _owner,
    "runtime": _runtime,
}
"""What a field asks: a term, or what is wrong with the value."""
