# screen.py: a program's window on the display, from outside
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts programs, sizes their windows, presses keys, and sees when something is drawn."""
import ctypes
import ctypes.util
import os
import subprocess
import time

from measure import Failure

SIZE = (1920, 1080)
STRIP = (0, 150, 640, 2)  # x, y, width, height: inside any window that starts in the corner
ALL_PLANES, Z_PIXMAP = ctypes.c_ulong(-1), 2
PATIENCE = 20  # seconds for a window to appear or go


class XImage(ctypes.Structure):
    """The beginning of Xlib's."""
    _fields_ = [(name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")] \
        + [("data", ctypes.POINTER(ctypes.c_char))] \
        + [(name, ctypes.c_int) for name in ("byte_order", "unit", "bit_order", "pad", "depth", "bytes_per_line")]


class Screen:
    """Looks at one strip of the display."""

    def __init__(self):
        name = ctypes.util.find_library("X11")
        if not os.environ.get("DISPLAY") or name is None:
            raise Failure("no display")
        self.x11 = ctypes.CDLL(name)
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + 2 * [ctypes.c_int] \
            + 2 * [ctypes.c_uint] + [ctypes.c_ulong, ctypes.c_int]
        self.x11.XGetImage.restype = ctypes.POINTER(XImage)
        self.x11.XFree.argtypes = [ctypes.c_void_p]
        self.display = self.x11.XOpenDisplay(None)
        if not self.display:
            raise Failure("the display cannot be opened")
        self.root = self.x11.XDefaultRootWindow(self.display)

    def close(self):
        """Ends the connection."""
        self.x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self.x11.XCloseDisplay(self.display)

    def look(self):
        """The strip's pixels as bytes."""
        image = self.x11.XGetImage(self.display, self.root, *STRIP, ALL_PLANES, Z_PIXMAP)
        if not image:
            raise Failure("the display shows nothing")
        pixels = ctypes.string_at(image.contents.data, image.contents.height * image.contents.bytes_per_line)
        self.x11.XFree(ctypes.cast(image.contents.data, ctypes.c_void_p))
        self.x11.XFree(ctypes.cast(image, ctypes.c_void_p))
        return pixels

    def time_first_frame(self, command):
        """Seconds from the start of a program to the first change of the strip; the program is then ended."""
        empty = self.look()
        start = time.perf_counter()
        child = launch(command)
        try:
            while self.look() == empty:
                if child.poll() is not None or time.perf_counter() - start > PATIENCE:
                    raise Failure(f"{command[0]} drew nothing")
                time.sleep(0.001)
            seconds = time.perf_counter() - start
        finally:
            end(child)
        while self.look() != empty:
            if time.perf_counter() - start > 2 * PATIENCE:
                raise Failure(f"the window of {command[0]} did not go")
            time.sleep(0.05)
        return seconds


def launch(command):
    """A child whose words nobody reads."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end(child):
    """Asks it to leave, and sees to it."""
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def xdotool(*words):
    """What it answers; not every window can do everything asked."""
    try:
        return subprocess.run(["xdotool", *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False).stdout
    except subprocess.TimeoutExpired:
        return ""


def open_window(command, wm_class):
    """(child, window) of a program that fills the screen: there is no window manager here to do it."""
    child = launch(command)
    window = xdotool("search", "--sync", "--onlyvisible", "--class", wm_class).split()
    if not window or child.poll() is not None:
        status = child.poll()
        end(child)
        raise Failure("no window appeared" if status is None else f"{' '.join(command[:2])} ended with status {status}")
    xdotool("windowmove", window[0], 0, 0, "windowsize", window[0], *SIZE, "windowfocus", window[0])
    return child, window[0]
