/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layer-fits.h"

#include <math.h>

#include "number-format.h"
#include "thread.h"

typedef struct
{
  TfLayers    *layers;
  TfParameters parameters;
} Job;

static void
job_free (gpointer data)
{
  tf_layers_unref (((Job *) data)->layers);
  g_free (data);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GArray) fits = g_array_new (FALSE, FALSE, sizeof (TfFit));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i + 1 < job->layers->n_layers && error == NULL; i++)
    {
      TfMetrics next;
      TfFit fit;

      tf_layers_measure (job->layers, &job->parameters, i + 1, &next);
      if (tf_fit_between (job->layers->layers[i].moments, &job->parameters, &next, cancellable, &fit, &error))
        g_array_append_val (fits, fit);
    }
  tf_thread_end_work ();
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&fits), (GDestroyNotify) g_array_unref);
}

void
tf_layer_fits_async (TfLayers *layers, const TfParameters *parameters, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->layers = tf_layers_ref (layers);
  job->parameters = *parameters;
  g_task_set_task_data (task, job, job_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, work);
}

GArray *
tf_layer_fits_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
tf_layer_fits_describe (const TfLayers *layers, const GArray *fits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fits->len; i++)
    {
      const TfFit *fit = &g_array_index (fits, TfFit, i);
      g_autofree char *from = g_markup_escape_text (layers->layers[i].name, -1);
      g_autofree char *to = g_markup_escape_text (layers->layers[i + 1].name, -1);
      g_autofree char *number = isnan (fit->beta) ? g_strdup ("–") : tf_format_number_short (1 / fit->beta, 3);

      g_string_append_printf (text, "%s%s → %s %s", i > 0 ? ", " : "", from, to, number);
    }
  return g_string_free (text, FALSE);
}
