/* readouts.h: the strip of numbers under the views
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run is doing, its time, c and rho, and the metrics as they are now: a row of
 * those that tell of collapse, or with "all-numbers" every one.
 */
#pragma once

#include <gtk/gtk.h>

#include "frame.h"
#include "trace.h"
#include "trust.h"

G_BEGIN_DECLS

#define TF_TYPE_READOUTS (tf_readouts_get_type ())
G_DECLARE_FINAL_TYPE (TfReadouts, tf_readouts, TF, READOUTS, GtkBox)

/* frame may be NULL; where it has a second run beside it, the metrics of both are
 * shown. trace, beside: of the runs, which tell from where on a metric is round-off, or
 * NULL. parameters: those that c and rho are of; NULL: the frame's. While playing, shows
 * only as many frames a second as a person can read; every other frame at once. */
void tf_readouts_set_frame (TfReadouts *self, TfFrame *frame, const TfTrace *trace, const TfTrace *beside,
                            const TfParameters *parameters);

/* Whether it is to play, as a person wants it; the frame tells what it does. frame: the last one shown, or NULL. */
void tf_readouts_set_wish (TfReadouts *self, gboolean play, TfFrame *frame);

/* Whether a folder is watched that holds no file yet. frame: as above. */
void tf_readouts_set_lacks_files (TfReadouts *self, gboolean lacks, TfFrame *frame);

/* How many digits of the run can be trusted; NULL: not known (yet). Said in the status's
 * tooltip, and beside it where they are fewer than the tolerance promises. */
void tf_readouts_set_trust (TfReadouts *self, const TfTrust *trust);

/* The sentence that says what the run is doing; it belongs to the widget. */
const char *tf_readouts_get_status (TfReadouts *self);

G_END_DECLS
