# test-manual.py: every command of the manual, run; every link, followed
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-manual.py PROGRAM HELP-FOLDER MODULE-FOLDER EXAMPLES-FOLDER

A <pre class="run"> holds lines for a shell, a <pre class="python"> a script; those of one page
are run in their order, in a folder with the files that the manual speaks of.
"""
import html.parser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap

PROGRAM, HELP, MODULE, EXAMPLES = map(pathlib.Path, sys.argv[1:5])
FILES = {"features.npz": "mnist_mlp6_mse_L3", "layer1.npz": "mnist_mlp6_mse_L1", "layer2.npz": "mnist_mlp6_mse_L2",
         "layer3.npz": "mnist_mlp6_mse_L3", "epochs/epoch001.npz": "mnist_cnn_ce_epoch001_penult",
         "epochs/epoch120.npz": "mnist_cnn_ce_epoch120_penult"}
EMPTY = {"meta", "link", "img", "br"}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.blocks, self.open, self.text = [], [], [], ""
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == [], (path, self.open)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in EMPTY:
            self.open.append(tag)
        self.text += " "
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        if tag == "pre":
            self.blocks.append([attributes.get("class", ""), ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data):
        self.text += data
        if self.open[-1:] == ["pre"]:
            self.blocks[-1][1] += data


PAGES = {path.name: Page(path) for path in sorted(HELP.glob("*.html"))}


def check(name):
    """Runs what a page says."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for file, example in FILES.items():
            (folder / file).parent.mkdir(exist_ok=True)
            shutil.copy(EXAMPLES / f"{example}.npz", folder / file)
        (folder / "bin").mkdir()
        (folder / "bin" / "tightframe").symlink_to(PROGRAM)
        variables = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "PYTHONPATH": str(MODULE),
                     "TIGHTFRAME_PROGRAM": str(PROGRAM)}
        before = ""  # scripts of a page follow on one another
        for kind, text in PAGES[name].blocks:
            if kind == "python":
                before = text = before + text + "\n"
            words = {"run": ["bash", "-euc"], "python": [sys.executable, "-c"]}.get(kind)
            if words is not None:
                done = subprocess.run([*words, text], cwd=folder, env=variables, capture_output=True, text=True)
                assert done.returncode == 0, (name, text, done.stderr)
                assert not any(line.startswith("tightframe: ") and "note" not in line
                               for line in done.stderr.splitlines()), done.stderr


def test_links_lead_somewhere():
    assert "index.html" in PAGES
    for name, page in PAGES.items():
        for link in page.links:
            assert (HELP / link).is_file(), (name, link)
    assert set(PAGES) <= set(PAGES["index.html"].links) | {"index.html"}


def test_metrics_are_defined():
    header = subprocess.run([PROGRAM, "run", "--classes", "2", "--times", "0"], capture_output=True, text=True, check=True)
    words = PAGES["conventions.html"].text.replace(",", " ").split()
    for column in header.stdout.splitlines()[0].split(",")[1:]:
        assert column in words, column


def test_commands_are_there():
    """What a command is shown with exists, in lines that cannot be run here as well."""
    for name, page in PAGES.items():
        for _kind, text in page.blocks:
            for line in text.splitlines():
                words = line.split()
                if words[:1] == ["tightframe"] and not words[1].startswith("-"):
                    done = subprocess.run([PROGRAM, words[1], "--help"], capture_output=True, text=True)
                    assert done.returncode == 0, (name, line)
                    for option in (word.partition("=")[0] for word in words if word.startswith("--")):
                        assert option in done.stdout, (name, line)


def need_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError:
        raise tap.Skipped("NumPy is not here") from None


def make_test(name):
    def test():
        if any(kind == "python" for kind, _text in PAGES[name].blocks):
            need_numpy()
        check(name)
    return test


for page_name in PAGES:
    globals()[f"test_{page_name.partition('.')[0]}"] = make_test(page_name)

tap.run()
