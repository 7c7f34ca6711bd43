/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured-values.h"

#include <math.h>

#include "thread.h"

typedef struct
{
  TfMoments   *moments;
  TfParameters parameters;
} Wanted;

static void
wanted_free (gpointer data)
{
  tf_moments_unref (((Wanted *) data)->moments);
  g_free (data);
}

TfMeasuredValues *
tf_measured_values_new (TfMoments *moments, const TfParameters *parameters)
{
  TfMeasuredValues *self = g_new0 (TfMeasuredValues, 1);

  tf_moments_get_metrics (moments, parameters, TRUE, &self->metrics);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;

      tf_like_get_columns (like, &n);
      self->likes[like] = g_new (double, n);
      tf_moments_get_like (moments, parameters, TRUE, like, self->likes[like]);
    }
  return self;
}

void
tf_measured_values_free (TfMeasuredValues *self)
{
  for (int like = 0; like < TF_N_LIKES; like++)
    g_free (self->likes[like]);
  g_free (self);
}

static void
measure_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  TfMeasuredValues *values
    = g_cancellable_is_cancelled (cancellable) ? NULL : tf_measured_values_new (wanted->moments, &wanted->parameters);

  tf_thread_end_work ();
  g_task_return_pointer (task, values, (GDestroyNotify) tf_measured_values_free);
}

void
tf_measured_values_new_async (TfMoments *moments, const TfParameters *parameters, GObject *source_object,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source_object, cancellable, callback, user_data);
  Wanted *wanted = g_new (Wanted, 1);

  *wanted = (Wanted){ tf_moments_ref (moments), *parameters };
  g_task_set_source_tag (task, tf_measured_values_new_async);
  g_task_set_task_data (task, wanted, wanted_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, measure_thread);
}

TfMeasuredValues *
tf_measured_values_new_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

char *
tf_measured_value_write (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (isnan (value) ? "undefined" : g_ascii_formatd (digits, sizeof digits, "%.12g", value));
}
