# SPDX-License-Identifier: Apache-2.0
"""Verifiers from npm accept every receipt of our log and refuse altered entries.

The packages are fetched once into the build folder, exactly as package-lock.json names them, and run no scripts."""

import os
import pathlib
import shutil
import subprocess
import sys

import oracle

MODULES = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", oracle.ROOT / "build" / "ledger_oracles"))


def install():
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            oracle.skip(f"{program} is not installed: apt-get install nodejs npm")
    MODULES.mkdir(parents=True, exist_ok=True)
    fresh = False
    for name in ("package.json", "package-lock.json"):
        wanted = (oracle.HERE / name).read_bytes()
        there = MODULES / name
        if not there.exists() or there.read_bytes() != wanted:
            there.write_bytes(wanted)
            fresh = True
    if (MODULES / "node_modules").exists() and not fresh:
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=MODULES, check=False,
                          capture_output=True, text=True)
    if done.returncode != 0:
        shutil.rmtree(MODULES / "node_modules", ignore_errors=True)
        reached = not any(word in done.stderr for word in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT",
                                                           "ENETUNREACH", "ECONNRESET", "SELF_SIGNED_CERT_IN_CHAIN"))
        if not reached:
            oracle.skip("the npm registry cannot be reached")
        sys.exit(f"npm ci failed:\n{done.stderr}")


def main():
    install()
    with oracle.Log() as log:
        subprocess.run(["node", str(oracle.HERE / "verify.mjs"), str(MODULES), str(log.path)], check=True)


if __name__ == "__main__":
    sys.exit(main())
