# SPDX-License-Identifier: Apache-2.0
"""A checker on Go's own checksum-database code accepts our logs and refuses each altered byte."""

import os
import random
import sys

import go_checker
import oracle

CHANGES = 300
SIZES = (1, 2, 3, 255, 256, 257, 511, 512)

holds = go_checker.holds


def main():
    missing = go_checker.why_missing()
    if missing:
        oracle.skip(missing)
    for size in SIZES:
        with oracle.Log(size) as log:
            assert holds("log", log.path, log.path / "checkpoint", log.vkey, log.witness_vkey), f"{size} entries: refused"
    print(f"accepted: logs of {', '.join(map(str, SIZES))} entries")
    with oracle.Log() as log:
        keys = [log.vkey, log.witness_vkey]
        head = log.path / "checkpoint"
        assert holds("log", log.path, head, *keys), "our log is refused"
        assert holds("log", log.path / "packed", head, *keys), "our log with packed bundles is refused"
        assert holds("log", log.path, log.path / "checkpoint.old", *keys), "an older size of our log is refused"
        assert holds("consistency", log.path / "checkpoint.old", head, log.path), "our history is refused"
        receipts = log.path / "receipts"
        for index in (0, 1, 255, 256, 257, 511, 512, 599):
            assert holds("proof", receipts / f"{index}.tlog-proof", receipts / f"{index}.entry", *keys), index
        assert not holds("proof", receipts / "5.tlog-proof", receipts / "7.entry", *keys), "a foreign entry passes"
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
            assert not holds("log", log.path, head, *keys), f"{path}: byte {at} changed by {change} is accepted"
            path.write_bytes(whole)
        assert holds("log", log.path, head, *keys)
        print(f"refused: {len(picks)} changes of one byte")


if __name__ == "__main__":
    sys.exit(main())
