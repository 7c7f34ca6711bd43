# window.py: frames, the answer to the hand, the start
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items 5 to 7. What a frame cost is read from the program's own log (--frame-log), by column names."""
import csv
import os
import shutil
import time

import flow
from cases import CASES
from measure import Failure, median, percentile, run, say, seconds_text
from screen import SIZE, Screen, end, open_window, xdotool

REFRESH = 60  # frames a second of a virtual display, as GTK takes it
RESTART_EVERY = 4  # seconds: a run comes to rest in about ten
WARM_UP = 2
PARAMETERS = (300, 640, 8)  # pixels from the top, at the left: the sliders of lambda_W, lambda_H and beta


def read_log(path):
    """Rows of numbers; empty fields are None."""
    with open(path, encoding="utf-8", newline="") as file:
        return [{name: float(text) if text else None for name, text in row.items()} for row in csv.DictReader(file)]


def watch(bench, path, act):
    """Rows of the log, one a frame: all of them, and those from the moment on at which act (window) began."""
    if not os.environ.get("DISPLAY"):
        raise Failure("no display")
    log = os.path.join(bench.folder, "frames.csv")
    if os.path.exists(log):
        os.remove(log)
    if "--frame-log" not in run([bench.program, "--help"]).out:
        raise Failure("this build has no --frame-log")
    start = time.perf_counter()
    child, window = open_window([bench.program, "--frame-log", log, path], "tightframe")
    try:
        time.sleep(WARM_UP)
        begun = time.perf_counter() - start
        act(window)
    finally:
        end(child)
    rows = read_log(log)
    # The log's clock started a little after ours, so that no earlier row is taken.
    return rows, [row for row in rows if row["time"] >= begun]


def keep_moving(seconds):
    """An act: nothing but restarts, before the run comes to rest."""
    def act(_):
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            xdotool("key", "ctrl+r")
            time.sleep(max(0, min(RESTART_EVERY, until - time.perf_counter())))
    return act


def count_missed(rows):
    """Refreshes of the display that passed without a frame."""
    gaps = (after["time"] - before["time"] for before, after in zip(rows, rows[1:]))
    return sum(max(0, round(gap * REFRESH) - 1) for gap in gaps)


def report_frames(table, case, rows, peer):
    """Four rows: median, 99th percentile, frames a second, and how many of them drew plots anew.

    Plots are drawn when the solver has a new state: where a step takes long,
    frames without a plot pass in between.
    """
    drawn = [row for row in rows if row.get("plots") != 0]
    if len(drawn) < 10:
        raise Failure(f"{case}: only {len(drawn)} frames were drawn")
    length = rows[-1]["time"] - rows[0]["time"]
    times = [row["drawing_ms"] for row in drawn]
    middle, most, fps = median(times), percentile(times, 0.99), len(drawn) / length
    theirs = 1000 / peer["fps"]
    table.add(5, f"drawing {case.name}, median", f"{middle:.2f} ms", f"{theirs:.1f} ms", f"{theirs / middle:.3g}x",
              "≤ 6 ms", middle <= 6, f"all plots, {SIZE[0]}x{SIZE[1]}; peer: matplotlib, mean, 675x400")
    table.add(5, f"drawing {case.name}, 99th percentile", f"{most:.2f} ms", goal="≤ 12 ms", met=most <= 12,
              remarks=f"longest {max(times):.1f} ms")
    steps = [row["steps"] for row in rows if row["steps"] is not None]
    remarks = f"missed {count_missed(rows)} of {round(length * REFRESH)} refreshes in {length:.1f} s"
    if rows[0].get("frame_ms") is not None:
        whole = [row["frame_ms"] for row in drawn]
        remarks += f"; whole frame {median(whole):.1f} ms, 99 % {percentile(whole, 0.99):.1f} ms"
    remarks += f"; up to {max(steps):.0f} solver steps shown" if steps else ""
    table.add(5, f"frames a second {case}", f"{len(rows) / length:.1f}", remarks=remarks)
    table.add(5, f"plots redrawn a second {case.name}", f"{fps:.1f}", f"{peer['fps']:.1f}", f"{fps / peer['fps']:.3g}x",
              remarks="ours: once a state of the solver, at most once a refresh; peer: as often as it can")




def frames(bench, table):
    """Item 5, with M and XL running."""
    seconds = 5 if bench.quick else 20
    for name in ("M-MNIST",) if bench.quick else ("M-MNIST", "XL"):
        case = CASES[name]
        say(f"frames of {case} for {seconds} s")
        every, rows = watch(bench, bench.file(name), keep_moving(seconds))
        peer = bench.peers.run("redraw", bench.file(name), min(seconds, 5))
        report_frames(table, case, rows, peer)
        first = next((row["time"] for row in every if row["t"] is not None), None)
        if first is not None:
            table.add(4, f"first frame of {case.name}", seconds_text(first), goal="≤ 2 s", met=first <= 2,
                      remarks="from the opening of the log, before the file is, to the first frame with its features")


def move_sliders(_):
    """An act: clicks down the sidebar, where the parameters are. One on a slider's trough moves it there;
    which ones did is seen in the log."""
    xdotool("key", "ctrl+r")
    for i, y in enumerate(range(*PARAMETERS)):
        xdotool("mousemove", (120, 200)[i % 2], y, "sleep", 0.05, "click", 1, "sleep", 0.2)


def answers(rows):
    """Frames from each change of a parameter to the first frame computed under it, that one included.

    The first frame that ends after the change is frame one; refreshes that
    passed without a frame count as well.
    """
    found = []
    for change in range(1, int(max(row["wanted"] for row in rows)) + 1):
        asked = next((i for i, row in enumerate(rows) if row["wanted"] >= change), None)
        shown = next((i for i, row in enumerate(rows) if row["shown"] is not None and row["shown"] >= change), None)
        if not asked or rows[asked - 1]["wanted"] == rows[asked]["wanted"]:
            continue  # before the first row
        if shown is None:
            raise Failure("a change of a parameter was never shown")
        passed = round((rows[shown]["time"] - rows[asked]["time"]) * REFRESH)
        found.append(1 + max(shown - asked, passed))
    return found


def answer(bench, table):
    """Item 6, at S and M."""
    for name in ("S", "M-MNIST"):
        say(f"answer to the hand at {name}")
        _, rows = watch(bench, bench.file(name), move_sliders)
        if not rows or "wanted" not in rows[0]:
            raise Failure("the log has no columns wanted and shown")
        found = answers(rows)
        if not found:
            raise Failure("no slider moved")
        within = sum(frames_passed <= 2 for frames_passed in found)
        table.add(6, f"slider to frame {name}, longest", f"{max(found)} frames", goal="≤ 2", met=max(found) <= 2,
                  remarks=f"median {median(found):g}; {within} of {len(found)} changes within 2")


def start(bench, table, times=5):
    """Item 7: process start to first drawn frame, warm, in turns; and S without a window."""
    say("start")
    ours, peers = [], []
    s = flow.command(bench, bench.file("S"), [100])
    for _ in range(15):
        ours.append(run(s).seconds)
        peers.append(run(["/usr/bin/python3", "-c", "pass"]).seconds)
    seconds, peer = median(ours), median(peers)
    table.add(7, f"run of {CASES['S']}, whole process", seconds_text(seconds), seconds_text(peer),
              f"{peer / seconds:.2f}x", "< 50 ms", seconds < 0.05, "peer: python3 -c pass")
    if not shutil.which("gtk4-widget-factory"):
        raise Failure("no gtk4-widget-factory (Debian: gtk-4-examples)")
    screen = Screen()
    ours, peers = [], []
    for i in range(times + 1):
        pair = (screen.time_first_frame([bench.program]), screen.time_first_frame(["gtk4-widget-factory"]))
        if i > 0:  # the first warms both up
            ours.append(pair[0])
            peers.append(pair[1])
    screen.close()
    seconds, peer = median(ours), median(peers)
    table.add(7, "start to the first drawn frame", seconds_text(seconds), seconds_text(peer), f"{peer / seconds:.2f}x",
              "< 400 ms", seconds < 0.4, "peer: gtk4-widget-factory; both until pixels of the display change")
