# SPDX-License-Identifier: Apache-2.0
"""npm packages, exactly as a package-lock.json names them, in a folder of the build; none of them runs a script."""

import pathlib
import shutil
import subprocess
import sys

PINNED = ("package.json", "package-lock.json")
UNREACHED = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET", "SELF_SIGNED_CERT_IN_CHAIN")


def install(wanted, folder):
    """Brings what `wanted`/package-lock.json names into `folder`/node_modules, once.

    The reason why they cannot be had on this machine; nothing when they are there. Any other failure ends the program."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return f"{program} is not installed: apt-get install nodejs npm"
    wanted, folder = pathlib.Path(wanted), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder / "node_modules"
    same = all((folder / name).exists() and (folder / name).read_bytes() == (wanted / name).read_bytes() for name in PINNED)
    if modules.exists() and same:
        return ""
    for name in PINNED:
        shutil.copy(wanted / name, folder / name)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False,
                          capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    shutil.rmtree(modules, ignore_errors=True)
    if any(word in done.stderr for word in UNREACHED):
        return "the npm registry cannot be reached"
    sys.exit(f"npm ci failed in {folder}:\n{done.stderr}")
