# SPDX-License-Identifier: Apache-2.0
"""Draws docs/pictures/copies.svg from what `redress bench copies --json` printed, and prints the same as a table.

Usage: tools/copies_chart.py FILE [RATE]     RATE: 1e-4, 1e-5 (unless told), 1e-6; or `summary`
Each square is the part of one kind of copy that one method finds at that rate of false pairs: darker is more."""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
METHODS = ["pdq", "phash", "dhash", "blockhash", "pdq_turned", "pdq_trimmed", "pdq_parts", "features", "all"]
LABELS = ["PDQ", "pHash", "dHash", "blockhash", "PDQ, 8 turns", "+ trimmed", "parts", "features", "all tiers"]
LEFT, TOP, WIDE, HIGH = 170, 60, 86, 19


def kinds_of(figures, rate):
    start = f"recall/all/{rate}/"
    order = ["jpeg_q10", "jpeg_q30_half", "blur", "noise", "gray", "squash_75", "contrast", "gamma_2"]
    found = [name.removeprefix(start) for name in figures if name.startswith(start)]
    return [kind for kind in order if kind in found] + sorted(kind for kind in found if kind not in order)


def colour(value):
    low, high = (247, 251, 255), (8, 81, 156)
    return "#" + "".join(f"{round(a + (b - a) * value):02x}" for a, b in zip(low, high))


def text(x, y, words, anchor="start", ink="#222", weight="normal"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{ink}" font-weight="{weight}">{words}</text>'


def draw(figures, rate):
    kinds = kinds_of(figures, rate)
    height = TOP + HIGH * (len(kinds) + 2) + 20
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE * len(METHODS) + 10} {height}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="#fff"/>',
             text(8, 20, f"Copies found; thresholds set for {rate} false pairs a pair on the held-out pictures", weight="bold")]
    for column, label in enumerate(LABELS):
        lines.append(text(LEFT + WIDE * column + WIDE / 2, TOP - 10, label, "middle"))
    for row, kind in enumerate([*kinds, "mean"]):
        y = TOP + HIGH * row + (6 if kind == "mean" else 0)
        lines.append(text(LEFT - 8, y + 14, kind.replace("_", " "), "end", weight="bold" if kind == "mean" else "normal"))
        for column, method in enumerate(METHODS):
            name = f"mean_recall/{method}/{rate}" if kind == "mean" else f"recall/{method}/{rate}/{kind}"
            value = figures[name]["median"]
            x = LEFT + WIDE * column
            lines.append(f'<rect x="{x}" y="{y}" width="{WIDE - 2}" height="{HIGH - 2}" fill="{colour(value)}"/>')
            lines.append(text(x + WIDE / 2 - 1, y + 13, f"{value:.2f}", "middle", "#fff" if value > 0.55 else "#222"))
    y = TOP + HIGH * (len(kinds) + 1) + 24
    lines.append(text(LEFT - 8, y, "measured, in a million", "end"))
    for column, method in enumerate(METHODS):
        measured = figures[f"false_rate/{method}/{rate}"]["median"]
        lines.append(text(LEFT + WIDE * column + WIDE / 2 - 1, y, f"{measured:.1f}", "middle"))
    return "\n".join([*lines, "</svg>", ""])


def table(figures, rate):
    lines = ["| copy | " + " | ".join(LABELS) + " |", "|---|" + "---|" * len(LABELS)]
    for kind in kinds_of(figures, rate):
        cells = []
        for method in METHODS:
            one = figures[f"recall/{method}/{rate}/{kind}"]
            cells.append(f"{one['median']:.2f} ({one['min']:.2f}–{one['max']:.2f})")
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    for label, name, form in [("**mean**", "mean_recall", "{:.3f}"), ("false pairs in a million", "false_rate", "{:.2f}")]:
        cells = [form.format(figures[f"{name}/{method}/{rate}"]["median"]) for method in METHODS]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def summary(figures):
    """The tiers at two rates and what acts by itself, beside PDQ alone."""
    columns = [("pdq", "1e-5"), ("features", "1e-5"), ("all", "1e-5"), ("all", "1e-6"), ("all", "same")]
    labels = ["PDQ at 1e-5", "features at 1e-5", "all tiers at 1e-5", "all tiers at 1e-6", "all tiers, acts by itself"]
    lines = ["| copy | " + " | ".join(labels) + " |", "|---|" + "---|" * len(labels)]
    for kind in kinds_of(figures, "1e-5"):
        found = [figures[f"recall/{method}/{rate}/{kind}"] for method, rate in columns]
        cells = [f"{one['median']:.2f} ({one['min']:.2f}–{one['max']:.2f})" for one in found]
        lines.append(f"| {kind.replace('_', ' ')} | " + " | ".join(cells) + " |")
    for label, name, form in [("**mean**", "mean_recall", "{:.3f}"), ("false pairs in a million", "false_rate", "{:.2f}")]:
        cells = [form.format(figures[f"{name}/{method}/{rate}"]["median"]) for method, rate in columns]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(file, rate="1e-5"):
    run = json.loads(pathlib.Path(file).read_text())
    run = run.get("runs", {}).get("copies", run)  # a bench log holds many runs
    path = ROOT / "docs" / "pictures" / "copies.svg"
    path.write_text(draw(run["figures"], "1e-5" if rate == "summary" else rate))
    print(summary(run["figures"]) if rate == "summary" else table(run["figures"], rate))
    print(f"copies: {path.relative_to(ROOT)} drawn", file=sys.stderr)
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} FILE [RATE]")
    sys.exit(main(*sys.argv[1:]))
