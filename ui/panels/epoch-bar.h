/* epoch-bar.h: the epochs of a series, to be played and scrubbed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A button that plays (the action win.play-epochs), a slider with a place for each
 * epoch, and in words which one is shown. Where there are layers, a list to choose
 * one. "chosen" (int row of the epochs) is emitted when a person moves to another;
 * with another training beside, which has epochs of its own, "sent" (double epoch).
 */
#pragma once

#include <gtk/gtk.h>

#include "epochs.h"

G_BEGIN_DECLS

#define TF_TYPE_EPOCH_BAR (tf_epoch_bar_get_type ())
G_DECLARE_FINAL_TYPE (TfEpochBar, tf_epoch_bar, TF, EPOCH_BAR, GtkWidget)

/* shown: the row on the display, or -1. Keeps a reference. note: what is to be said beside it, or NULL. beside: another
 * training that goes along, or NULL, and the epoch at which both are; the slider has places for its epochs, too. */
void tf_epoch_bar_set_epochs (TfEpochBar *self, TfEpochs *epochs, int shown, const TfEpochs *beside, double at, const char *note);
void tf_epoch_bar_set_playing (TfEpochBar *self, gboolean playing);

const char *tf_epoch_bar_get_text (TfEpochBar *self); /* "epoch 18, 7 of 25", "waiting for the first file" */
GtkRange   *tf_epoch_bar_get_range (TfEpochBar *self);

G_END_DECLS
