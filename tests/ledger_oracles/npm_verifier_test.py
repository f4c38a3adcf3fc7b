# SPDX-License-Identifier: Apache-2.0
"""Verifiers from npm accept every receipt of our log and refuse altered entries.

The packages are fetched once into the build folder, exactly as package-lock.json names them, and run no scripts."""

import os
import pathlib
import subprocess
import sys

import oracle

sys.path.insert(0, str(oracle.ROOT / "tools"))
import npm_packages  # noqa: E402

MODULES = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", oracle.ROOT / "build" / "ledger_oracles"))


def main():
    missing = npm_packages.install(oracle.HERE, MODULES)
    if missing:
        oracle.skip(missing)
    with oracle.Log() as log:
        subprocess.run(["node", str(oracle.HERE / "verify.mjs"), str(MODULES), str(log.path)], check=True)


if __name__ == "__main__":
    sys.exit(main())
