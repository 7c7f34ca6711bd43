/* npz-arrays.h: any arrays of an .npz, by their keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "arrays.h"

G_BEGIN_DECLS

typedef gboolean (*TfArraysFunc) (TfArrays *arrays, const TfLoad *load, gpointer user_data, GError **error);

/* Opens the archive for the time of the call of func, which may read what it wants of it
 * (tf_arrays_read_array()). FALSE with an error where it is no archive of arrays, or where func returns FALSE. */
gboolean tf_npz_use_arrays (const char *path, TfArraysFunc func, gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
