# SPDX-License-Identifier: Apache-2.0
"""Whatever we sign is Trusted to a validator that shares no code with ours: seven algorithms, every container.

The validator comes from npm, once, into the build folder, exactly as package-lock.json names it, and runs no scripts. The
files are of our own making (ffmpeg), and where the published test data lie beside the repository, theirs too."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tools"))
import npm_packages  # noqa: E402

BINARY = os.environ.get("REDRESS_BINARY", str(ROOT / "build" / "redress"))
MODULES = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", ROOT / "build" / "provenance_oracles"))
DATA = pathlib.Path(os.environ.get("REDRESS_TEST_DATA", ROOT.parent / "shared" / "data")) / "c2pa"
ALGORITHMS = ("es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519")
SKIPPED = 77  # ctest knows this code as "skipped"
PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x256:rate=10", "-frames:v", "1"]
FILM = ["-f", "lavfi", "-i", "testsrc2=size=320x256:rate=10:duration=1", "-c:v", "mpeg4"]
SOUND = ["-f", "lavfi", "-i", "sine=duration=1"]
MADE = {"jpg": PICTURE, "png": PICTURE, "gif": PICTURE, "webp": PICTURE, "tif": PICTURE, "mp4": FILM, "mov": FILM,
        "avi": FILM, "wav": SOUND, "mp3": SOUND, "flac": SOUND, "m4a": SOUND}
# What ffmpeg does not write, or not in the form that holds a manifest.
PUBLISHED = {"heif": "unsigned/sample1.heif", "avif": "unsigned/sample1.avif", "jxl": "made/valid-jxl-ps384.jxl"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>\n'
# Manifests that came in, and the failures their ingredient has to record.
INCOMING = {"made/alg-es256.jpg": [], "made/update.jpg": [], "made/claim-v1.jpg": [], "cai/CACAE-uri-CA.jpg": [],
            "made/tamper-pixels.jpg": ["assertion.dataHash.mismatch"],
            "made/tamper-cert.jpg": ["claimSignature.mismatch"]}


def skip(why):
    print(f"skipped: {why}", flush=True)
    sys.exit(SKIPPED)


def redress(*arguments):
    done = subprocess.run([BINARY, *map(str, arguments)], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"redress {' '.join(map(str, arguments))}:\n{done.stdout}{done.stderr}")
    return done.stdout


def sign(folder, source, target, algorithm, *more):
    identity = folder / algorithm
    if target.exists():
        target.unlink()
    redress("label", source, "-o", target, "--sign", "--chain", identity / "chain.pem", "--key", identity / "key.pem",
            "--algorithm", algorithm, "--trust", folder / "roots.pem", *more)
    return target


def make_carriers(folder):
    carriers = {}
    for ending, source in MADE.items():
        carriers[ending] = folder / f"bare.{ending}"
        subprocess.run(["ffmpeg", "-v", "error", *source, str(carriers[ending])], check=True)
    if shutil.which("heif-enc") is not None:
        carriers["heic"] = folder / "bare.heic"
        subprocess.run(["heif-enc", "-q", "90", "-o", str(carriers["heic"]), str(carriers["png"])], check=True,
                       stdout=subprocess.DEVNULL)
    carriers["svg"] = folder / "bare.svg"
    carriers["svg"].write_text(SVG)
    for ending, name in PUBLISHED.items():
        if (DATA / name).exists():
            carriers[ending] = DATA / name
    return carriers


def judge(folder, files):
    done = subprocess.run(["node", str(HERE / "validate.mjs"), str(MODULES), str(folder / "roots.pem"), *map(str, files)],
                          check=True, capture_output=True, text=True)
    return {pathlib.Path(answer["file"]): answer for answer in map(json.loads, done.stdout.splitlines())}


def pixels(path):
    if path.suffix == ".heic":
        shown = path.with_suffix(".y4m")
        subprocess.run(["heif-convert", str(path), str(shown)], check=True, stdout=subprocess.DEVNULL)
        return shown.read_bytes()
    return subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "framemd5", "-"], check=True,
                          capture_output=True, text=True).stdout


def check_trusted(answers):
    wrong = [answer for answer in answers.values() if answer["state"] != "Trusted"]
    assert not wrong, json.dumps(wrong, indent=1)


def check_incoming(folder):
    if not DATA.exists():
        return 0
    files = {}
    for number, (name, failures) in enumerate(INCOMING.items()):
        files[sign(folder, DATA / name, folder / f"incoming-{number}.jpg", "es256", "--manifest-only")] = failures
    answers = judge(folder, files)
    check_trusted(answers)
    for path, failures in files.items():
        recorded = answers[path]["ingredients"][0]["recorded"]
        assert set(failures) <= set(recorded), f"{path}: {recorded}"
        assert answers[path]["manifests"] >= 2, path
    return len(files)


def check_pixels(folder, carriers):
    """The words, the watermark and the metadata come first; a second label keeps the first one's manifest."""
    for ending in [kind for kind in ("heic", "jpg") if kind in carriers]:
        once = sign(folder, carriers[ending], folder / f"labelled.{ending}", "ps256", "--created", "--no-words")
        answer = judge(folder, [once])[once]
        check_trusted({once: answer})
        assert "c2pa.soft-binding" in answer["assertions"], answer
    refused = subprocess.run([BINARY, "label", str(once), "-o", str(folder / "no.jpg")], check=False, capture_output=True)
    assert refused.returncode != 0 and not (folder / "no.jpg").exists(), "a signed file was labelled without a signature"


def main():
    if shutil.which("ffmpeg") is None:
        skip("ffmpeg is not installed")
    missing = npm_packages.install(HERE, MODULES)
    if missing:
        skip(missing)
    with tempfile.TemporaryDirectory(prefix="sign-") as name:
        folder = pathlib.Path(name)
        for algorithm in ALGORITHMS:
            redress("label", "--test-pki", folder / algorithm, "--algorithm", algorithm)
        roots = [(folder / algorithm / "root.pem").read_text() for algorithm in ALGORITHMS]
        trust = DATA / "trust"
        if trust.exists():
            roots += [(trust / part).read_text() for part in ("test_cert_root_bundle.pem", "fixture-root.pem")]
        (folder / "roots.pem").write_text("\n".join(roots))
        carriers = make_carriers(folder)
        signed = [sign(folder, source, folder / f"{algorithm}.{ending}", algorithm, "--manifest-only")
                  for ending, source in carriers.items() for algorithm in ALGORITHMS]
        answers = judge(folder, signed)
        assert len(answers) == len(signed)
        check_trusted(answers)
        for ending in [*MADE, *({"heic"} & carriers.keys())]:
            assert pixels(carriers[ending]) == pixels(folder / f"es256.{ending}"), f"{ending}: another picture or sound"
        again = [sign(folder, folder / f"es384.{ending}", folder / f"again.{ending}", "ed25519", "--manifest-only")
                 for ending in carriers]
        check_trusted(judge(folder, again))
        check_pixels(folder, carriers)
        incoming = check_incoming(folder)
        print(f"Trusted: {len(signed)} files ({len(carriers)} containers, {len(ALGORITHMS)} algorithms), "
              f"{len(again)} signed twice, {incoming} that came signed")


if __name__ == "__main__":
    sys.exit(main())
