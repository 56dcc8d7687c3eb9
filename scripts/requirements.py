#!/usr/bin/env python3
"""Writes into SECURITY.md which tests hold which requirement: a test whose name begins with an id, as `a4_of_fifty_sign_ins_…`, is one of it.

usage: scripts/requirements.py [--check]     with --check it only says whether the paper is behind
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "SECURITY.md"
HEAD, END = "## Requirements and their tests\n", "\n## Dependencies\n"
WORDS = {
    "a1": "passwords that are long enough and not to be guessed",
    "a2": "what hashing costs, and how many at once",
    "a3": "nobody learns whether an account is there",
    "a4": "a second factor, each code once",
    "a5": "sessions that end",
    "a6": "guesses wait, outsiders lock nobody out",
    "a7": "links that set a password",
    "a8": "what gives power asks for a fresh proof",
    "b2": "who may do what to what",
    "c1": "canaries: nothing of a reporter where it does not belong",
    "f1": "kinds, sizes and numbers of files",
    "f2": "clean copies without what a camera wrote",
    "f3": "pictures that are bombs",
    "f4": "names and headers of files",
    "f5": "no plaintext of a file on the disk",
    "f6": "file and row together or not at all",
    "h1": "cells that no spreadsheet takes for a formula",
    "h2": "exports: proof, reason, bound, end, log",
    "h3": "exports in pieces",
    "j1": "what is done is in the log with it",
    "m1": "headers of every answer",
    "m2": "pages of other origins",
    "m3": "forms of other sites",
}
TEST = re.compile(r"^\s*(?:pub )?(?:async )?fn (([a-n]\d{1,2})_\w+)", re.M)


def table():
    found = {}
    for path in sorted([*ROOT.glob("src/**/*.rs"), *ROOT.glob("tests/**/*.rs")]):
        for name, requirement in TEST.findall(path.read_text()):
            where = path.relative_to(ROOT).as_posix()
            found.setdefault(requirement, []).append(f"`{where}`: {name[len(requirement) + 1:].replace('_', ' ')}")
    strange = sorted(set(found) - set(WORDS))
    if strange:
        sys.exit(f"requirements: no words for {', '.join(strange)}")
    order = sorted(found, key=lambda it: (it[0], int(it[1:])))
    rows = [f"| {it.upper()} | {WORDS[it]} | {'; '.join(found[it])} |" for it in order]
    about = "Made by `scripts/requirements.py` from the names of tests; most of what is promised above is held by tests that bear no id.\n\n"
    return f"{HEAD}\n{about}| id | requirement | tests |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def main():
    text = PAPER.read_text()
    before, _, rest = text.partition(HEAD)
    after = rest.partition(END)[2] if rest else text.partition(END)[2]
    before = before if rest else text.partition(END)[0] + "\n"
    made = f"{before}{table()}{END}{after}"
    if "--check" in sys.argv:
        sys.exit(0 if made == text else "SECURITY.md is behind: run scripts/requirements.py")
    PAPER.write_text(made)


main()
