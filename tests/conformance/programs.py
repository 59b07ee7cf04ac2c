"""Real programs with the keys to press in them.

`python -m tests.conformance.programs DIRECTORY` records them all into files
`NAME_COLUMNSxLINES.bin` there, for benchmarks and for playing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.conformance import samples
from tests.conformance.recorder import Program, Step, record

_ESC = "\x1b"
_F10 = "\x1b[21~"
_DOWN, _UP, _LEFT = "\x1b[B", "\x1b[A", "\x1b[D"
_APP_DOWN = "\x1bOB"
_GIT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "less", "LESS": "-R"}

VIM = Program(
    "vim",
    ("vim", "-Nu", "NONE", "-i", "NONE", "-n", "--cmd", "set ruler", "sample.c"),
    (
        Step(shows=r"sample\.c.*15L", gone=r"^~\s*$\s*^\s*$"),
        Step(":set number hlsearch | syntax on\r", shows=r"^ *1 #include"),
        Step("5Goa new line: 漢字 wörld", shows=r"-- INSERT --"),
        Step(_ESC, gone=r"-- INSERT --", shows=r"漢字 wörld"),
        Step("ggVjj", shows=r"-- VISUAL LINE --"),
        Step("V", gone=r"-- VISUAL"),
        Step("/names\r", shows=r"^/names"),
        Step(":split\r", shows=r"sample\.c \[\+\][^$]*sample\.c \[\+\]"),
        Step(":vsplit\r", shows=r"^ *3 #define LIMIT.*#define LIMIT"),
        Step("\x04\x15\x05\x195Gdd", gone=r"static const"),
        Step(":set termguicolors | colorscheme desert\r", gone=r"colorscheme"),
        Step(":echohl Error | echo 'an error'\r", shows=r"^an error"),
        Step(":q\r", gone=r"int main.*int main"),
        Step(":only | set list | 1,12join\r", shows=r"^ *2 \^I\}\$"),
        Step("u:Nosuch\r", shows=r"E492"),
        Step(":qa!\r", ends=True),
    ),
    samples.write_text,
)

LESS = Program(
    "less",
    ("less", "-RMS", "long.txt"),
    (
        Step(shows=r"long\.txt lines 1-"),
        Step(" ", shows=r"lines 24-|lines 50-"),
        Step("j" * 5, shows=r"lines (29|55)-"),
        Step("k" * 7, shows=r"lines (22|48)-"),
        Step("/fox\r", shows=r"lines"),
        Step("/lazy dog over\r", shows=r"lines"),
        Step("n", shows=r"lines"),
        Step("-S", shows=r"press RETURN"),
        Step("\r", gone=r"press RETURN"),
        Step("G", shows=r"\(END\)"),
        Step("g", shows=r"lines 1-"),
        Step("h", gone=r"^xyzzy"),
        Step("H", shows=r"SUMMARY OF LESS COMMANDS"),
        Step("q", shows=r"long\.txt lines 1-"),
        Step("q", ends=True),
    ),
    samples.write_text,
)

HTOP = Program(
    "htop",
    ("htop", "-d", "5"),
    (
        Step(shows=r"F10.*Quit"),
        Step(shows=r"Load average"),
        Step(_APP_DOWN * 3, shows=r"F10.*Quit"),
        Step("t", shows=r"├─|└─"),
        Step("/", shows=r"Search:"),
        Step(_ESC, gone=r"Search:"),
        Step("\x1bOQ", shows=r"Categories"),
        Step(_F10, gone=r"Categories"),
        Step("q", ends=True),
    ),
)

TOP = Program(
    "top",
    ("top", "-d", "0.4"),
    (
        Step(shows=r"PID +USER"),
        Step("z", shows=r"PID +USER"),
        Step("x", shows=r"PID +USER"),
        Step("c", shows=r"PID +USER"),
        Step("q", ends=True),
    ),
)

MC = Program(
    "mc",
    ("mc", "--nosubshell", "."),
    (
        Step(shows=r"10.?Quit"),
        Step(_APP_DOWN * 3, shows=r"10.?Quit"),
        Step("\x1b[20~", shows=r"10.?Quit"),
        Step(_APP_DOWN, shows=r"File listing|Listing format"),
        Step(_ESC + _ESC, gone=r"File listing|Listing format"),
        Step("\x1b[18~", shows=r"Create a new Directory"),
        Step("new one", shows=r"new one"),
        Step(_ESC + _ESC, gone=r"Create a new Directory"),
        Step("\t", shows=r"10.?Quit"),
        Step(_F10, gone=r"10.?Quit", compare=False),
    ),
    samples.write_tree,
    {"MC_XDG_DISABLE": "1", "KEYBOARD_KEY_TIMEOUT_US": "100000"},
)

TMUX = Program(
    "tmux",
    ("tmux", "-S", "socket", "-f", "/dev/null", "new-session", "-s", "in", "/bin/sh"),
    (
        Step(shows=r"^\[in\]"),
        Step("PS1='p> '; clear\r", shows=r"^p>"),
        Step("ls --color=always\r", shows=r"archive"),
        Step('\x02"', shows=r"^─"),
        Step("cat long.txt\r", shows=r"199 the"),
        Step("\x02%", shows=r"│.*\n.*│"),
        Step("printf '\\033[41mred\\033[m\\n'\r", shows=r"│.*red *$"),
        Step("\x02o", shows=r"^\[in\]"),
        Step("for i in 1 2 3 4 5; do ls -l; done; echo fin\r", shows=r"^fin"),
        Step("\x02[", shows=r"\[0/"),
        Step("\x1b[5~", shows=r"\[[1-9][0-9]*/"),
        Step("q", gone=r"\[[0-9]+/"),
        Step("\x02:", shows=r"^:"),
        Step("kill-server\r", ends=True),
    ),
    samples.write_tree,
    cleanup=("tmux", "-S", "socket", "kill-server"),
)

NANO = Program(
    "nano",
    ("nano", "-I", "-l", "-c", "long.txt"),
    (
        Step(shows=r"GNU nano"),
        Step("typed 漢字 text\r", shows=r"漢字 text"),
        Step("\x16\x16", shows=r"GNU nano"),
        Step("\x17fox\r", shows=r"GNU nano"),
        Step("\x1ba" + _DOWN * 3, shows=r"\[.*\]|Mark"),
        Step("\x0b", shows=r"GNU nano"),
        Step("\x07", shows=r"help text"),
        Step("\x18", gone=r"help text"),
        Step("\x18", shows=r"Save modified"),
        Step("n", ends=True),
    ),
    samples.write_text,
)

_GAUGE = (
    "(for i in 0 20 45 60 100; do echo $i; done; sleep 30) |"
    " dialog --title 'Copy' --gauge 'Please wait' 8 50 & wait"
)
DIALOG = Program(
    "dialog",
    (
        "dialog",
        "--colors",
        "--title",
        "Choose",
        "--menu",
        r"Pick \Z1one\Zn of \Zbthese\ZB",
        *("15", "50", "5", "a", "Alpha", "b", "Beta 端末", "c", "Gamma", "d", "Delta"),
    ),
    (
        Step(shows=r"Gamma"),
        Step(_APP_DOWN, shows=r"Gamma"),
        Step("\t", shows=r"Gamma"),
        Step("\r", ends=True),
    ),
)
GAUGE = Program(
    "gauge",
    ("sh", "-c", _GAUGE),
    (Step(shows=r"100%"),),
    needs=("dialog",),
)

GIT = Program(
    "git",
    ("git", "log", "--graph", "--color", "--stat", "--decorate", "--all"),
    (
        Step(shows=r"^:"),
        Step(" ", shows=r"^:|END"),
        Step("/topic\r", shows=r"topic"),
        Step("q", ends=True),
    ),
    samples.write_repository,
    _GIT,
)
GIT_CAT = Program(
    "git-cat",
    ("git", "--no-pager", "log", "--graph", "--color", "--all"),
    (Step(ends=True),),
    samples.write_repository,
    _GIT,
)

PROGRESS = Program(
    "progress",
    (samples.PYTHON, "progress.py"),
    (Step(shows=r"all done"), Step("\r", ends=True)),
    samples.write_scripts,
)

PROMPT = Program(
    "prompt",
    (samples.PYTHON, "prompt.py"),
    (
        Step(shows=r"^deck>"),
        Step("hello wörld" + _LEFT * 3 + "漢", shows=r"hello wö漢rld"),
        Step("\x01\x0b", gone=r"hello"),
        Step("x" * 100, shows=r"^x{20}"),
        Step("\x01begin \x05 end", shows=r"begin x.*\n.* end"),
        Step("\x15", gone=r"begin"),
        Step("first\r", shows=r"= FIRST"),
        Step("second\r", shows=r"= SECOND"),
        Step("pa\t\t", shows=r"palette +par"),
        Step("\x15\x12fir", shows=r"reverse-i-search.*first"),
        Step("\r", shows=r"= FIRST[^$]*= FIRST"),
        Step(_UP * 2, shows=r"^deck> second"),
        Step("\x15bye\r", ends=True),
    ),
    samples.write_scripts,
)

LS = Program(
    "ls",
    ("ls", "--color=always", "-laF", "--time-style=long-iso"),
    (Step(ends=True),),
    samples.write_tree,
    {"LS_COLORS": "di=01;34:ln=01;36:or=40;31;01:ex=01;32:*.png=38;5;13:*.gz=48;5;52"},
)

MAN = Program(
    "man",
    ("man", "-l", "./sample.1"),
    (
        Step(shows=r"SYNOPSIS"),
        Step(" ", shows=r"SEE ALSO"),
        Step("q", ends=True),
    ),
    samples.write_page,
    {"MANPAGER": "less -R", "MAN_DISABLE_SECCOMP": "1"},
)

PROGRAMS = (
    *(VIM, LESS, HTOP, TOP, MC, TMUX, NANO, DIALOG),
    *(GAUGE, GIT, GIT_CAT, PROGRESS, PROMPT, LS, MAN),
)
SIZES = {"vim": ((200, 50),), "htop": ((200, 50),)}
"""Further sizes that `main` records; all are recorded in 80 by 24."""


def main(target: Path) -> None:
    """Record every program into files."""
    for program in PROGRAMS:
        for columns, lines in ((80, 24), *SIZES.get(program.name, ())):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                recording = record(program, Path(folder), columns=columns, lines=lines)
            path = target / f"{program.name}_{columns}x{lines}.bin"
            path.write_bytes(recording.data)
            print(path, len(recording.data), recording.checkpoints)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
