/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers.h"

#include <string.h>

#include "flow.h"

TfLayers *
tf_layers_new (guint n_layers, const char *const *names, TfMoments *const *moments)
{
  TfLayers *self = g_new0 (TfLayers, 1);

  g_assert (n_layers >= 2);
  self->ref_count = 1;
  self->n_layers = n_layers;
  self->layers = g_new0 (TfLayer, n_layers);
  for (guint i = 0; i < n_layers; i++)
    self->layers[i] = (TfLayer){ g_strdup (names[i]), tf_moments_ref (moments[i]) };
  return self;
}

TfLayers *
tf_layers_ref (TfLayers *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_layers_unref (TfLayers *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_layers; i++)
    {
      g_free (self->layers[i].name);
      tf_moments_unref (self->layers[i].moments);
    }
  g_free (self->layers);
  g_free (self);
}

gboolean
tf_layers_check (TfMoments *first, const char *first_name, TfMoments *other, GError **error)
{
  if (other->n_classes != first->n_classes)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                   "it has %u classes and %s has %u; the layers of one network have the same", other->n_classes,
                   first_name, first->n_classes);
      return FALSE;
    }
  for (guint k = 0; k < first->n_classes; k++) /* both are sorted */
    if (strcmp (first->class_names[k], other->class_names[k]) != 0)
      {
        g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                     "its class “%s” stands where %s has “%s”; the layers of one network have the same classes",
                     other->class_names[k], first_name, first->class_names[k]);
        return FALSE;
      }
  return TRUE;
}

char *
tf_layers_describe_samples (const TfLayers *self)
{
  const TfLayer *first = &self->layers[0];

  for (guint i = 1; i < self->n_layers; i++)
    {
      const TfLayer *other = &self->layers[i];

      if (other->moments->n_samples != first->moments->n_samples)
        return g_strdup_printf ("The layers differ in their samples: %" G_GSIZE_FORMAT " in %s, %" G_GSIZE_FORMAT
                                " in %s.",
                                first->moments->n_samples, first->name, other->moments->n_samples, other->name);
      if (memcmp (other->moments->sizes, first->moments->sizes, first->moments->n_classes * sizeof (gsize)) != 0)
        return g_strdup_printf ("The layers differ in their samples: the classes of %s and %s have other sizes.",
                                first->name, other->name);
    }
  return NULL;
}

void
tf_layers_measure (const TfLayers *self, const TfParameters *parameters, guint i, TfMetrics *metrics)
{
  g_return_if_fail (i < self->n_layers);
  tf_moments_get_metrics (self->layers[i].moments, parameters, FALSE, metrics);
}
