#!/usr/bin/env python3
"""Tính lại kết quả của một phong trào đã chốt, chỉ từ tệp số liệu đã xuất; không dùng mã nào của dịch vụ.
Computes the outcome of a frozen movement again, from the exported facts alone; no code of the service is used.

    python3 tools/verify_snapshot.py facts.csv outcome.csv

Says the SHA-256 of both files and whether the outcome is the same byte for byte; ends with 1 where it is not.
"""
import hashlib
import json
import re
import sys
from collections import defaultdict
from datetime import date

GROUPS = ["provincial_bodies", "districts", "communes", "public_service_units", "enterprises"]


def read(path):
    """The facts, line by line."""
    facts = defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            what, rest = line.rstrip("\n").split(",", 1)
            if what == "set":
                version, first, last, content = rest.split(",", 3)
                facts["set"].append((int(version), first, last, json.loads(content)))
            else:
                facts[what].append(rest.split(","))
    return facts


def terms(text):
    """The terms of a sum of counts: how often, which count, of which kind."""
    found = re.findall(r"([+-]?)(?:(\d+)\*)?([a-z_]+)(?:\[([a-z_]+)\])?", text)
    return [((-1 if sign == "-" else 1) * int(times or 1), count, kind or None) for sign, times, count, kind in found]


def total_of(text, tally):
    return sum(times * tally.get((count, kind), 0) for times, count, kind in terms(text))


def metric_line(criterion, metric, tally):
    """Weight x (numerator + m p0) / (denominator + m), rounded half up; state, rate and points."""
    hits, of, cases = (total_of(metric[name], tally) for name in ("numerator", "denominator", "cases"))
    m = criterion["prior_weight"]
    decided = of + m
    if cases < criterion["min_opened"] or decided <= 0:
        return "not_applicable", None, None, False
    good = min(max(hits, 0), max(of, 0)) * 10_000 + m * criterion["prior_rate_bp"]

    def share(scale):
        return (2 * good * scale + decided * 10_000) // (2 * decided * 10_000)

    return "measured", share(10_000), share(1000 * criterion["weight"]), True


def side_of(stratum, whole, found):
    """What one stratum adds to n and to the doubled good, in thousandths; None while nothing is known of it."""
    if stratum == "late" or whole == 0:
        return whole, 0
    drawn = sum(weight for finding, weight in found.items() if finding != "not_reached")
    if drawn == 0:
        return (0, 0) if stratum == "confirmed" and found.get("not_reached", 0) >= whole else None

    def share(weighed):
        return whole * weighed // drawn

    if stratum == "confirmed":
        out = share(found.get("never_filed", 0))
        return whole - out, 2 * (whole - out)
    answers = 2 * found.get("stands", 0) - found.get("empty", 0)
    ends = -2 * found.get("groundless", 0)
    return whole - share(found.get("upheld", 0)), share(answers + ends)


def matters_line(criterion, quarters, before):
    """The line over matters of some quarters, each {(side, stratum): (weight, {finding: weight})}."""
    sums = {"anchored": [0, 0], "unanchored": [0, 0]}
    listed, is_open = {"anchored": 0, "unanchored": 0}, False
    for strata in quarters:
        parts = {place: side_of(place[1], *sum_) for place, sum_ in strata.items()}
        for (side, _), (whole, _) in strata.items():
            listed[side] += whole
        if any(part is None for part in parts.values()):
            is_open = True
            continue
        for (side, _), (n, good) in parts.items():
            sums[side][0] += n
            sums[side][1] += good
    enough = before if before is not None else sum(listed.values())
    ranked = enough >= criterion["min_opened"] * 1000
    (n, good), (other_n, other_good) = sums["anchored"], sums["unanchored"]
    if n <= 0 and other_n <= 0:
        return "open" if is_open else "not_applicable", None, None, ranked
    ceiling = max((before or 0) // 2, 10_000)
    m = criterion["prior_weight"]
    hits = good + 2 * m * criterion["prior_rate_bp"] * 1000 // 10_000
    whole = n + m * 1000
    other = min(other_n, ceiling)
    if other <= 0 or other_good * whole >= hits * other_n:
        top, bottom = hits, 2 * whole
    else:
        top, bottom = hits * other_n + other_good * other, 2 * other_n * (whole + other)
    points = 0 if bottom == 0 else min(max(100_000 * top // bottom, 0), 100_000)
    return "open" if is_open else "measured", points // 10, points * criterion["weight"] // 100, ranked


def attested_line(criterion, verified):
    if verified is None:
        return "open", None, None, False
    most = 1000 * criterion["weight"]
    done, planned = verified
    points = most * min(max(done, 0), max(planned, 0)) // max(planned, 1)
    return "measured", points * 10_000 // max(most, 1), points, True


def half_width(classes, size):
    by_size = sorted(classes, key=lambda one: one["least"])
    reached = [one for one in by_size if one["least"] <= size]
    own = reached[-1:] or by_size[:1]
    return own[0]["half_width_milli"] if own else 0


def sum_lines(criteria, lines, adjustment, width):
    """The total of a unit: state, points, of, bonus, penalty, half-width, ranked."""
    bonus, penalty = min(max(adjustment[0], 0), 10_000), min(max(adjustment[1], 0), 20_000)
    points = of = 0
    whole = True
    for target in sorted({one["target"] for one in criteria}):
        own = [one for one in criteria if one["target"] == target]
        everything = sum(one["weight"] for one in own)
        measured = [one for one in own if lines[one["code"]][2] is not None]
        weight = sum(one["weight"] for one in measured)
        whole = whole and weight > 0
        if weight > 0:
            points += sum(lines[one["code"]][2] for one in measured) * everything // weight
            of += everything
    is_open = any(line[0] == "open" for line in lines.values())
    enough = all(line[3] or line[0] == "not_applicable" for line in lines.values())
    state = "open" if is_open else "measured" if of > 0 else "not_applicable"
    result = max(points + bonus - penalty, 0) if of > 0 else None
    return state, result, of, bonus, penalty, width, whole and enough and not is_open


def cell(value):
    return "-" if value is None else str(value)


def written(total):
    state, points, of, bonus, penalty, width, ranked = total
    return f"{state},{cell(points)},{of},{bonus},{penalty},{width},{'true' if ranked else 'false'}"


def scored(facts):
    """Every unit by every set: (unit, set, group, [(code, line)], total)."""
    counts, matters, found = defaultdict(list), defaultdict(lambda: defaultdict(lambda: [0, defaultdict(int)])), []
    for unit, day, count, kind, n in facts["count"]:
        counts[unit].append((day, count, None if kind == "-" else kind, int(n)))
    for quarter, unit, side, stratum, weight, finding in facts["matter"]:
        place = matters[unit, quarter][side, stratum]
        place[0] += int(weight)
        if finding != "-":
            place[1][finding] += int(weight)
    attested = {(int(s), unit, code): (int(done), int(of)) for s, unit, code, done, of in facts["attested"]}
    adjusted = defaultdict(lambda: [0, 0])
    for unit, _, bonus, penalty in facts["adjustment"]:
        adjusted[unit][0] += int(bonus)
        adjusted[unit][1] += int(penalty)
    sets = {version: (first, last, content) for version, first, last, content in facts["set"]}
    for version, unit, group, size, before in sorted(facts["unit"], key=lambda one: (one[1], int(one[0]))):
        first, last, content = sets[int(version)]
        tally = defaultdict(int)
        for day, count, kind, n in counts[unit]:
            if first <= day <= last:
                tally[count, None] += n
                if kind:
                    tally[count, kind] += n
        quarters = [matters.get((unit, start), {}) for start, _, _ in facts["list"] if first <= start <= last]
        metrics = {one["code"]: one for one in content["metrics"]}
        own = [one for one in content["criteria"] if not one["groups"] or group in one["groups"]]
        lines = {}
        for criterion in own:
            if criterion["measure"] == "matters":
                line = matters_line(criterion, quarters, None if before == "-" else int(before))
            elif criterion["measure"] == "attested":
                line = attested_line(criterion, attested.get((int(version), unit, criterion["code"])))
            else:
                line = metric_line(criterion, metrics[criterion["measure"]], tally)
            lines[criterion["code"]] = line
        width = half_width(content["frame"]["size_classes"], int(size))
        total = sum_lines(own, lines, adjusted[unit], width)
        found.append((unit, int(version), group, [(one["code"], lines[one["code"]]) for one in own], total))
    return found


def over(days, parts):
    """One result of a unit's totals by several sets, each for its days."""
    first = parts[0][1]
    if len(parts) == 1:
        return first
    measured = [(days[version], total) for version, total in parts if total[1] is not None]
    whole = sum(n for n, _ in measured)

    def weighed(at):
        return sum(n * (total[at] or 0) for n, total in measured) // whole if whole else 0

    points = weighed(1) if whole else None
    ranked = all(total[6] for _, total in parts)
    return first[0], points, weighed(2), first[3], first[4], weighed(5), ranked


def places(facts, scores):
    """The standings of each group, the best first, with the ranks that intervals allow."""
    days = {
        version: (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
        for version, first, last, _ in facts["set"]
    }
    for group in GROUPS:
        totals = defaultdict(list)
        for unit, version, of, _, total in scores:
            if of == group:
                totals[unit].append((version, total))
        rows = [(unit, over(days, parts)) for unit, parts in totals.items()]
        rows.sort(key=lambda row: -(row[1][1] if row[1][1] is not None else -1))
        bounds = {unit: (t[1] - t[5], t[1] + t[5]) for unit, t in rows if t[6] and t[1] is not None}
        for unit, total in rows:
            ranks = (None, None)
            if unit in bounds:
                low, high = bounds[unit]
                above = sum(1 for other, _ in bounds.values() if other > high)
                ranks = (1 + above, sum(1 for _, other in bounds.values() if other >= low))
            yield group, ranks, unit, total


def outcome(facts, sha256):
    movement, version = facts["snapshot"][0][:2]
    scores = scored(facts)
    lines = [f"result,{movement},{version},{sha256}"]
    for unit, number, _, own, total in scores:
        for code, (state, rate, points, _) in own:
            lines.append(f"line,{number},{unit},{code},{state},{cell(rate)},{cell(points)}")
        lines.append(f"total,{number},{unit},{written(total)}")
    for group, (first, last), unit, total in places(facts, scores):
        lines.append(f"place,{group},{cell(first)},{cell(last)},{unit},{written(total)}")
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    with open(sys.argv[2], "rb") as file:
        kept = file.read()
    computed = outcome(read(sys.argv[1]), sha256).encode("utf-8")
    print(f"facts   sha256 {sha256}")
    print(f"outcome sha256 {hashlib.sha256(kept).hexdigest()}")
    if computed == kept:
        print("Trùng từng byte. / The same byte for byte.")
        return
    print("KHÔNG trùng. / NOT the same.")
    for here, there in zip(computed.decode().splitlines(), kept.decode("utf-8").splitlines()):
        if here != there:
            print(f"- {there}\n+ {here}")
            break
    sys.exit(1)


if __name__ == "__main__":
    main()
