#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Films, sound and texts through the real binary: what people make of them is found in a bank, and a stranger's is not."""

import json
import shutil
import subprocess

import harness

WORDS = "the river never came back to the garden and nobody asked why the winter had taken so long to leave the old town behind"


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "quiet", "-y", *map(str, words)], check=True, timeout=120)


def make_film(photos, voice, path):
    """Four photographs, five seconds each, under a wandering tone."""
    inputs = [word for photo in photos for word in ("-loop", "1", "-framerate", "25", "-t", "5", "-i", photo)]
    shots = "".join(f"[{i}:v]scale=640:480,setsar=1,format=yuv420p[s{i}];" for i in range(4))
    tone = f"aevalsrc=0.4*sin(2*PI*t*(220+{voice}*floor(mod(t*3\\,11))))+0.2*sin(2*PI*t*(500+{voice}*floor(mod(t*2\\,7))))"
    ffmpeg(*inputs, "-f", "lavfi", "-t", "20", "-i", tone, "-filter_complex", shots + "[s0][s1][s2][s3]concat=n=4:v=1[v]",
           "-map", "[v]", "-map", "4:a", "-c:v", "libx264", "-preset", "ultrafast", path)


def matches(bank, path):
    return json.loads(harness.run("match", "--bank", bank, path))["matches"]


def upload(server, token, name, path, kind):
    body, headers = harness.multipart({"content_id": name, "url": f"https://host.example/{name}"}, name, path.read_bytes(), kind)
    answer = server.ask("POST", "/api/v1/media/check", body, token, headers)
    assert answer.status == 200, answer.body
    return answer.json()


def check_at_the_door(base, film, clip, voice, stranger, text):
    """A film is registered and taken down: what is made of it is met at its upload, and found where it was there before."""
    data = base / "data"
    token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,media,admin").strip()
    ground = {"outcome": "remove", "ground": {"kind": "legal", "duty": "IN-NCII-2H"}, "facts": "seen", "reasons": "hers"}
    with harness.Server(data) as server:
        early = base / "early.mp4"
        ffmpeg("-ss", "6", "-t", "11", "-i", film, "-c:v", "libx264", "-crf", "30", early)
        upload(server, token, "early", early, "video/mp4")
        answer = upload(server, token, "film", film, "video/mp4")
        harness.expect(answer["verdict"] == "allow" and answer["fingerprint"]["sha256"], "a film is registered at upload")
        case = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/film"), token).json()["case_code"]
        path = f"/api/v1/cases/{case}"
        harness.until("a clip that was there before is found for the case",
                      lambda: any(item["content_id"] == "early" for item in server.ask("GET", path, token=token).json()["items"]), 20)
        assert server.ask("POST", f"{path}/decide", ground, token).status == 200
        met = upload(server, token, "clip", clip, "video/x-matroska")
        harness.expect(met["matches"] and met["matches"][0]["tier"] == "video_frames" and met["matches"][0]["matched_ms"] > 3_000
                       and met["verdict"] in ("block", "review"), f"a clip is met at its upload: {met['verdict']}")
        met = upload(server, token, "voice", voice, "video/mp4")
        harness.expect(met["verdict"] != "allow" and "audio" in [match["tier"] for match in met["matches"]],
                       "its sound under another picture too")
        harness.expect(upload(server, token, "stranger", stranger, "video/mp4")["verdict"] == "allow", "a stranger's film with those pictures passes")

        fields = {"content_id": "words", "url": "https://host.example/words", "text": text}
        harness.expect(server.ask("POST", "/api/v1/media/check", fields, token).json()["verdict"] == "allow", "a text is registered")
        case = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/words"), token).json()["case_code"]
        assert server.ask("POST", f"/api/v1/cases/{case}/decide", ground, token).status == 200
        fields = {"content_id": "more", "url": "https://host.example/more", "text": text.replace("7 times", "seven times over")}
        met = server.ask("POST", "/api/v1/media/check", fields, token).json()
        harness.expect(met["verdict"] == "review" and met["matches"][0]["tier"] == "text", "a changed text is for a person")
        broken = base / "cut.mp4"
        broken.write_bytes(film.read_bytes()[:2000])
        body, headers = harness.multipart({"content_id": "cut"}, "cut.mp4", broken.read_bytes(), "video/mp4")
        harness.expect(server.ask("POST", "/api/v1/media/check", body, token, headers).status == 415, "a broken film is refused")


def check_in_a_bank(base, bank, clip, voice, stranger):
    """The lines of `redress fingerprint` in a bank: a clip and the voice are met at their upload, though no case knows the film."""
    data = base / "bank-data"
    token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "media").strip()
    harness.run("bank", "make", "FILMS", "--action", "block", "--data", data)
    told = harness.run("bank", "import", bank, "--bank", "FILMS", "--data", data)
    harness.expect(told.startswith("3 added"), "a film, a picture and a text are imported")
    with harness.Server(data) as server:
        for name, path, kind, tier in (("clip", clip, "video/x-matroska", "video_frames"), ("voice", voice, "video/mp4", "audio")):
            met = upload(server, token, name, path, kind)["bank_matches"]
            harness.expect(len(met) == 1 and met[0]["bank"] == "FILMS" and met[0]["tier"] == tier, f"a bank meets the {name} by {tier}")
        harness.expect(upload(server, token, "stranger", stranger, "video/mp4")["verdict"] == "allow", "a bank lets the stranger's film pass")


def main():
    if not shutil.which("ffmpeg") or not shutil.which("fpcalc"):
        print("skipped: ffmpeg or fpcalc is not installed")
        return
    photos = sorted(harness.PHOTOS.glob("*.jpg"))
    with harness.folder() as base:
        film, stranger, bank = base / "film.mp4", base / "stranger.mp4", base / "bank.jsonl"
        make_film(photos[:4], 41, film)
        make_film(photos[4:8], 67, stranger)
        text = base / "text.txt"
        text.write_text(" ".join(f"{WORDS} {i} times" for i in range(10)))
        harness.run("fingerprint", "-o", bank, film, photos[9], text)
        lines = [json.loads(line) for line in bank.read_text().splitlines()]
        harness.expect([line["kind"] for line in lines] == ["video", "image", "text"], "a bank holds every kind")
        harness.expect(len(lines[0]["frames"]) >= 20 and lines[0]["audio"], "a film has frames and sound")

        clip = base / "clip.mkv"
        ffmpeg("-ss", "4", "-t", "9", "-i", film, "-vf", "hflip,setpts=PTS/1.1", "-af", "atempo=1.1", "-c:v", "libx264",
               "-crf", "33", clip)
        found = matches(bank, clip)
        harness.expect(len(found) == 1 and found[0]["path"] == str(film) and found[0]["tier"] == "video_frames"
                       and found[0]["turn"] == "flipy", "a faster, mirrored clip is found by its frames")
        voice = base / "voice.mp4"
        ffmpeg("-i", stranger, "-i", film, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "48k", voice)
        found = matches(bank, voice)
        harness.expect(len(found) == 1 and found[0]["tier"] == "audio", "its sound is found under another picture")
        harness.expect(matches(bank, stranger) == [], "a stranger's film is nobody's copy")

        check_at_the_door(base, film, clip, voice, stranger, text.read_text())
        check_in_a_bank(base, bank, clip, voice, stranger)

        changed = base / "changed"
        changed.write_text(text.read_text().replace("7 times", "SEVEN t\u200bimes"))
        found = json.loads(harness.run("match", "--kind", "text", "--bank", bank, changed))["matches"]
        harness.expect(len(found) == 1 and found[0]["tier"] == "text" and found[0]["decision"] == "look",
                       "a text with some words changed is for a person")

        broken = base / "broken.mp4"
        broken.write_bytes(film.read_bytes()[:2000])
        harness.run("fingerprint", broken, code=3)


main()
