/* held-out-features.c: further samples beside labelled features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-private.h"

#include <string.h>

static const struct
{
  const char *name, *title;
} kinds[TF_N_HELD_OUT] = {
  [TF_HELD_OUT_TEST] = { "test", "Test set" },
  [TF_HELD_OUT_OOD] = { "ood", "Out-of-distribution set" },
};

const char *
tf_held_out_get_name (TfHeldOutKind kind)
{
  return kinds[kind].name;
}

const char *
tf_held_out_get_title (TfHeldOutKind kind)
{
  return kinds[kind].title;
}

/* A class of other that self has not; or NULL. */
static const char *
find_strange_class (TfFeatures *self, TfFeatures *other)
{
  for (guint k = 0; k < other->n_classes; k++)
    if (!g_strv_contains ((const char *const *) self->class_names, other->class_names[k]))
      return other->class_names[k];
  return NULL;
}

gboolean
tf_features_set_held_out (TfFeatures *self, TfHeldOutKind kind, TfFeatures *other, GError **error)
{
  const char *strange = kind == TF_HELD_OUT_TEST ? find_strange_class (self, other) : NULL;

  if (other->dim != self->dim)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                 "its features have %" G_GSIZE_FORMAT " dimensions, those it is to stand beside %" G_GSIZE_FORMAT, other->dim,
                 self->dim);
  else if (strange != NULL)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                 "its class “%.80s” is none of those that it is to be held against; samples of other classes are out of "
                 "distribution, not a test set", strange);
  if (other->dim != self->dim || strange != NULL)
    return FALSE;
  tf_features_ref (other);
  g_clear_pointer (&self->held_out[kind], tf_features_unref);
  self->held_out[kind] = other;
  return TRUE;
}

TfFeatures *
tf_features_get_held_out (TfFeatures *self, TfHeldOutKind kind)
{
  return self->held_out[kind];
}
