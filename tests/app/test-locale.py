# test-locale.py: the same bytes in every language
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-locale.py PROGRAM

Decimal commas, other digits, right to left, no UTF-8: locales are made here, so that none
has to be installed.
"""
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import tap

PROGRAM = sys.argv[1]
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)
PROBLEM = ["--classes", "3", "--per-class", "5", "--dim", "4", "--beta", "0.25", "--lambda-w", "1.5e-2"]
CATEGORIES = ["LC_" + category for category in ("CTYPE COLLATE NUMERIC TIME MONETARY MESSAGES PAPER NAME ADDRESS TELEPHONE "
                                                "MEASUREMENT IDENTIFICATION").split()]
WORK = {
    "run": [*PROBLEM, "--times", "0,0.5,12.75"], "equilibrium": PROBLEM, "depth": [*PROBLEM, "--layers", "2"],
    "perturbation": [*PROBLEM, "--check", "1e-3"], "sweep": [*PROBLEM[:6], "--vary", "beta=0.1,0.5", "--at", "1.5"],
}


def run(locale, *words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, cwd=FOLDER,
                          env={**os.environ, "LOCPATH": str(FOLDER), "LC_ALL": locale, "LANGUAGE": ""})
    assert done.returncode == 0, (locale, words, done.stderr)
    return done.stdout


@functools.cache
def expect(*words):
    return run("C.UTF-8", *words)


@functools.cache
def make_locale(source):
    """As the system's, but for the order of words, which takes longest to make and is nowhere asked for."""
    if not os.path.exists(f"/usr/share/i18n/locales/{source}"):
        raise tap.Skipped("the sources of locales are not here")
    name = f"{source}.UTF-8"
    (FOLDER / source).write_text("".join(f'{category}\ncopy "{"POSIX" if category == "LC_COLLATE" else source}"\nEND {category}\n'
                                         for category in CATEGORIES))
    subprocess.run(["localedef", "--no-archive", "-i", FOLDER / source, "-f", "UTF-8", FOLDER / name], check=True, capture_output=True)
    asked = subprocess.run(["locale", "charmap"], env={**os.environ, "LOCPATH": str(FOLDER), "LC_ALL": name}, capture_output=True)
    assert asked.stdout == b"UTF-8\n" and asked.stderr == b"", asked.stderr  # the C library takes it
    return name


def check(locale):
    told = {name for name in (command["name"] for command in json.loads(expect("--describe"))["commands"])}
    for command, words in WORK.items():
        if command in told:
            assert run(locale, command, *words) == expect(command, *words), (locale, command)
    table = "x,z,label\n" + "".join(f"{i}.5,{i * i}.25,{'ab'[i % 2]}\n" for i in range(8))
    (FOLDER / "table.csv").write_text(table)
    words = ["info", "table.csv", "--labels-key", "label", "--lambda-w", "0.5"]
    assert run(locale, *words) == expect(*words)
    assert run(locale, *words, "--json") == expect(*words, "--json")
    for suffix in ("svg", "png"):
        words = ["render", *PROBLEM, "--view", "means,traces", "--time", "3.5", "--size", "4.5x2.5in", "-o"]
        run(locale, *words, f"one.{suffix}")
        expect(*words, f"expected.{suffix}")
        assert (FOLDER / f"one.{suffix}").read_bytes() == (FOLDER / f"expected.{suffix}").read_bytes(), (locale, suffix)
    assert "H₀" in run(locale, "run", "--help").decode("utf-8")


def test_decimal_comma():
    check(make_locale("de_DE"))


def test_other_digits_and_right_to_left():
    check(make_locale("fa_IR"))
    check(make_locale("ar_EG"))


def test_letters_of_their_own():
    """i and I are no pair in Turkish."""
    check(make_locale("tr_TR"))


def test_no_utf_8():
    check("C")
    check("POSIX")


def test_a_locale_that_is_not_there():
    check("xx_YY.UTF-8")


def play(source, seconds):
    """The window in that language; returns the rows of its log of frames."""
    log = FOLDER / f"frames-{source}.csv"
    environment = {**os.environ, "LOCPATH": str(FOLDER), "LC_ALL": make_locale(source),
                   "LANGUAGE": source[:2]}
    process = subprocess.Popen([PROGRAM, f"--frame-log={log}"], env=environment, stderr=subprocess.PIPE)
    # A search fails where some other window goes away meanwhile; then it is begun anew.
    search = ["timeout", "280", "xdotool", "search", "--sync", "--onlyvisible", "--pid", str(process.pid)]
    while (found := subprocess.run(search, capture_output=True).returncode) not in (0, 124) and process.poll() is None:
        time.sleep(0.1)
    if found != 0:
        process.kill()
    assert found == 0 and process.poll() is None, process.communicate()[1]
    time.sleep(seconds)
    process.terminate()  # which closes the windows, as there is a log to finish
    said = process.communicate(timeout=280)[1]
    assert process.returncode == 0 and said == b"", (source, process.returncode, said)
    return log.read_text().splitlines()


def test_the_window_from_right_to_left():
    """Opens, plays and ends without a word."""
    if "without a window" in run("C.UTF-8", "--version").decode():
        raise tap.Skipped("this build has no window")
    if not os.environ.get("DISPLAY") or shutil.which("xdotool") is None:
        raise tap.Skipped("there is no display, or no xdotool")
    for source in ("de_DE", "ar_EG"):
        # A busy machine may draw nothing for a while; then it is waited longer.
        for seconds in (1, 5, 25, 125):
            frames = play(source, seconds)
            if len(frames) > 2:
                break
        assert len(frames) > 2, (source, seconds, frames)
        assert all(len(row.split(",")) == len(frames[0].split(",")) for row in frames)


tap.run()
