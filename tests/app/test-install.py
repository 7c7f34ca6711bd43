# test-install.py: what `meson install` puts where, and that it works from another place
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-install.py BUILD-DIRECTORY SOURCE-DIRECTORY"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap

os.environ.pop("TIGHTFRAME_DATADIR", None)  # what is installed has to be found
BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
ID = "io.github.tightframe.Tightframe"
workdir = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(workdir.name)
prefix = json.loads(subprocess.run(["meson", "introspect", "--buildoptions", BUILD], capture_output=True,
                                   check=True).stdout)
PREFIX = next(option["value"] for option in prefix if option["name"] == "prefix").lstrip("/")
subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", FOLDER / "dest"],
               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
# Everything below is asked of a prefix that is not where it was meant to be.
MOVED = FOLDER / "moved here"
shutil.move(FOLDER / "dest" / PREFIX, MOVED)
SHARE = MOVED / "share"
PROGRAM = MOVED / "bin" / "tightframe"


def run(*words, status=0, **variables):
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **variables}, cwd=FOLDER)
    assert done.returncode == status, (words, done.stdout, done.stderr)
    return done.stdout + done.stderr


def need(tool):
    if shutil.which(tool) is None:
        raise tap.Skipped(f"{tool} is not here")


HAS_WINDOW = "without a window" not in run(PROGRAM, "--version")


def need_window():
    if not HAS_WINDOW:
        raise tap.Skipped("this build has no window")


def test_nothing_is_outside_the_prefix():
    assert [path for path in (FOLDER / "dest").rglob("*") if path.is_file()] == []


def test_each_thing_has_its_place():
    commands = [command["name"] for command in json.loads(run(PROGRAM, "--describe"))["commands"]]
    pages = ["tightframe.1", *(f"tightframe-{name}.1" for name in commands)]
    wanted = [f"man/man1/{page}" for page in pages]
    wanted += ["bash-completion/completions/tightframe", "zsh/site-functions/_tightframe",
               "fish/vendor_completions.d/tightframe.fish", "tightframe/examples/DATA_CARD.md", "tightframe/help/index.html",
               "tightframe/tightframe_companion.py"]
    if HAS_WINDOW:
        wanted += [f"applications/{ID}.desktop", f"metainfo/{ID}.metainfo.xml", f"mime/packages/{ID}.xml",
                   f"dbus-1/services/{ID}.service", f"icons/hicolor/scalable/apps/{ID}.svg",
                   f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
                   "icons/hicolor/scalable/mimetypes/application-x-tightframe-session.svg",
                   "icons/hicolor/scalable/mimetypes/application-x-tightframe-lesson.svg"]
    if (MOVED / "bin" / "tightframe-mpi").exists():
        wanted.append("man/man1/tightframe-mpi.1")
    for name in wanted:
        assert (SHARE / name).is_file(), name
    assert len(list(MOVED.rglob("tightframe/__init__.py"))) == 1
    # The companion is in the module, and alone beside the data: the same.
    (inside,) = MOVED.rglob("tightframe/companion.py")
    assert inside.read_text() == (SHARE / "tightframe" / "tightframe_companion.py").read_text()


def test_examples_are_found_beside_the_program():
    """One that is in no other place."""
    shutil.copy(SOURCE / "resources" / "examples" / "mnist_mlp6_mse_L3.npz", SHARE / "tightframe" / "examples" / "only-here.npz")
    (FOLDER / "s.tightframe").write_text("[Tightframe]\nformat=1\n\n[Features]\nkind=file\nexample=only-here.npz\n\n"
                                         "[Run]\ntime=1\nlambda-w=0.005\nlambda-h=0.005\nbeta=0\n")
    assert len(run(PROGRAM, "run", "s.tightframe", "--times", "0,1").splitlines()) == 3
    os.remove(SHARE / "tightframe" / "examples" / "only-here.npz")
    assert "only-here" in run(PROGRAM, "run", "s.tightframe", "--times", "0,1", status=1)


def test_the_window_is_found_beside_the_program():
    need_window()
    said = run(PROGRAM, status=1, DISPLAY="", WAYLAND_DISPLAY="", GDK_BACKEND="x11")
    assert "there is no display" in said, said


def test_the_module_finds_the_program():
    folder = next(MOVED.rglob("tightframe/__init__.py")).parent.parent
    script = "import tightframe; print(tightframe.find_program()); print(len(tightframe.run(classes=3, times=[0, 1])))"
    try:
        import numpy
    except ImportError:
        raise tap.Skipped("NumPy is not here") from None
    variables = {name: value for name, value in os.environ.items() if name != "TIGHTFRAME_PROGRAM"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          env={**variables, "PYTHONPATH": str(folder)})
    assert done.stdout.split("\n")[:2] == [str(PROGRAM), "2"], done


def test_desktop_files_are_valid():
    need_window()
    need("desktop-file-validate")
    need("appstreamcli")
    assert run("desktop-file-validate", SHARE / "applications" / f"{ID}.desktop") == ""
    run("appstreamcli", "validate", "--pedantic", "--no-net", SHARE / "metainfo" / f"{ID}.metainfo.xml")


def test_types_of_files():
    need_window()
    need("update-mime-database")
    need("gio")
    system = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
    variables = {"XDG_DATA_DIRS": f"{SHARE}:{system}", "XDG_DATA_HOME": str(FOLDER / "home")}
    run("update-mime-database", SHARE / "mime")
    (FOLDER / "unnamed").write_text("[Tightframe]\nformat=1\n")
    lesson = "---\ntightframe-lesson: 1\ntitle: T\nabout: A\n---\n# One\n    classes: 4\n\nWords.\n"
    for name in ("own.lesson.md", "unnamed-lesson"):
        (FOLDER / name).write_text(lesson)
    (FOLDER / "notes.md").write_text("# Notes\n")
    (FOLDER / "array.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00{")
    shutil.copy(SOURCE / "resources" / "examples" / "mnist_mlp6_mse_L3.npz", FOLDER / "arrays.npz")
    for name, kind in (("s.tightframe", "application/x-tightframe-session"),
                       ("unnamed", "application/x-tightframe-session"),
                       ("own.lesson.md", "application/x-tightframe-lesson"),
                       ("unnamed-lesson", "application/x-tightframe-lesson"), ("notes.md", "text/markdown"),
                       ("array.npy", "application/x-npy"), ("arrays.npz", "application/x-npz")):
        told = run("gio", "info", "-a", "standard::content-type", FOLDER / name, **variables)
        assert f"standard::content-type: {kind}" in told, told
    desktop = (SHARE / "applications" / f"{ID}.desktop").read_text()
    types = next(line for line in desktop.splitlines() if line.startswith("MimeType=")).partition("=")[2].split(";")
    for kind in ("application/x-tightframe-session", "application/x-tightframe-lesson", "application/x-npz", "image/svg+xml", "image/png",
                 "image/gif", "video/webm", "application/pdf", "x-scheme-handler/tightframe"):
        assert kind in types


def test_the_bus_starts_the_program():
    """As a desktop does at a double click."""
    need_window()
    need("gdbus")
    need("dbus-run-session")
    need("xdotool")
    if not os.environ.get("DISPLAY"):
        raise tap.Skipped("there is no display")
    service = SHARE / "dbus-1" / "services" / f"{ID}.service"
    text = service.read_text()
    assert f"Exec=/{PREFIX}/bin/tightframe --gapplication-service" in text
    link = FOLDER / "tightframe"  # the bus splits its line at blanks
    link.symlink_to(PROGRAM)
    service.write_text(text.replace(f"/{PREFIX}/bin/tightframe", str(link)))
    # What opens web pages on this desktop: it keeps what it was given.
    applications = FOLDER / "home" / "applications"
    applications.mkdir(parents=True, exist_ok=True)
    (FOLDER / "browser").write_text(f'#!/bin/sh\nprintf %s "$1" > "{FOLDER}/opened.part"\nmv "{FOLDER}/opened.part" "{FOLDER}/opened"\n')
    (FOLDER / "browser").chmod(0o755)
    (applications / "browser.desktop").write_text(f"[Desktop Entry]\nType=Application\nName=Browser\nExec={FOLDER}/browser %u\n"
                                                  "MimeType=text/html;\n")
    (applications / "mimeapps.list").write_text("[Default Applications]\ntext/html=browser.desktop\n")
    script = (f"gdbus call --session --dest {ID} --object-path /{ID.replace('.', '/')} "
              f"--method org.freedesktop.Application.Open \"['file://{FOLDER}/arrays.npz']\" '{{}}' && "
              f"timeout 60 xdotool search --sync --onlyvisible --name 'arrays' > /dev/null && "
              f"gapplication action {ID} manual && "
              f"n=0; until [ -e '{FOLDER}/opened' ]; do n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done; "
              f"{{ gapplication action {ID} quit || :; }}")  # it may be gone before it has answered
    shutil.copy(SOURCE / "resources" / "examples" / "mnist_mlp6_mse_L3.npz", FOLDER / "arrays.npz")
    run("dbus-run-session", "--", "sh", "-c", script, XDG_DATA_DIRS=f"{SHARE}:/usr/local/share:/usr/share",
        XDG_DATA_HOME=str(FOLDER / "home"), XDG_CONFIG_HOME=str(FOLDER / "home"))
    opened = (FOLDER / "opened").read_text()
    assert opened in ((SHARE / "tightframe" / "help" / "index.html").as_uri(), str(SHARE / "tightframe" / "help" / "index.html"))


def test_words_of_a_desktop():
    """A file as a URI is a file; another word is none."""
    need_window()
    said = run(PROGRAM, (FOLDER / "arrays.npz").as_uri(), status=1, DISPLAY="", WAYLAND_DISPLAY="", GDK_BACKEND="x11")
    assert "there is no display" in said, said
    assert "neither a command nor a file" in run(PROGRAM, "file:///nowhere.npz", status=2)


tap.run()
