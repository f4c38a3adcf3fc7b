# SPDX-License-Identifier: Apache-2.0
"""What every page is held to in a real browser: axe-core's rules, room on a phone, targets that a thumb can hit.

axe-core comes from npm, pinned in axe/package-lock.json, into the build folder; where the registry is absent its rules are skipped, and
the test says so."""

import os
import pathlib
import sys

import harness

sys.path.insert(0, str(harness.ROOT / "tools"))
import npm_packages  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MODULES = pathlib.Path(os.environ.get("REDRESS_ORACLE_MODULES", harness.ROOT / "build" / "ledger_oracles")).parent / "axe"
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(
  found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))),
  failure => done(['axe failed: ' + failure]));
"""
# WCAG 2.5.8 leaves out links within a sentence; a label is as much its box's target as the box.
SMALL_TARGETS = """
return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')].filter(e => {
  const r = (e.closest('label') ?? e).getBoundingClientRect();
  if (r.width === 0 || e.matches('.skip, p a:not(.button):not(.back), small a')) return false;
  return r.width < 24 || r.height < 24;
}).map(e => e.outerHTML.slice(0, 80));
"""
WIDE = """
const wide = document.documentElement.clientWidth;
const scrolls = document.documentElement.scrollWidth > wide + 1 ? ['the page scrolls sideways'] : [];
return scrolls.concat([...document.querySelectorAll('main *, footer *, header *')].filter(e => {
  const r = e.getBoundingClientRect();
  if (e.closest('.scroll, .unseen, noscript') || getComputedStyle(e).position === 'absolute') return false;
  return r.width > 0 && (r.right > wide + 1 || r.left < -1);
}).map(e => e.outerHTML.slice(0, 80)).slice(0, 5));
"""


class Judge:
    """Looks at pages; what it found is kept until the end, so that one run shows everything."""

    def __init__(self):
        missing = npm_packages.install(HERE / "axe", MODULES)
        self.source = None if missing else (MODULES / "node_modules/axe-core/axe.min.js").read_text()
        if missing:
            print(f"skipped: axe-core, {missing}")
        self.faults = []
        self.count = 0

    def look(self, browser, name, with_axe=True):
        self.count += 1
        if with_axe and self.source is not None:
            browser.run(self.source)
            self.faults += [f"{name}: {one}" for one in browser.run_and_wait(RUN)]
        self.faults += [f"{name}: target under 24 px: {one}" for one in browser.run(SMALL_TARGETS)]
        self.faults += [f"{name}: wider than the window: {one}" for one in browser.run(WIDE)]

    def look_mirrored(self, browser, name):
        """Right to left, as a language of that kind would have it: nothing may stick out at either side."""
        browser.run("document.documentElement.dir = 'rtl'")
        self.faults += [f"{name}, right to left: {one}" for one in browser.run(WIDE)]
        browser.run("document.documentElement.dir = 'ltr'")

    def end(self):
        for fault in self.faults:
            print(fault)
        harness.expect(not self.faults, f"{self.count} looks at pages: axe-core, targets and widths find nothing")
