/* features-write.h: the features of a run as they are at an instant, as a .npz
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrays `features` (N x d, in the order of the source's samples; float32 where
 * the source is float16 or float32, else float64), `labels` (int64 where all
 * class names are whole numbers, else text), `W` (K x d) and, where the run has a
 * bias, `b` (K): what NumPy and tf_features_load() read.
 */
#pragma once

#include "features.h"
#include "run.h"

G_BEGIN_DECLS

/* Features as the run starts from and the moments that its run was made of: of
 * those very features. comment: kept in the file where it is short enough, e.g. a
 * session's text; may be NULL. A block of samples is in memory at a time. The
 * file appears whole or not at all (output.h). Blocks. On failure sets G_IO_ERROR
 * and one sentence without the name. */
gboolean tf_features_write (TfFeatures     *features,
                            TfMoments      *moments,
                            TfRun          *run,
                            const char     *comment,
                            const char     *path,
                            TfProgressFunc  progress, /* or NULL */
                            gpointer        user_data,
                            GCancellable   *cancellable,
                            GError        **error);

G_END_DECLS
