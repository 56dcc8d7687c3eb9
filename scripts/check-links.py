#!/usr/bin/env python3
"""Fails where a paper points to what is not there: a dead relative link or heading, or a dead path of this repository."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("src/", "deploy/", "tests/", "docs/", "scripts/", "data/", "migrations/", "templates/")


def anchors(paper: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", paper.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def dead(paper: Path):
    text = re.sub(r"^```.*?^```", "", paper.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (paper.parent / name) if name else paper
        if not there.exists() or (anchor and anchor not in anchors(there)):
            yield target
    for path in re.findall(r"`([^`\s]+)`", text):
        # A pattern is no name of a file; a source file may be named without its folder.
        ours = path.startswith(OURS) and not re.search(r"[*{}<>]", path) and not (ROOT / path).exists()
        if ours or (re.fullmatch(r"\w+\.rs", path) and not any(ROOT.glob(f"src/**/{path}"))):
            yield path


# What was once there may be named in the history.
papers = [it for it in ROOT.glob("*.md") if it.name != "CHANGELOG.md"] + [*ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md")]
faults = [f"{paper.relative_to(ROOT)}: {target}" for paper in sorted(papers) for target in dead(paper)]
print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
sys.exit(bool(faults))
