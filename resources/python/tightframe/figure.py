# figure.py: a figure that a notebook shows
#
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib


class Figure:
    """A figure of a run, as `tightframe.render` makes it.

    A notebook shows it by itself. The session that made it is in its metadata: open it
    with Tightframe, and the run is there again (where its features are in a file).

    Attributes
    ----------
    data : bytes
        The file.
    format : str
        ``"svg"``, ``"png"`` or ``"pdf"``.
    caption : str
        Parameters and citations.
    """

    def __init__(self, data, format, caption=""):
        self.data, self.format, self.caption = data, format, caption

    def __repr__(self):
        return f"<tightframe.Figure: {self.format}, {len(self.data)} bytes>"

    def _repr_svg_(self):
        return self.data.decode("utf-8") if self.format == "svg" else None

    def _repr_png_(self):
        return self.data if self.format == "png" else None

    def _repr_mimebundle_(self, include=None, exclude=None):
        types = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
        shown = self._repr_svg_() if self.format == "svg" else self.data
        return {types[self.format]: shown, "text/plain": repr(self)}

    def save(self, path):
        """Write the figure.

        Parameters
        ----------
        path : str or os.PathLike
            Its name ends as its format does; another format is another call of `render`.
        """
        path = pathlib.Path(path)
        if path.suffix.lower() != "." + self.format:
            raise ValueError(f"this figure is {self.format}; for {path.suffix or 'another format'} call render again")
        path.write_bytes(self.data)
