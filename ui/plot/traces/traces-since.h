/* traces-since.h: whether a change of parameters is to be looked at by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the logarithmic axis of the whole run, all that comes of a change made late
 * happens in the last few pixels. Where the run had come to rest before it, what
 * came before is over, and the time since the change is the time that counts.
 */
#pragma once

#include "traces-options.h"

G_BEGIN_DECLS

/* TRUE when the last change was made to a run at rest (or to one that had not come
 * to rest again since a change that was), and something drawn has moved since. */
gboolean tf_traces_wants_since_change (const TfTrace *trace, const TfTracesOptions *options);

G_END_DECLS
