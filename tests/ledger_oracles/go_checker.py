# SPDX-License-Identifier: Apache-2.0
"""The checker on Go's own checksum-database code, built once into the build folder.

Needs Debian's golang-go and golang-golang-x-mod-dev, and the checker's source among the published test data."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import oracle

HOME = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", oracle.ROOT / "build" / "ledger_oracles"))
SOURCE = oracle.DATA / "checker" / "tlogcheck.go"


def why_missing():
    """What it lacks here; nothing where it can be had."""
    if shutil.which("go") is None:
        return "Go is not installed: apt-get install golang-go golang-golang-x-mod-dev"
    if not SOURCE.exists():
        return f"no test data: {SOURCE} is missing"
    if not os.path.isdir("/usr/share/gocode/src/golang.org/x/mod/sumdb"):
        return "golang.org/x/mod is not installed: apt-get install golang-golang-x-mod-dev"
    return ""


def build():
    binary = HOME / "tlogcheck"
    if binary.exists() and binary.stat().st_mtime >= SOURCE.stat().st_mtime:
        return binary
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as folder:
        environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                           GOCACHE=os.environ.get("GOCACHE", f"{folder}/cache"))
        made = pathlib.Path(folder) / "tlogcheck"
        subprocess.run(["go", "build", "-o", made, SOURCE], check=True, env=environment)
        made.rename(binary)  # whole or not at all, whoever else builds it now
    return binary


def holds(*command):
    done = subprocess.run([str(build()), *map(str, command)], capture_output=True, text=True, check=False)
    # What it refuses it names: a crash or a wrong call is no refusal.
    assert done.returncode == 0 or (done.returncode == 1 and "FAIL" in done.stdout and "usage" not in done.stdout), done
    return done.returncode == 0
