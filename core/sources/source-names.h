/* source-names.h: what tells the features of several runs apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "source.h"

G_BEGIN_DECLS

/* What is called name, for display, among the n others (each may be NULL or self): with the innermost folder in which its
 * file, or that of its first layer, is told from theirs; for several others, all such folders, the outermost first.
 * "wd5e-4/epoch_10.npz": of two trainings all files have the same names. What lies beside all the others, or is no file,
 * keeps its name alone. Caller frees. */
char *tf_source_name_among (TfSource *self, const char *name, TfSource *const *others, guint n);

G_END_DECLS
