# SPDX-License-Identifier: Apache-2.0
"""Runs `redress bench NAME --json` for each name and keeps the figures in bench/log/DATE-MACHINE.json.

Usage: tools/bench_log.py BINARY [NAME...]     all benches when none is named
A figure without the machine it was measured on means nothing, so CPU, compiler and commit stand on top of the file."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ["intake", "queue", "check", "clocks", "edge", "ledger", "witness", "match", "hash", "provenance"]


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout.split("\n")[0]


def machine():
    cpu = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return {"cpu": cpu.group(1) if cpu else platform.machine(), "cores": os.cpu_count(), "kernel": platform.release()}


def name_of(box):
    return re.sub(r"[^a-z0-9]+", "-", f"{box['cpu']} {box['cores']} cores".lower()).strip("-")


def main(binary, names):
    box = machine()
    log = {"machine": box, "compiler": first_line("g++", "--version"),
           "commit": first_line("git", "describe", "--always", "--dirty"), "runs": {}}
    path = ROOT / "bench" / "log" / f"{datetime.date.today()}-{name_of(box)}.json"
    if path.exists():
        log["runs"] = json.loads(path.read_text())["runs"]
    for name in names or NAMES:
        done = subprocess.run([binary, "bench", name, "--json"], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            print(f"bench: '{name}' ended with {done.returncode}", file=sys.stderr)
            return 1
        log["runs"][name] = json.loads(done.stdout)
        print(name, json.dumps(log["runs"][name].get("figures", {}), indent=1))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(log, indent=1, sort_keys=True) + "\n")
    print(f"bench: written to {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} BINARY [NAME...]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
