# test-mpi.py: work shared by several processes is that of one, to the last byte
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-mpi.py PROGRAM MPI-PROGRAM MPIRUN"""
import array
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import zipfile

import tap

PROGRAM, SHARED, MPIRUN = sys.argv[1:4]
GRID = ["--classes", "6", "--per-class", "12", "--dim", "24", "--beta", "0.3", "--vary", "lambda-w=1e-3:1e-1:9", "--vary",
        "lambda-h=1e-3:1e-1:8"]
# As root, on one machine, with more processes than cores, and without what a container may forbid.
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl": "self,vader", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
               "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_mpi_yield_when_idle": "1",
               # Where a rank has failed the others are not waited for: they have ended, too.
               "OMPI_MCA_odls_base_sigkill_timeout": "0"}
# It looks for graphics boards on every display there is, and dies with a display that ends meanwhile.
ENVIRONMENT["HWLOC_COMPONENTS"] = "-gl"
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)
ENVIRONMENT["TMPDIR"] = str(FOLDER)
# What Open MPI leaves behind is its own, of plug-ins that are gone when leaks are counted.
ENVIRONMENT["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
rand = random.Random(4)


def share(n, *words):
    return subprocess.Popen([MPIRUN, "-n", str(n), SHARED, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def run(n, *words):
    process = share(n, *words)
    out, said = process.communicate(timeout=250)
    return out, said, process.returncode


def alone(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=True).stdout


WHOLE = alone("sweep", *GRID)


def test_any_number_of_ranks():
    for n in (1, 2, 3, 5):
        out = FOLDER / f"ranks-{n}.csv"
        _, said, status = run(n, "sweep", *GRID, "-o", out)
        assert status == 0, said
        assert out.read_text() == WHOLE, n
        assert not pathlib.Path(f"{out}.part").exists()


def test_fewer_cells_than_ranks():
    words = ["sweep", *GRID[:8], "--vary", "lambda-w=0.1,0.2"]
    out, said, status = run(4, *words)
    assert status == 0 and out == alone(*words), said


def test_shards_of_both_kinds_go_together():
    a, b = FOLDER / "a.csv", FOLDER / "b.csv"
    assert run(2, "sweep", *GRID, "--shard", "1/2", "-o", a)[2] == 0
    alone("sweep", *GRID, "--shard", "2/2", "-o", b)
    out, _, status = run(2, "sweep", "--merge", a, b)
    assert status == 0 and out == WHOLE


def test_features_that_each_rank_reads_or_draws():
    path = FOLDER / "features.csv"
    path.write_text("x,y,z,label\n" + "".join(",".join(f"{rand.gauss(3 * (j == i % 3), 1):.6f}" for j in range(3)) + f",{i % 3}\n"
                                              for i in range(30)))
    for words in (["--features", path, "--labels-key", "label", "--vary", "beta=0.1:10:5"],
                  ["--beta", "1", "--vary", "dim=4,8,16", "--vary", "noise=0.1:1:3"],
                  ["--vary", "lambda-h=0,0.1", "--vary", "beta=0,1"]):
        out, said, status = run(3, "sweep", *words)
        assert status == 0 and out == alone("sweep", *words), said
    assert "1 cell has no value" in said and said.count("no value") == 1


def test_killed_and_taken_up_again():
    out, part = FOLDER / "killed.csv", FOLDER / "killed.csv.part"
    before = set()
    for rounds in range(40):
        process = share(rand.choice([2, 3]), "sweep", *GRID, "--resume", "-o", out)
        try:
            process.wait(rand.uniform(0.2, 1.5) if rounds < 30 else 250)
        except subprocess.TimeoutExpired:
            process.send_signal(rand.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL]))
        process.communicate()
        if out.exists():
            break
        lines = set(part.read_text().splitlines()[1:]) if part.exists() else set()
        assert before <= lines, "a finished cell is gone"
        before = {line for line in lines if line.count(",") == max(map(lambda text: text.count(","), lines))}
    assert out.read_text() == WHOLE and not part.exists()


def write_shard(name, n, classes, offset):
    """n samples of four numbers, labelled by words, far from the origin."""
    path = FOLDER / f"{name}.csv"
    path.write_text("p,q,r,s,label\n" + "".join(",".join(f"{offset + rand.gauss(3 * (j == i % 3), 1):.9f}" for j in range(4))
                                                + f",{classes[i % len(classes)]}\n" for i in range(n)))
    return path


SHARDS = [write_shard("first", 40, ["cat", "ant"], 1e4), write_shard("second", 90, ["bee"], 1e4), write_shard("third", 7, ["ant", "eel"], 1e4),
          write_shard("fourth", 300, ["eel", "bee", "cat"], 1e4)]


def test_moments_of_any_number_of_ranks():
    alone("moments", *SHARDS, "-o", FOLDER / "alone.npz")
    for n in (1, 2, 3, 4, 6):
        out = FOLDER / f"moments-{n}.npz"
        _, said, status = run(n, "moments", *SHARDS, "-o", out)
        assert status == 0, said
        assert out.read_bytes() == (FOLDER / "alone.npz").read_bytes(), n
    # Those of shards, joined: the same again.
    parts = [FOLDER / f"part{i}.npz" for i in range(3)]
    for files, part in zip((SHARDS[:1], SHARDS[2:3], SHARDS[3:]), parts):
        alone("moments", *files, "-o", part)
    assert run(3, "moments", "--merge", *parts, "-o", FOLDER / "merged.npz")[2] == 0
    alone("moments", SHARDS[0], *SHARDS[2:], "-o", FOLDER / "three.npz")
    assert (FOLDER / "merged.npz").read_bytes() == (FOLDER / "three.npz").read_bytes()
    # Nothing of what ranks hand over is left.
    assert list(FOLDER.glob("tightframe-*.npz")) == []


def write_npy(name, descr, shape, items):
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    head += " " * (-(11 + len(head)) % 64) + "\n"
    path = FOLDER / name
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode() + items.tobytes())
    return path


PIECE = 65536
N_LARGE = 3 * PIECE + 1001
CLASSES = array.array("q", (3 * (i > PIECE) + rand.randrange(4) for i in range(N_LARGE)))
NUMBERS = array.array("d", (100 + CLASSES[i // 3] + rand.random() for i in range(3 * N_LARGE)))


def test_one_large_file_of_any_number_of_ranks():
    large = write_npy("large.npy", "<f8", f"({N_LARGE}, 3)", NUMBERS)
    labels = write_npy("large-labels.npy", "<i8", f"({N_LARGE},)", CLASSES)
    stored, deflated = FOLDER / "stored.npz", FOLDER / "deflated.npz"
    for path, method in ((stored, zipfile.ZIP_STORED), (deflated, zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.write(large, "H.npy")
            archive.write(labels, "y.npy")
    whole = FOLDER / "large-alone.npz"
    alone("moments", large, "--labels", labels, "-o", whole)
    for words, ranks in (([large, "--labels", labels], (1, 2, 3, 6)), ([stored], (2, 3)), ([deflated], (2,))):
        for n in ranks:
            out = FOLDER / f"large-{n}.npz"
            _, said, status = run(n, "moments", *words, "-o", out)
            assert status == 0, said
            assert out.read_bytes() == whole.read_bytes(), (words, n)
    # Among others, of which some are small and some a text.
    few = write_npy("few.npy", "<f8", "(500, 3)", NUMBERS[:1500])
    first = write_npy("few-labels.npy", "<i8", "(500,)", CLASSES[:500])
    with zipfile.ZipFile(FOLDER / "few.npz", "w") as archive:
        archive.write(few, "H.npy")
        archive.write(first, "y.npy")
    text = FOLDER / "text.csv"
    text.write_text("a,b,c,label\n" + "".join(f"{i % 7},{i % 5},{i % 3},{i % 4}\n" for i in range(60)))
    words = ["moments", stored, FOLDER / "few.npz", text, deflated, "-o"]
    alone(*words, whole)
    for n in (2, 3):
        _, said, status = run(n, *words, out)
        assert status == 0 and out.read_bytes() == whole.read_bytes(), said


def test_what_is_wrong_in_a_piece_is_said_as_alone():
    labels = write_npy("large-labels.npy", "<i8", f"({N_LARGE},)", CLASSES)
    wrong = array.array("d", NUMBERS)
    wrong[3 * (2 * PIECE + 5)] = float("nan")
    large, out = write_npy("wrong.npy", "<f8", f"({N_LARGE}, 3)", wrong), FOLDER / "not.npz"
    short = write_npy("short.npy", "<f8", f"({N_LARGE}, 3)", NUMBERS[:3 * 2 * PIECE])
    for path in (large, short):
        expected = subprocess.run([PROGRAM, "moments", path, "--labels", labels, "-o", out], capture_output=True, text=True).stderr
        for n in (2, 3):
            _, said, status = run(n, "moments", path, "--labels", labels, "-o", out)
            assert status == 1 and expected.splitlines()[-1] in said and not out.exists(), (expected, said)
            assert said.count(path.name) == 1, said


def test_notes_of_other_ranks_are_said():
    rows = (FOLDER / "fourth.csv").read_text().splitlines()
    path = FOLDER / "numbered.csv"
    path.write_text("\n".join(["id," + rows[0], *(f"{i},{row}" for i, row in enumerate(rows[1:]))]) + "\n")
    for n in (1, 2, 3):
        _, said, status = run(n, "moments", SHARDS[3], path, "-o", FOLDER / "noted.npz")
        assert status == 0 and said.count("numbered.csv: note: ") == 1, said


def test_moments_that_cannot_be():
    odd = FOLDER / "odd.csv"
    odd.write_text("x,label\n1,a\n2,b\n3.5,a\n7,b\n")
    broken = FOLDER / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 no archive")
    out = FOLDER / "not.npz"
    for n in (2, 3, 1):  # alone there is one way to fail: it is tried once
        for files, culprit, words in (([*SHARDS[:2], broken, SHARDS[3]], "broken.npz", ""), ([broken, *SHARDS], "broken.npz", ""),
                                      ([SHARDS[0], odd, *SHARDS[1:]], "odd.csv", "dimensions"),
                                      (["--merge", FOLDER / "part0.npz", SHARDS[1], *SHARDS], "second.csv", "no moments"),
                                      ([SHARDS[1]], "second.csv", "one class"),
                                      ([*SHARDS, FOLDER / "nowhere.npz"], "nowhere.npz", ""))[:1 if n == 1 else None]:
            _, said, status = run(n, "moments", *files, "-o", out)
            assert status == 1 and said.count(f"{culprit}: ") == 1 and words in said, (n, files, said)
            assert not out.exists()
        _, said, status = run(n, "moments", *SHARDS, "-o", FOLDER / "no" / "folder.npz")
        assert status == 1 and said.count("folder.npz") == 1, said
        _, said, status = run(n, "moments", *SHARDS, "-o", SHARDS[2])
        assert status == 1 and "would be lost" in said, said
        _, said, status = run(n, "moments", *SHARDS)
        assert status == 2 and said.count("-o FILE.npz is missing") == 1, said


def test_what_is_wrong_is_said_once():
    for n in (1, 3):
        _, said, status = run(n, "sweep", "--vary", "lambda-x=1:2:3")
        assert status == 2 and said.count("no parameter") == 1, (status, said)
        _, said, status = run(n, "sweep", "--features", FOLDER / "nowhere.npz", "--vary", "beta=1,2")
        assert status == 1 and said.count("nowhere.npz") == 1, (status, said)
        _, said, status = run(n, "sweep", *GRID, "-o", FOLDER / "no" / "folder.csv")
        assert status == 1 and said.count("folder.csv") == 1, (status, said)
        _, said, status = run(n, "run")
        assert status == 2 and said.count("has the command") == 1, (status, said)
        out, _, status = run(n, "sweep", "--help")
        assert status == 0 and out.count("--vary=") == 1


tap.run()
