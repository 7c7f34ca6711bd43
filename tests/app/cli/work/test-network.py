# test-network.py: `tightframe run --flow network`
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-network.py PROGRAM FOLDER_OF_CASES"""
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import tap

PROGRAM = sys.argv[1]
CASES = pathlib.Path(sys.argv[2])
SMALL = ["--classes", "3", "--per-class", "8", "--dim", "5", "--hidden", "6,4", "--flow", "network"]
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)


def run(*words, status=0):
    done = subprocess.run([PROGRAM, "run", *map(str, words)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == status, (words, done.returncode, done.stderr)
    return done


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def case_words(name):
    card = json.loads((CASES / name / "case.json").read_text())
    words = ["--flow", "network", "--features", CASES / name / "features.npz", "--initial-network", "file"]
    words += ["--hidden", ",".join(map(str, card["hidden"])), "--rate", card["rate"], "--momentum", card["momentum"]]
    words += ["--decay-last", card["decay_last"], "--decay-features", card["decay_features"]]
    if card["loss"] == "ce":
        words += ["--loss", "cross-entropy", "--smoothing", card["smoothing"]]
    return words


def check_reference(name):
    """All columns of an independent implementation, after as many as 1000 iterations; nothing in its file is left out."""
    expected = table((CASES / name / "trajectory.csv").read_text())
    iterations = [int(float(row["iteration"])) for row in expected]
    done = run(*case_words(name), "--times", ",".join(map(str, iterations)))
    rows = table(done.stdout)
    assert done.stderr == "", done.stderr
    assert iterations[-1] == 1000 and len(rows) == len(expected)
    for row, right in zip(rows, expected):
        assert row["vicinity"] == ""
        for column, value in right.items():
            found = float(row[column])
            assert abs(found - float(value)) <= 1e-9 * (1e-3 + abs(float(value))), (row["iteration"], column, found, value)


def test_mse():
    check_reference("network_mse")


def test_ce():
    check_reference("network_ce")


def test_seed():
    """The same seed is the same run, to the last digit; another seed another one; batches have an order of their own."""
    first = run(*SMALL, "--times", "0,7,20").stdout
    assert first == run(*SMALL, "--times", "0,7,20").stdout
    assert table(first)[2] == table(run(*SMALL, "--times", "20").stdout)[0]
    batches = run(*SMALL, "--batch", "5", "--times", "0,20").stdout
    assert table(batches)[0] == table(first)[0]
    assert table(batches)[1] != table(first)[2]
    assert batches == run(*SMALL, "--batch", "5", "--times", "0,20").stdout
    whole = run(*SMALL, "--batch", "24", "--times", "0,7,20").stdout
    assert whole == first


def test_decays():
    """λ_W and λ_H are the decays: of the last layer in units of 1/K."""
    rows = run(*SMALL, "--lambda-w", "0.03", "--lambda-h", "0.002", "--times", "0,9").stdout
    assert rows == run(*SMALL, "--decay-last", "0.01", "--decay-features", "0.002", "--times", "0,9").stdout
    assert rows != run(*SMALL, "--decay-last", "0.02", "--decay-features", "0.002", "--times", "0,9").stdout


def test_divergence():
    """Rows until then, a sentence that says when, and 1."""
    path = FOLDER / "diverging.csv"
    done = run(*SMALL, "--rate", "1e6", "--times", "0,1000", "-o", path, status=1)
    assert done.stderr.count("\n") == 1 and "diverged at iteration" in done.stderr and "rate" in done.stderr, done.stderr
    assert [row["iteration"] for row in table(path.read_text())] == ["0"]


def test_words():
    """What is no word of a network, or none of the model, is said."""
    wrong = [["--hidden", "4,0"], ["--hidden", "x"], ["--rate", "0"], ["--rate", "nan"], ["--momentum", "1"],
             ["--decay-last", "-1"], ["--batch", "2.5"], ["--initial-network", "zero"], ["--initial-network", "file"],
             ["--lambda-w", "0.1", "--decay-last", "0.1"], ["--lambda-h", "0.1", "--decay-features", "0.1"],
             ["--decay-features", "nan"], ["--times", "1.5"]]
    for words in wrong:
        done = run(*SMALL, *words, status=2)
        assert done.stderr.startswith("tightframe: ") and done.stderr.count("\n") == 1, (words, done.stderr)
    for words in ["--decay-last", "0.1"], ["--initial-network", "random"], ["--flow", "joint", "--decay-features", "0"]:
        assert "--flow network" in run("--classes", "3", *words, status=2).stderr
    other = run("--flow", "network", "--features", CASES / "network_mse" / "features.npz", "--hidden", "16",
                "--initial-network", "file", status=1)
    assert "--hidden" in other.stderr


def test_moments():
    """Moments alone are no samples to train on."""
    path = FOLDER / "moments.npz"
    subprocess.run([PROGRAM, "moments", str(CASES / "network_mse" / "features.npz"), "-o", str(path)], check=True,
                   capture_output=True)
    assert "samples" in run("--flow", "network", "--features", path, status=1).stderr


def test_json_and_like():
    rows = json.loads(run(*SMALL, "--times", "0,3", "--json").stdout)
    assert [row["iteration"] for row in rows] == [0, 3] and rows[0]["vicinity"] is None
    assert run(*SMALL, "--times", "0,3", "--like", "papyan").stdout.startswith("iteration,accuracy,Sw_invSb,")


tap.run()
