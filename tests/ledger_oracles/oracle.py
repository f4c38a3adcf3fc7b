# SPDX-License-Identifier: Apache-2.0
"""What the oracle tests share: a log made by our own code, and a way to say that an oracle is not here."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
MAKE_LOG = os.environ.get("REDRESS_MAKE_LOG", str(ROOT / "build" / "tests" / "make_log"))
DATA = pathlib.Path(os.environ.get("REDRESS_TEST_DATA", ROOT.parent / "shared" / "data")) / "tlog"
SIZE = 600
SKIPPED = 77  # ctest knows this code as "skipped"


def skip(why):
    print(f"skipped: {why}", flush=True)
    sys.exit(SKIPPED)


class Log:
    """A log in a folder that goes away."""

    def __init__(self, size=SIZE):
        self.size = size

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="ledger-oracle-"))
        subprocess.run([MAKE_LOG, str(self.path), str(self.size)], check=True)
        self.vkey = (self.path / "vkey").read_text()
        self.witness_vkey = (self.path / "witness.vkey").read_text()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def files(self):
        """The files that a log of SIZE entries consists of: no older partial tiles, nothing that lies beside it."""
        edge = self.size % 256
        return [self.path / name for name in ("tile/0/000", "tile/0/001", f"tile/0/002.p/{edge}", "tile/1/000.p/2",
                                              "tile/entries/000", "tile/entries/001", f"tile/entries/002.p/{edge}",
                                              "checkpoint")]
