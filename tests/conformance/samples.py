"""The files that the recorded programs work on."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE = """\
#include <stdio.h>
/* A comment with wide text: 端末エミュレータ and a mark: e\u0301a\u0308 */
#define LIMIT 42

static const char *names[] = {"alpha", "beta", "gamma", NULL};

int main(void)
{
\tfor (int i = 0; names[i] != NULL; i++) {
\t\tif (i > LIMIT)
\t\t\treturn 1; // never
\t\tprintf("%d: %s\\n", i, names[i]);
\t}
\treturn 0;
}
"""

_PAGE = r"""
.TH SAMPLE 1 2024-01-01 "sample 1.0" "User Commands"
.SH NAME
sample \- show what a manual page can look like
.SH SYNOPSIS
.B sample
[\fIOPTION\fR]... \fIFILE\fR...
.SH DESCRIPTION
Writes each \fIFILE\fR with \fBbold\fR and \fIemphasised\fR words. This paragraph is
long enough to be filled and adjusted over more than one line of the terminal, as
is usual in manuals.
.TP
\fB\-a\fR, \fB\-\-all\fR
do not ignore anything
.TP
\fB\-n\fR, \fB\-\-number\fR=\fICOUNT\fR
stop after \fICOUNT\fR lines
.SH EXAMPLES
.nf
$ sample \-a one two
$ sample \-\-number=3 three
.fi
.SH FILES
.IP \(bu 2
.I /etc/sample.conf
.IP \(bu 2
.I ~/.samplerc
.SH NOTES
One.
.PP
Two.
.PP
Three.
.SH SEE ALSO
.BR other (1),
.BR another (7)
"""

PROGRESS = r"""
import sys
out = sys.stdout
crates = ["libc", "serde", "regex-syntax", "tokio", "hyper", "execdeck-sample"]
total = len(crates)
for done, crate in enumerate(crates):
    out.write(f"\r\x1b[K\x1b[1m\x1b[32m   Compiling\x1b[0m {crate} v1.{done}.0\r\n")
    for part in range(5):
        filled = (done * 5 + part) * 25 // (total * 5)
        bar = "=" * filled + ">" + " " * (25 - filled)
        out.write(f"\x1b[1m\x1b[36m    Building\x1b[0m [{bar}] {done}/{total}: {crate}")
        out.write("\x1b[K\r")
        out.flush()
out.write("\x1b[K\x1b[1;32m    Finished\x1b[0m dev [unoptimized] in 1.2s\n\n\n\n")
for percent in range(0, 101, 5):
    out.write("\x1b[3A")
    for layer, colour in enumerate((196, 118, 33)):
        level = min(100, percent * (layer + 2) // 2)
        blocks = "█" * (level // 4) + "▏▎▍▌"[level % 4]
        out.write(f"\r\x1b[2K\x1b[38;5;{colour}mlayer {layer}\x1b[m ")
        out.write(f"\x1b[48;2;40;40;40;38;2;{level};200;90m{blocks:26}\x1b[0m")
        out.write(f" \x1b[3m{level:3}%\x1b[23m\x1b[1B")
    out.flush()
out.write("\r\x1b[?25hall \x1b[4mdone\x1b[24m \x1b[9mnot\x1b[29m\n")
out.flush()
sys.stdin.readline()
"""

PROMPT = r"""
import readline
words = ["palette", "paragraph", "parser", "pending"]
readline.set_completer(lambda text, n: [w for w in words if w.startswith(text)][n])
readline.parse_and_bind("tab: complete")
readline.parse_and_bind("set enable-bracketed-paste on")
readline.parse_and_bind("set colored-completion-prefix on")
while True:
    line = input("\001\x1b[1;34m\002deck\001\x1b[0m\002> ")
    print("=", line.upper())
    if line == "bye":
        break
"""


def write_text(folder: Path) -> None:
    """Write a source file, and a long one with colours and wide characters."""
    (folder / "sample.c").write_text(_SOURCE, encoding="utf-8")
    lines = [
        f"{number:4} the quick \x1b[3{number % 8}mbrown\x1b[0m fox\tjumps \u7aef\u672b "
        + "over the lazy dog " * (number % 6)
        for number in range(200)
    ]
    (folder / "long.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tree(folder: Path) -> None:
    """Write files of many kinds, for programs that list a directory."""
    write_text(folder)
    for name in ("archive.tar.gz", "image.png", "plain", "käse.txt", "端末.md"):
        (folder / name).write_text("x", encoding="utf-8")
    (folder / "a directory").mkdir(exist_ok=True)
    (folder / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "run.sh").chmod(0o755)
    for name, target in (("link", "plain"), ("dangling", "nowhere")):
        (folder / name).symlink_to(target)
    for path in sorted(folder.iterdir()):
        os.utime(path, (1_700_000_000,) * 2, follow_symlinks=False)


def write_page(folder: Path) -> None:
    """Write a manual page."""
    (folder / "sample.1").write_text(_PAGE, encoding="utf-8")


def write_scripts(folder: Path) -> None:
    """Write the Python programs of our own."""
    (folder / "progress.py").write_text(PROGRESS, encoding="utf-8")
    (folder / "prompt.py").write_text(PROMPT, encoding="utf-8")


def write_repository(folder: Path) -> None:
    """Make a git repository with branches and merges."""
    stamp = "2024-05-06T07:08:09+00:00"
    person = {"NAME": "Ann Käse", "EMAIL": "ann@example.org", "DATE": stamp}
    env = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_AUTHOR_{key}": value for key, value in person.items()},
        **{f"GIT_COMMITTER_{key}": value for key, value in person.items()},
    }

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", *arguments], cwd=folder, env=env, check=True, capture_output=True
        )

    def commit(text: str) -> None:
        git("commit", "-q", "--allow-empty", "-m", text)

    git("init", "-q", "-b", "main")
    commit("Begin")
    for number in range(3):
        git("checkout", "-q", "-b", f"topic-{number}")
        commit(f"Work on topic {number}")
        commit(f"Finish topic {number}: 端末")
        git("checkout", "-q", "main")
        commit(f"Main goes on {number}")
    git("merge", "-q", "--no-ff", "-m", "Merge one", "topic-0")
    git("merge", "-q", "--no-ff", "-m", "Merge two", "topic-1", "topic-2")
    git("tag", "v1")


PYTHON = sys.executable
"""The interpreter that runs our own programs."""
