#!/usr/bin/env python3
"""Fails where a paper points to what is not there (a dead relative link or heading, a dead path of this repository), and where
both languages of the README do not have the same commands, settings and links."""

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


def literals(paper: Path) -> set[str]:
    """What stands alike in every language: code without its remarks, names, addresses of links."""
    text = paper.read_text()
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.M | re.S)
    lines = {line.split("  #")[0].strip() for block in blocks for line in block.splitlines()}
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    spans = {re.sub(r"\s+", " ", it) for it in re.findall(r"`([^`]+)`", text)}
    return lines | spans | {it for it in re.findall(r"\]\(([^)\s]+)\)", text) if not it.startswith("README")}


# What was once there may be named in the history.
papers = [it for it in ROOT.glob("*.md") if it.name != "CHANGELOG.md"] + [*ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*.md")]
faults = [f"{paper.relative_to(ROOT)}: {target}" for paper in sorted(papers) for target in dead(paper)]
readmes = [ROOT / "README.md", ROOT / "README.vi.md"]
both = [literals(it) for it in readmes]
faults += [f"{it.name} lacks what the other has: {one}" for it, has, other in zip(readmes, both, both[::-1]) for one in sorted(other - has)]
print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
sys.exit(bool(faults))
