/* held-out-features.c: further samples beside labelled features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-parts.h"
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

void
tf_features_stand_own_test (TfFeatures *self, TfFeatures *other, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old = g_steal_pointer (&self->notice), *said = NULL;

  if (other == NULL || !tf_features_set_held_out (self, TF_HELD_OUT_TEST, other, &error))
    said = g_strdup_printf ("The test set that the file holds as well was left out: %s", other == NULL ? message : error->message);
  else
    said = g_strdup ("The file holds a test set as well, which stands beside what was trained on.");
  self->notice = old != NULL ? g_strdup_printf ("%s %s", old, said) : g_steal_pointer (&said);
}

TfFeatures *
tf_features_get_held_out (TfFeatures *self, TfHeldOutKind kind)
{
  return self->held_out[kind];
}
