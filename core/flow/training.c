/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "training.h"

#include "flow-error.h"
#include "network-metrics.h"

struct _TfTraining
{
  TfNetwork *network;
  guint      n_classes; /* K */

  /* What was measured last. */
  gboolean   is_current; /* of the present layers */
  TfMoments *moments;
  TfMetrics  metrics;
  TfStart   *start;      /* of moments, or NULL: not asked for yet */
};

/* What cannot be measured any more stays as it was. */
static gboolean
measure (TfTraining *self, GError **error)
{
  TfMoments *moments = NULL;
  TfMetrics metrics;

  if (self->is_current)
    return TRUE;
  self->is_current = TRUE;
  if (!tf_network_get_metrics (self->network, &metrics, &moments, NULL, error))
    return FALSE;
  g_clear_pointer (&self->start, tf_start_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
  self->moments = moments;
  self->metrics = metrics;
  return TRUE;
}

/* In the flow's words. */
static gboolean
pass_on (GError *failure, TfFlowError code, GError **error)
{
  g_set_error_literal (error, TF_FLOW_ERROR, code, failure->message);
  return FALSE;
}

static gboolean
check_samples (const TfMoments *moments, GError **error)
{
  if (moments->features != NULL && !moments->summarized)
    return TRUE;
  g_set_error_literal (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                       moments->summarized ? "a network is trained on samples, and these features are moments alone"
                                           : "a network is trained on samples, and these features are too many to be "
                                             "held: a part of the samples will do");
  return FALSE;
}

TfTraining *
tf_training_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  TfNetworkSettings settings = tf_network_settings_of (parameters, moments->n_classes);
  g_autoptr (TfTraining) self = g_new0 (TfTraining, 1);
  g_autoptr (GError) failure = NULL;

  if (!check_samples (moments, error))
    return NULL;
  self->n_classes = moments->n_classes;
  self->network = tf_network_new (moments->features, &settings, &failure);
  if (self->network == NULL || !measure (self, &failure))
    {
      pass_on (failure, TF_FLOW_ERROR_START, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
tf_training_free (TfTraining *self)
{
  g_clear_pointer (&self->start, tf_start_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->network, tf_network_free);
  g_free (self);
}

void
tf_training_set_parameters (TfTraining *self, const TfParameters *parameters)
{
  TfNetworkSettings settings = tf_network_settings_of (parameters, self->n_classes);

  settings.seed = tf_network_get_settings (self->network)->seed; /* of what has been drawn */
  if (!tf_network_set_settings (self->network, &settings, NULL))
    g_assert_not_reached ();
  self->is_current = FALSE; /* the objective is another */
}

gboolean
tf_training_advance (TfTraining *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  double left = until - tf_network_get_iteration (self->network);
  guint64 n = left >= max_steps && max_steps > 0 ? max_steps : (guint64) CLAMP (left, 0, 9007199254740992.0);

  if (n == 0 || g_cancellable_is_cancelled (cancellable))
    return TRUE;
  self->is_current = FALSE;
  if (tf_network_train (self->network, n, cancellable, &failure)
      || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  return pass_on (failure, TF_FLOW_ERROR_DIVERGED, error);
}

guint64
tf_training_get_iteration (const TfTraining *self)
{
  return tf_network_get_iteration (self->network);
}

TfNetworkState *
tf_training_save (const TfTraining *self)
{
  return tf_network_save (self->network);
}

void
tf_training_load (TfTraining *self, const TfNetworkState *state)
{
  tf_network_load (self->network, state);
  self->is_current = FALSE;
}

TfMoments *
tf_training_get_moments (TfTraining *self)
{
  measure (self, NULL);
  return self->moments;
}

const TfStart *
tf_training_get_start (TfTraining *self)
{
  TfParameters joint = TF_PARAMETERS_DEFAULT;

  measure (self, NULL);
  joint.flow = TF_FLOW_JOINT;
  joint.initial_w = TF_INITIAL_W_FILE;
  if (self->start == NULL)
    self->start = tf_start_new (self->moments, &joint, NULL);
  return self->start;
}

void
tf_training_get_metrics (TfTraining *self, TfMetrics *metrics)
{
  measure (self, NULL);
  *metrics = self->metrics;
}

TfMoments *
tf_training_measure_layer (TfTraining *self, guint l)
{
  g_autoptr (TfFeatures) features = tf_network_get_features (self->network, l, NULL);

  return features != NULL ? tf_moments_new (features, TF_KEEP_ALL, NULL, NULL) : NULL;
}
