/* data-sets.h: which part of the data a name is of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "layer3_val", "X_test", "ood/epoch_3": words between other characters than letters say it.
 */
#pragma once

#include <glib.h>

#include "features.h"

G_BEGIN_DECLS

typedef enum
{
  TF_DATA_SET_NONE, /* the name says nothing */
  TF_DATA_SET_TRAIN,
  TF_DATA_SET_TEST,
  TF_DATA_SET_VALIDATION,
  TF_DATA_SET_OOD,
  TF_N_DATA_SETS
} TfDataSet;

/* What a name says; of several words the last one counts. */
TfDataSet tf_data_set_of_name (const char *name);

/* Of a file: what the name says or, where it says nothing, its folder. */
TfDataSet tf_data_set_of_path (const char *path);

/* The name without such words, and without the separators that were between: "layer3" of "layer3_val". Caller frees. */
char *tf_data_set_cut (const char *name);

/* Whether both are the same but for such words. */
gboolean tf_data_set_is_all_that_differs (const char *a, const char *b);

/* FALSE: it is what is trained on, or may be; else *kind is what it can stand beside that as. */
gboolean tf_data_set_is_held_out (TfDataSet set, TfHeldOutKind *kind);

G_END_DECLS
