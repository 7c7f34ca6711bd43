# companion: a file an epoch out of a training in PyTorch, for Tightframe
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network's last layer sees, epoch after epoch, for Tightframe.

One file without needs but PyTorch and NumPy: copy it beside your training script as
tightframe_companion.py. Where the module tightframe is installed it is there already:
from tightframe.companion import Companion.

    from tightframe_companion import Companion

    companion = Companion(model.fc, "training")    # model.fc: the last layer
    for epoch in range(epochs):
        for x, y in loader:
            loss = criterion(model(x), y)
            companion.add(y, loss)                 # after each forward pass that is to count
            ...
        companion.save(epoch)                      # training/epoch_0000.npz, ...

Open the folder in Tightframe while the training runs: `tightframe training`.

In a training pass the network changes from batch to batch, and so do its features. For
features of one network, call it in an evaluation pass: model.eval(), torch.no_grad().

An epoch's file holds, of all samples that were added:

    counts       K           samples of each class
    means        K x d       class means
    cov_within   d x d       sum of (h - m_y)(h - m_y)' over samples, divided by their number
    sample       n x d       some of them for drawing, chosen evenly: all, where they are few
    sample_labels   n        their labels
    W, b         K x d, K    the last layer
    classes      K           the labels, in the order of the rows above
    epoch, loss              loss: its mean, where it was given

Sums are in double precision, and about the means so far: a large common offset costs
no figures. Memory: d x d numbers and the sample, however many samples are added.
"""

import os

import numpy as np
import torch

__all__ = ["Companion"]


class Companion:
    """Gathers the inputs of the last layer, batch after batch.

    Parameters
    ----------
    layer : torch.nn.Module
        The last layer: a `torch.nn.Linear`, or what has ``weight`` (K, d) and ``bias`` (K,) like it.
    folder : str or os.PathLike
        Where the files go; made where it is not there.
    sample : int
        How many samples are kept for drawing, at the most.
    seed : int
        Of which ones.
    """

    def __init__(self, layer, folder, sample=2000, seed=0):
        self.layer = layer
        self.folder = os.fspath(folder)
        self.sample = int(sample)
        self.seed = int(seed)
        os.makedirs(self.folder, exist_ok=True)
        self._features = None
        self._hook = layer.register_forward_pre_hook(self._keep)
        self.reset()

    def reset(self):
        """Forget what was added since the last save."""
        self._classes = {}  # label -> row
        self._counts = None  # K
        self._means = None  # K x d
        self._scatter = None  # d x d
        self._random = np.random.default_rng(self.seed)
        self._sampled, self._labels = [], []
        self._n = 0
        self._loss, self._n_loss = 0.0, 0

    def close(self):
        """Take the hook off the layer."""
        self._hook.remove()

    def _keep(self, layer, inputs):
        self._features = inputs[0].detach()

    def add(self, labels, loss=None):
        """Add the batch that went through the layer last, n samples of d features.

        Parameters
        ----------
        labels : array_like or tensor (n,)
            One integer a sample.
        loss : float or tensor (), optional
            The mean loss of the batch.

        Raises
        ------
        RuntimeError
            Where no batch has gone through the layer since the last call.
        ValueError
            Where there are not as many labels as samples.
        """
        if self._features is None:
            raise RuntimeError("no batch has gone through the layer since the last call")
        features, self._features = self._features, None
        # Some devices have no double precision.
        device = features.device if features.device.type in ("cpu", "cuda") else torch.device("cpu")
        h = features.to(device).flatten(1).to(torch.float64)
        self._dtype = np.float64 if features.dtype == torch.float64 else np.float32
        y = torch.as_tensor(labels).to(device).reshape(-1).long()
        if len(h) != len(y):
            raise ValueError(f"{len(h)} samples went through the layer, and there are {len(y)} labels")
        if len(h) == 0:
            return
        with torch.no_grad():
            self._add_moments(h, self._find_rows(y, h.shape[1], device))
            self._add_sample(h, y)
        if loss is not None:
            self._loss += float(loss.detach() if torch.is_tensor(loss) else loss) * len(h)
            self._n_loss += len(h)

    def _find_rows(self, y, d, device):
        """Rows of the labels; new labels get new rows."""
        values, inverse = torch.unique(y, return_inverse=True)
        for value in values.tolist():
            self._classes.setdefault(value, len(self._classes))
        k = len(self._classes)
        if self._counts is None:
            self._counts = torch.zeros(0, dtype=torch.float64, device=device)
            self._means = torch.zeros(0, d, dtype=torch.float64, device=device)
            self._scatter = torch.zeros(d, d, dtype=torch.float64, device=device)
        if k > len(self._counts):
            more = k - len(self._counts)
            self._counts = torch.cat([self._counts, self._counts.new_zeros(more)])
            self._means = torch.cat([self._means, self._means.new_zeros(more, d)])
        rows = torch.tensor([self._classes[value] for value in values.tolist()], device=device)
        return rows[inverse]

    def _add_moments(self, h, rows):
        """Two sets of samples have the scatter of each about its mean, and that of the means."""
        counts = torch.zeros_like(self._counts).index_add_(0, rows, torch.ones_like(h[:, 0]))
        means = torch.zeros_like(self._means).index_add_(0, rows, h) / counts.clamp(min=1)[:, None]
        total = self._counts + counts
        apart = (means - self._means) * (self._counts * counts / total.clamp(min=1)).sqrt()[:, None]
        about = h - means[rows]
        self._scatter += about.T @ about + apart.T @ apart
        self._means += (means - self._means) * (counts / total.clamp(min=1))[:, None]
        self._counts = total

    def _add_sample(self, h, y):
        """Every sample so far is kept with the same chance."""
        first = self._n
        self._n += len(h)
        n_free = min(max(self.sample - first, 0), len(h))
        if n_free > 0:
            kept = h[:n_free].cpu().numpy()
            self._sampled.extend(kept)
            self._labels.extend(y[:n_free].tolist())
        places = self._random.integers(0, np.arange(first + n_free, self._n) + 1)
        for i in np.flatnonzero(places < self.sample):
            self._sampled[places[i]] = h[n_free + i].cpu().numpy()
            self._labels[places[i]] = int(y[n_free + i])

    def save(self, epoch):
        """Write ``epoch_NNNN.npz`` into the folder, where it appears whole or not at all, and begin anew.

        Parameters
        ----------
        epoch : int
            Its number.

        Returns
        -------
        str
            The path of the file.

        Raises
        ------
        RuntimeError
            Where nothing was added since the last save.
        """
        if self._n == 0:
            raise RuntimeError("nothing was added since the last save")
        path = os.path.join(self.folder, f"epoch_{int(epoch):04d}.npz")
        hidden = os.path.join(self.folder, f".epoch_{int(epoch):04d}.npz.tmp")
        try:
            with open(hidden, "wb") as file:
                np.savez(file, **self._arrays(epoch))
            os.replace(hidden, path)
        except BaseException:  # Ctrl-C too
            if os.path.exists(hidden):
                os.unlink(hidden)
            raise
        self.reset()
        return path

    def _arrays(self, epoch):
        classes = np.array(sorted(self._classes))
        rows = [self._classes[value] for value in classes.tolist()]
        arrays = {
            "counts": self._counts.cpu().numpy()[rows].astype(np.int64),
            "means": self._means.cpu().numpy()[rows],
            "cov_within": self._scatter.cpu().numpy() / self._n,
            "sample": np.array(self._sampled).astype(self._dtype),
            "sample_labels": np.array(self._labels),
            "classes": classes,
            "epoch": np.int64(epoch),
        }
        weight = getattr(self.layer, "weight", None)
        bias = getattr(self.layer, "bias", None)
        whole = weight is not None and classes[0] >= 0 and classes[-1] < len(weight)
        if whole:  # labels are the rows of W
            arrays["W"] = weight.detach().cpu().double().numpy()[classes]
        if whole and bias is not None:
            arrays["b"] = bias.detach().cpu().double().numpy()[classes]
        if self._n_loss > 0:
            arrays["loss"] = np.float64(self._loss / self._n_loss)
        return arrays
