#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What people make of a picture, made as they make it: a real browser shows it on a page, and the page is photographed.

`redress match` finds the picture on each page by a bank of other photographs, and names none where it is not.
"""

import json
import pathlib

import harness
from browser import Browser

# Each page shows PICTURE, a thousand pixels wide where nothing else is said.
PAGES = {
    "as it is": '<img src="PICTURE" width="1000">',
    "mirrored": '<img src="PICTURE" width="1000" style="transform:scaleX(-1)">',
    "captioned": '<div style="font:bold 60px sans-serif;padding:20px">WHO IS THIS AGAIN? lol</div><img src="PICTURE" width="1000">',
    "cropped": '<div style="width:700px;height:400px;overflow:hidden"><img src="PICTURE" width="1000" style="margin:-80px 0 0 -120px"></div>',
    "turned by ten degrees": '<img src="PICTURE" width="760" style="transform:rotate(10deg);margin:80px">',
    "in an app": '<body style="background:#000;color:#fff;font:20px sans-serif"><p>@someone, two hours ago</p>'
                 '<img src="PICTURE" width="600"><p>12 likes, 3 comments. Look at her</p>',
    "under a sticker": '<img src="PICTURE" width="1000"><div style="position:absolute;left:300px;top:150px;width:220px;height:220px;'
                       'border-radius:50%;background:#fc0;font:160px sans-serif">:-)</div>',
}


def photograph(browser, base, page, picture):
    html = base / "page.html"
    html.write_text(f'<html><body style="margin:0">{page.replace("PICTURE", picture.as_uri())}</body></html>')
    browser.open(html.as_uri())
    png = base / "page.png"
    browser.save_picture(png)
    return png


def main():
    photos = sorted(harness.PHOTOS.glob("*.jpg"))
    known, unknown = photos[:8], photos[8:]
    with harness.folder() as base:
        base = pathlib.Path(base)
        bank = base / "bank.jsonl"
        harness.run("fingerprint", "--all", "-o", bank, *known)
        browser = Browser(base / "profile", 1000, 1000)
        try:
            for name, page in PAGES.items():
                found = [look(browser, base, page, photo, bank) for photo in known]
                hits = sum(paths == [str(photo)] for paths, photo in zip(found, known))
                wrong = [paths for paths, photo in zip(found, known) if set(paths) - {str(photo)}]
                # One may be lost to another version of the browser and its fonts.
                harness.expect(hits >= 7 and not wrong, f"{name}: {hits} of {len(known)} found, {len(wrong)} taken for another")
            strangers = [look(browser, base, PAGES["in an app"], photo, bank) for photo in unknown]
            harness.expect(not any(strangers), "pictures that are not in the bank are nobody's copies")
        finally:
            browser.close()


def look(browser, base, page, photo, bank):
    line = json.loads(harness.run("match", "--bank", bank, photograph(browser, base, page, photo)))
    return [match["path"] for match in line["matches"]]


main()
