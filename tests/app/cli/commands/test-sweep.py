# test-sweep.py: many settings at once, cut into shards, killed and taken up again
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-sweep.py PROGRAM"""
import csv
import io
import itertools
import math
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import tap

PROGRAM = sys.argv[1]
SMALL = ["--classes", "3", "--per-class", "6", "--dim", "5", "--seed", "4"]
# Cells of some milliseconds each: there is time to kill it.
GRID = ["--classes", "6", "--per-class", "12", "--dim", "24", "--beta", "0.3", "--vary", "lambda-w=1e-3:1e-1:9", "--vary",
        "lambda-h=1e-3:1e-1:8"]
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)
rand = random.Random(20)


def start(*words, status=0):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == status, (words, done.returncode, done.stderr)
    return done


def run(*words):
    return start(*words).stdout


def fail(status, *words):
    done = start(*words, status=status)
    assert done.stderr.startswith("tightframe: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def table(text):
    return list(csv.reader(io.StringIO(text)))


def option(name, value):
    if name == "bias":
        return ["--bias"] if value == "true" else []
    return ["--" + name, value]


def check_cells(words, axes, command, *at):
    """Each row is that command's own, to the last digit."""
    rows = table(run("sweep", *words, *itertools.chain.from_iterable(("--vary", axis) for axis in axes),
                     *(["--at", at[1]] if at else [])))
    names = rows[0][:len(axes)]
    assert names == [axis.split("=")[0] for axis in axes]
    for row in rand.sample(rows[1:], min(8, len(rows) - 1)):
        setting = [word for name, value in zip(names, row) for word in option(name, value)]
        alone = table(run(command, *words, *setting, *at))
        assert alone[0] == rows[0][len(axes):]
        assert alone[1] == row[len(axes):], (setting, alone[1], row)
    return rows


def test_cells_are_those_of_equilibrium():
    rows = check_cells(SMALL, ["lambda-w=1e-4:1:5", "beta=0,0.1,10"], "equilibrium")
    assert len(rows) == 16
    assert [row[0] for row in rows[1::3]] == ["0.0001", "0.001", "0.01", "0.10000000000000001", "1"]
    assert [row[1] for row in rows[1:4]] == ["0", "0.10000000000000001", "10"]
    check_cells(SMALL + ["--beta", "0.2"], ["bias-decay=0,0.5", "lambda-h=0.01:0.1:4:linear"], "equilibrium")
    check_cells(SMALL + ["--beta", "0.2"], ["bias=false,true", "lambda-h=0.01:0.1:2"], "equilibrium")


def test_cells_are_those_of_run():
    check_cells(SMALL, ["lambda-h=0:0.1:3", "lambda-w=1e-3:1e-1:3"], "run", "--times", "2.5")
    check_cells(SMALL, ["flow=central,joint", "beta=1e-2:10:3"], "run", "--times", "7")
    check_cells(SMALL + ["--flow", "joint"], ["eta=0.1:100:4", "initial-w=zero,random"], "run", "--times", "1")
    check_cells(SMALL + ["--flow", "descent"], ["step=0.05:0.2:3"], "run", "--times", "17")


def test_numbers_of_gaussian_features():
    check_cells([], ["classes=2:6:3", "dim=4,9"], "equilibrium")
    check_cells(["--beta", "1"], ["seed=1:9:5", "noise=0:2:3:linear"], "equilibrium")
    check_cells(["--beta", "1"], ["spread=0.1:10:3", "per-class=1:100:3:log"], "equilibrium")


def test_imbalance_is_a_list_of_sizes():
    rows = table(run("sweep", "--classes", "4", "--per-class", "64", "--vary", "imbalance=1,8,512"))
    for row, sizes in zip(rows[1:], ["64", "64,32,16,8", "64,8,1,1"]):
        assert table(run("equilibrium", "--classes", "4", "--per-class", sizes))[1] == row[1:]


def test_a_cell_without_a_value_is_empty():
    done = start("sweep", *SMALL, "--vary", "lambda-h=0,0.1", "--vary", "beta=0,1")
    rows = table(done.stdout)
    assert rows[1][:3] == ["0", "0", "0"] and set(rows[1][3:]) == {""}
    assert all(row[3] != "" for row in rows[2:])
    assert "1 cell has no value; the first: lambda-h=0 beta=0: " in done.stderr
    done = start("sweep", *SMALL, "--flow", "descent", "--vary", "step=0.1,1e6", "--at", "50")
    assert table(done.stdout)[2][2:] == [""] * (len(table(done.stdout)[0]) - 2) and "diverged" in done.stderr


def test_misuse():
    for words, part in [(["--vary", "lambda-x=1:2:3"], "no parameter"), (["--vary", "beta"], "FROM:TO:COUNT"),
                        (["--vary", "beta=0:1:4:log"], "no 0"), (["--vary", "beta=1:2:0"], "number of values"),
                        (["--vary", "beta=1:2:3", "--vary", "beta=1,2"], "twice"), (["--vary", "beta=1,1"], "twice"),
                        (["--vary", "lambda-w=0,1"], "lambda-w=0"), (["--vary", "flow=central,best"], "none of"),
                        (["--vary", "dim=1:2.5:3"], "whole"), (["--vary", "eta=1:2:3"], "no say"), ([], "--vary is missing"),
                        (["--vary", "beta=1:2:2000", "--vary", "lambda-w=1:2:2000"], "1000000"),
                        (["--vary", "beta=1,2", "--shard", "3/2"], "whole number"), (["--vary", "beta=1,2", "--at", "-1"], "--at"),
                        (["--vary", "beta=1,2", "--resume"], "needs -o"), (["--vary", "classes=2,3", "--per-class", "4,5"], "sizes"),
                        (["--vary", "beta=1:2"], "FROM:TO:COUNT"), (["--vary", "beta=nan,1"], "not a number")]:
        assert part in fail(2, "sweep", *words), words
    path = FOLDER / "f.csv"
    path.write_text("x,y,label\n" + "".join(f"{i}.5,{i * i},{i % 2}\n" for i in range(8)))
    assert "come from a file" in fail(2, "sweep", "--features", path, "--labels-key", "label", "--vary", "dim=2,3")


def test_any_split_gives_the_same_bytes():
    whole = FOLDER / "whole.csv"
    run("sweep", *GRID, "-o", whole)
    assert run("sweep", *GRID, "--jobs", "3") == whole.read_text()
    for n in (2, 5, 80):
        shards = [FOLDER / f"shard-{n}-{i}.csv" for i in range(n)]
        for i in rand.sample(range(n), n) if n < 80 else range(n):
            run("sweep", *GRID, "--shard", f"{i + n % 2}/{n}", "--jobs", rand.choice("12"), "-o", shards[i])
        rand.shuffle(shards)
        run("sweep", "--merge", *shards, "-o", FOLDER / "merged.csv")
        assert (FOLDER / "merged.csv").read_bytes() == whole.read_bytes(), n
    rows = table((FOLDER / "shard-5-0.csv").read_text())
    assert rows[0][-2:] == ["cell", "sweep"] and rows[1][:-2] in table(whole.read_text())


def test_what_is_missing_or_doubled_is_named():
    words = [*SMALL, "--vary", "beta=0.01:1:3", "--vary", "lambda-w=0.1,0.2"]
    a, b, other = FOLDER / "a.csv", FOLDER / "b.csv", FOLDER / "other.csv"
    run("sweep", *words, "--shard", "1/2", "-o", a)
    run("sweep", *words, "--shard", "2/2", "-o", b)
    run("sweep", *words, "--lambda-h", "0.3", "--shard", "2/2", "-o", other)
    missing = fail(1, "sweep", "--merge", a)
    assert "cell 2 of 6" in missing and "beta=0.01" in missing and "lambda-w=0.2" in missing, missing
    doubled = fail(1, "sweep", "--merge", a, b, a, "-o", FOLDER / "none.csv")
    assert "cell 1 (beta=0.01" in doubled and "twice" in doubled and not (FOLDER / "none.csv").exists(), doubled
    assert "no cell of the sweep" in fail(1, "sweep", "--merge", a, other)
    lines = b.read_text().splitlines(keepends=True)
    b.write_text("".join(lines[:2] + lines[3:]))
    assert "cell 4 of 6" in fail(1, "sweep", "--merge", a, b)
    b.write_text("".join(lines)[:-5])
    assert "cut off" in fail(1, "sweep", "--merge", a, b)
    run("sweep", *words, "-o", other)
    assert "no shard" in fail(1, "sweep", "--merge", other)
    assert "could not be read" in fail(1, "sweep", "--merge", FOLDER / "nowhere.csv")
    assert fail(2, "sweep", "--merge") and fail(2, "sweep", "--merge", a, "--resume")


def kill_after(seconds, number, words):
    process = subprocess.Popen([PROGRAM, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    return process.communicate()[1], process.returncode


def test_killed_at_any_moment_it_loses_nothing():
    whole = run("sweep", *GRID)
    out, part = FOLDER / "killed.csv", FOLDER / "killed.csv.part"
    done, rounds = set(), 0
    while not out.exists():
        rounds += 1
        number = rand.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
        said, status = kill_after(rand.uniform(0, 0.4) if rounds < 60 else 600, number, ["sweep", *GRID, "--resume", "--jobs", rand.choice("12"), "-o", out])
        if out.exists():
            break
        lines = set(part.read_text().splitlines()[1:]) if part.exists() else set()
        assert {line for line in done if line in lines} == done, "a finished cell is gone"
        whole_lines = {line for line in lines if line.endswith(part.read_text().splitlines()[1].split(",")[-1])}
        if number != signal.SIGKILL and status == 1 and lines:
            # One that is told to end before it has looked at the cells that there are has written none.
            assert f"{len(lines)} of 72 cells are in" in said or ("nothing was written" in said and whole_lines <= done), said
        done = whole_lines
        if lines and rand.random() < 0.5:  # what a power cut may leave
            with part.open("a") as file:
                file.write(rand.choice(["0.00", "0.001,0.3,", "\0\0\0", whole.splitlines()[3]]))
    assert out.read_text() == whole and not part.exists()


def test_what_was_cut_off_is_not_overwritten():
    out, part = FOLDER / "kept.csv", FOLDER / "kept.csv.part"
    words = [*SMALL, "--vary", "beta=0.1:1:4"]
    run("sweep", *words, "--shard", "1/2", "-o", out)
    part.write_bytes(out.read_bytes())
    out.unlink()
    assert "--resume" in fail(1, "sweep", *words, "-o", out) and part.exists()
    assert "another problem" in fail(1, "sweep", *words, "--lambda-w", "0.5", "--resume", "-o", out) and part.exists()
    assert "another problem" in fail(1, "sweep", *SMALL, "--vary", "beta=0.1:2:4", "--resume", "-o", out)
    run("sweep", *words, "--resume", "-o", out)
    assert out.read_text() == run("sweep", *words) and not part.exists()
    before = out.stat().st_mtime_ns
    assert "already" in start("sweep", *words, "--resume", "-o", out).stderr
    shard = FOLDER / "again.csv"
    run("sweep", *words, "--shard", "1/2", "-o", shard)
    text = shard.read_text()
    run("sweep", *words, "--shard", "1/2", "--resume", "-o", shard)  # a job that is started once more
    assert shard.read_text() == text
    assert out.stat().st_mtime_ns == before
    run("sweep", *words, "--lambda-w", "0.5", "--resume", "-o", out)  # another problem's result is no excuse
    assert out.read_text() == run("sweep", *words, "--lambda-w", "0.5")


def test_slopes():
    """Those of a weight are differences of the sweep's own cells."""
    words = [*SMALL, "--beta", "0.4", "--lambda-h", "0.05"]
    row = dict(zip(*table(run("sweep", *words, "--vary", "lambda-w=0.02,0.03", "--slopes"))[:2]))
    for name, value in (("lambda-w", 0.02), ("lambda-h", 0.05)):
        other = ["--lambda-w", "0.02"] if name == "lambda-h" else []
        near = table(run("sweep", *(words if name == "lambda-w" else [*SMALL, "--beta", "0.4"]), *other, "--vary",
                         f"{name}={value * 0.99:.17g},{value * 1.01:.17g}"))
        below, above = (math.log(float(dict(zip(near[0], line))["nc1"])) for line in near[1:])
        slope = (above - below) / math.log(1.01 / 0.99)
        assert math.isclose(float(row["nc1_slope_" + name.replace("-", "_")]), slope, rel_tol=1e-7), (name, row, slope)


def test_figure3():
    words = [*SMALL, "--beta", "0.1"]
    rows = table(run("sweep", "--figure3", *words, "--times", "1,20"))
    at = rows[0].index("t")
    assert len(rows) == 1 + 5 * 3 and rows[0][:4] == ["setting", "lambda-w", "lambda-h", "t"]
    for row in rows[1:]:
        decays = ["--lambda-w", row[1], "--lambda-h", row[2]]
        alone = (table(run("equilibrium", *words, *decays))[1][1:-1] if row[at] == "inf" else
                 table(run("run", *words, *decays, "--times", row[at]))[1][1:])
        assert row[4:-2] == alone, row[:4]
    assert {row[0]: (row[1], row[2]) for row in rows[1:]}["lambda-h-zeroed"][1] == "0"
    assert fail(2, "sweep", "--figure3", "--vary", "beta=1,2") and fail(2, "sweep", "--vary", "beta=1,2", "--times", "1")


def test_figure3_of_a_network():
    """Five trainings, as run has them one by one; features' decay moves NC1 and NC2 more than the last layer's."""
    words = ["--flow", "network", "--classes", "4", "--per-class", "30", "--dim", "16", "--noise", "2", "--hidden", "16,16",
             "--lambda-w", "8e-3", "--lambda-h", "2e-3"]
    for loss in [], ["--loss", "cross-entropy", "--bias"]:
        header, *rows = table(run("sweep", "--figure3", *words, *loss, "--times", "0,2000"))
        assert header[:4] == ["setting", "lambda-w", "lambda-h", "iteration"] and len(rows) == 10, header
        end = {row[0]: dict(zip(header, row)) for row in rows if row[3] == "2000"}
        for metric in "nc1", "nc2":
            moved = {name: abs(math.log(float(row[metric]) / float(end["baseline"][metric]))) for name, row in end.items()}
            assert moved["lambda-h-doubled"] > moved["lambda-w-doubled"], (loss, metric, moved)
            assert moved["lambda-h-zeroed"] > moved["lambda-w-zeroed"], (loss, metric, moved)
    alone = words[:-4] + ["--lambda-w", "8e-3", "--lambda-h", "4e-3", *loss]
    (row,) = [row for row in rows if row[0] == "lambda-h-doubled" and row[3] == "2000"]
    assert row[3:] == table(run("run", *alone, "--times", "0,2000"))[2]
    for times in "10,5", "0.5", "-1":
        fail(2, "sweep", "--figure3", *words, f"--times={times}")


def test_of_a_file():
    path = FOLDER / "features.csv"
    path.write_text("x,y,z,label\n" + "".join(",".join(f"{rand.gauss(3 * (j == i % 3), 1):.6f}" for j in range(3)) + f",{i % 3}\n"
                                              for i in range(30)))
    words = ["--features", path, "--labels-key", "label"]
    rows = check_cells(words, ["beta=0.1:10:4", "lambda-h=0,1e-3"], "equilibrium")
    assert all(math.isfinite(float(field)) for row in rows[1:] for field in row if field)
    a, b = FOLDER / "fa.csv", FOLDER / "fb.csv"
    run("sweep", *words, "--vary", "beta=0.1:10:4", "--shard", "1/2", "-o", a)
    path.write_text(path.read_text().replace("0", "1", 1))
    run("sweep", *words, "--vary", "beta=0.1:10:4", "--shard", "2/2", "-o", b)
    assert "no cell of the sweep" in fail(1, "sweep", "--merge", a, b)
    assert "is read" in fail(1, "sweep", *words, "--vary", "beta=1,2", "-o", path)


def write_training(epochs, layers=("",)):
    """A file an epoch and layer, whose classes draw together."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
    for epoch in epochs:
        for layer in layers:
            (folder / f"{layer}epoch_{epoch}.csv").write_text("x,y,z,label\n" + "".join(
                ",".join(f"{2 * (j == i % 3) + rand.gauss(0, 1 / (1 + epoch) + 0.1 * len(layer)):.8f}" for j in range(3)) + f",{i % 3}\n"
                for i in range(24)))
    return folder


def test_epochs_of_a_training():
    folder = write_training((0, 1, 5, 20))
    words = ["sweep", "--features", folder, "--labels-key", "label", "--lambda-h", "0.01"]
    done = start(*words, "--vary", "epoch", "--vary", "beta=0.1,1")
    rows = table(done.stdout)
    assert "the last is taken" not in done.stderr, done.stderr
    assert [row[:2] for row in rows[1:]] == [[epoch, beta] for epoch in ("0", "1", "5", "20") for beta in ("0.10000000000000001", "1")], rows
    for row in rows[1:]:
        file = folder / f"epoch_{row[0]}.csv"
        alone = table(run("equilibrium", "--features", file, "--labels-key", "label", "--lambda-h", "0.01", "--betas", row[1]))
        assert alone[0] == rows[0][2:] and alone[1] == row[2:], (row, alone)
    # Some of them, in shards, on the flow.
    some = [*words, "--beta", "0.2", "--vary", "epoch=20,1", "--at", "3"]
    whole = run(*some)
    assert [row[0] for row in table(whole)[1:]] == ["20", "1"]
    alone = table(run("run", "--features", folder / "epoch_1.csv", "--labels-key", "label", "--lambda-h", "0.01", "--beta", "0.2", "--times", "3"))
    assert table(whole)[2][1:] == alone[1]
    for i in (1, 2):
        run(*some, "--shard", f"{i}/2", "-o", FOLDER / f"epochs{i}.csv")
    assert run("sweep", "--merge", FOLDER / "epochs1.csv", FOLDER / "epochs2.csv") == whole


def test_epochs_of_one_layer():
    folder = write_training((1, 2, 3), ("conv_", "fc_"))
    rows = table(run("sweep", "--features", folder, "--labels-key", "label", "--vary", "epoch"))
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    for row in rows[1:]:
        assert table(run("equilibrium", "--features", folder / f"fc_epoch_{row[0]}.csv", "--labels-key", "label"))[1] == row[1:]


def test_epochs_that_are_not_there():
    folder = write_training((1, 2, 3))
    words = ["sweep", "--features", folder, "--labels-key", "label"]
    assert "no epoch 4" in fail(2, *words, "--vary", "epoch=1,4")
    assert "of no training" in fail(2, "sweep", "--features", folder / "epoch_1.csv", "--labels-key", "label", "--vary", "epoch")
    assert "of no training" in fail(2, "sweep", *SMALL, "--vary", "epoch")
    assert "come from a file" in fail(2, *words, "--vary", "epoch", "--vary", "noise=1,2")


def test_nohup_holds():
    """What was started so goes on after the terminal is closed."""
    process = subprocess.Popen(["nohup", PROGRAM, "sweep", *GRID, "--jobs", "1"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    text = process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    text += process.stdout.read()
    assert process.wait() == 0 and text == run("sweep", *GRID)


def test_rows_come_in_order_as_they_are_known():
    process = subprocess.Popen([PROGRAM, "sweep", *GRID, "--jobs", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = [process.stdout.readline() for _ in range(4)]
    process.send_signal(signal.SIGINT)
    # Not communicate (): what was read ahead of the lines above would be missing.
    rest, said = process.stdout.read(), process.stderr.read()
    process.wait()
    text = "".join(first) + rest
    assert run("sweep", *GRID).startswith(text)
    assert process.returncode == 0 or "the rows until then are written" in said


tap.run()
