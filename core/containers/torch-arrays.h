/* torch-arrays.h: which arrays a file of torch.save holds, by the names that lead to them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"
#include "pickle.h"

G_BEGIN_DECLS

typedef struct
{
  char                *key;   /* what stands within dicts and lists has points in its name */
  const TfPickleValue *value; /* a tensor or an array of NumPy's */
} TfTorchEntry;

/* All 0 before its first use. */
typedef struct
{
  GArray     *entries; /* TfTorchEntry, in the file's order */
  GHashTable *made;    /* TfPickleValue of a list -> its array of numbers, owned */
  guint       n_visits;
  guint64     n_listed; /* numbers in tables made of lists */
} TfTorchArrays;

/* Those under root, which must outlive them. FALSE with TF_FEATURES_ERROR where they are nested
 * too deep, within themselves, or too many; what was found until then is to be cleared all the same. */
gboolean tf_torch_arrays_find  (TfTorchArrays *self, const TfPickleValue *root, GError **error);
void     tf_torch_arrays_clear (TfTorchArrays *self);

G_END_DECLS
