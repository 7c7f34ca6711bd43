/* measured-dialog.h: what is measured: every metric with its definition, ours and other codes'
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "measured-values.h"

G_BEGIN_DECLS

/* A window over parent, to be presented. moments: the features whose values stand beside the definitions, as they are
 * worked out; or NULL. parameters: for W*(H), where no W came with them. */
GtkWindow *tf_measured_dialog_new (GtkWindow *parent, TfMoments *moments, const TfParameters *parameters);

/* The same as text: a line a metric, name, tab, where there are values the value and a tab, definition; a line without a
 * tab begins another code's. values: or NULL. Caller frees. */
char *tf_measured_dialog_make_text (const TfMeasuredValues *values);

G_END_DECLS
