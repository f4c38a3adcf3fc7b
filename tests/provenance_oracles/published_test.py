# SPDX-License-Identifier: Apache-2.0
"""`redress inspect` and c2pa-rs agree on every published file, but for those of docs/reference/c2pa-differences.md.

The package is fetched once into the build folder, exactly as package-lock.json names it, and runs no scripts. The oracle
has a clock of its own: certificates that ran out since the data were made show as a difference, and the page is looked at."""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import npm_packages  # noqa: E402

BINARY = os.environ.get("REDRESS_BINARY", str(ROOT / "build" / "redress"))
MODULES = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", ROOT / "build" / "provenance_oracles"))
DATA = pathlib.Path(os.environ.get("REDRESS_TEST_DATA", ROOT.parent / "shared" / "data")) / "c2pa"
SKIPPED = 77  # ctest knows this code as "skipped"


def skip(why):
    print(f"skipped: {why}", flush=True)
    sys.exit(SKIPPED)


def list_differences():
    page = (ROOT / "docs" / "reference" / "c2pa-differences.md").read_text()
    return {line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ") and "/" in line.split("|")[1]}


def codes(group):
    return {entry["code"] for entry in group}


def ours(file):
    trust = DATA / "trust"
    done = subprocess.run([BINARY, "inspect", "--crjson", "--trust", trust / "test_cert_root_bundle.pem", "--trust",
                           trust / "fixture-root.pem", "--tsa-trust", trust / "fixture-tsa-root.pem", "--ekus",
                           trust / "store.cfg", DATA / file], check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    failures = codes(report["extras:asset"]["failure"])
    for manifest in report["manifests"][:1] + report.get("extras:unreadable", [])[:1]:
        failures |= codes(manifest["validationResults"]["failure"])
    for manifest in report["manifests"]:
        for delta in manifest.get("ingredientDeltas", []):
            failures |= codes(delta["validationDeltas"]["failure"])
    return report["extras:state"], failures


def main():
    if not (DATA / "expected.json").exists():
        skip("no test data")
    missing = npm_packages.install(HERE, MODULES)
    if missing:
        skip(missing)
    # A sidecar beside its file is read by ours alone: the oracle is given one file at a time.
    files = [entry["file"] for entry in json.loads((DATA / "expected.json").read_text())["files"]
             if not (DATA / entry["file"]).with_suffix(".c2pa").exists()]
    done = subprocess.run(["node", str(HERE / "published.mjs"), str(MODULES), str(DATA), *files], check=True,
                          capture_output=True, text=True)
    listed, count = list_differences(), 0
    faults = []
    for line in done.stdout.splitlines():
        theirs = json.loads(line)
        file = theirs["file"]
        if file in listed:
            continue
        count += 1
        state, failures = ours(file)
        wanted = (theirs["state"], set(theirs.get("failures", [])))
        if theirs["state"] == "error":
            wanted = ("none", set())  # it has no answer where there is no manifest
        if (state, failures) != wanted:
            faults.append(f"{file}: ours {state} {sorted(failures)}, c2pa-rs {theirs}")
    print("\n".join(faults))
    print(f"{count} files compared, {len(faults)} differences that the page does not list")
    return 1 if faults or count < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
