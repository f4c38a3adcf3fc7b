# SPDX-License-Identifier: Apache-2.0
"""A checker on Go's own checksum-database code accepts our logs and refuses each altered byte.

Needs Debian's golang-go and golang-golang-x-mod-dev, and the checker's source among the published test data."""

import os
import random
import shutil
import subprocess
import sys
import tempfile

import oracle

CHANGES = 300


def build(folder):
    source = oracle.DATA / "checker" / "tlogcheck.go"
    if shutil.which("go") is None:
        oracle.skip("Go is not installed: apt-get install golang-go golang-golang-x-mod-dev")
    if not source.exists():
        oracle.skip(f"no test data: {source} is missing")
    if not os.path.isdir("/usr/share/gocode/src/golang.org/x/mod/sumdb"):
        oracle.skip("golang.org/x/mod is not installed: apt-get install golang-golang-x-mod-dev")
    binary = f"{folder}/tlogcheck"
    environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                       GOCACHE=os.environ.get("GOCACHE", f"{folder}/cache"))
    subprocess.run(["go", "build", "-o", binary, str(source)], check=True, env=environment)
    return binary


def holds(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    # What it refuses it names: a crash or a wrong call is no refusal.
    assert done.returncode == 0 or (done.returncode == 1 and "FAIL" in done.stdout and "usage" not in done.stdout), done
    return done.returncode == 0


def main():
    with tempfile.TemporaryDirectory() as folder, oracle.Log() as log:
        check = build(folder)
        keys = [log.vkey, log.witness_vkey]
        head = log.path / "checkpoint"
        assert holds(check, "log", log.path, head, *keys), "our log is refused"
        assert holds(check, "log", log.path / "packed", head, *keys), "our log with packed bundles is refused"
        assert holds(check, "log", log.path, log.path / "checkpoint.old", *keys), "an older size of our log is refused"
        assert holds(check, "consistency", log.path / "checkpoint.old", head, log.path), "our history is refused"
        receipts = log.path / "receipts"
        for index in (0, 1, 255, 256, 257, 511, 512, 599):
            assert holds(check, "proof", receipts / f"{index}.tlog-proof", receipts / f"{index}.entry", *keys), index
        assert not holds(check, "proof", receipts / "5.tlog-proof", receipts / "7.entry", *keys), "a foreign entry passes"
        print(f"accepted: a log of {oracle.SIZE} entries, packed, at two sizes, 8 receipts")

        seed = int(os.environ.get("REDRESS_SEED", "6962"))
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        files = log.files()
        weights = [path.stat().st_size for path in files]
        # Every file several times, then bytes as they lie.
        picks = files * 8 + chance.choices(files, weights, k=CHANGES - 8 * len(files))
        for path in picks:
            whole = path.read_bytes()
            at, change = chance.randrange(len(whole)), chance.randrange(1, 256)
            path.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1:])
            assert not holds(check, "log", log.path, head, *keys), f"{path}: byte {at} changed by {change} is accepted"
            path.write_bytes(whole)
        assert holds(check, "log", log.path, head, *keys)
        print(f"refused: {len(picks)} changes of one byte")


if __name__ == "__main__":
    sys.exit(main())
