/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-map.h"

#include <string.h>

#include "cli-options.h"
#include "cli-problem.h"
#include "cli-table.h"
#include "map-look.h"

void
tf_cli_map_clear (TfCliMap *self)
{
  g_strfreev (self->vary);
  g_free (self->metric);
  g_free (self->at);
}

void
tf_cli_map_add_options (GOptionContext *context, TfCliMap *self)
{
  static const char *names[TF_N_MAP_METRICS + 1];
  const GOptionEntry entries[] = {
    { "vary", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->vary,
      "An axis of the view map, as of sweep, or epoch; given again: the second one (β and λ_H)", "NAME=FROM:TO:COUNT[:log|linear]" },
    { "metric", 0, 0, G_OPTION_ARG_FILENAME, &self->metric,
      "What it shows: a metric, or decay-ratio, how much more NC1 answers to λ_H than to λ_W (nc1)", "NAME" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &self->at, "Where: at the minimizer, or on the flow at time T (equilibrium)", "equilibrium|T" },
    { "curves", 0, 0, G_OPTION_ARG_NONE, &self->curves, "Of two axes, a family of curves in place of a heat map", NULL },
    G_OPTION_ENTRY_NULL,
  };

  for (guint i = 0; i < TF_N_MAP_METRICS; i++)
    names[i] = tf_map_metric_id (i);
  tf_cli_options_add_group (context, "map", "The view map:", entries);
  tf_cli_options_set_words ("metric", names, FALSE);
}

static char *
join (const TfCliMap *self)
{
  return g_strjoinv (" ", self->vary);
}

static gboolean
take_at (const TfCliMap *self, double *t)
{
  return tf_cli_take_number ("--at", self->at, t, NULL) && *t >= 0;
}

gboolean
tf_cli_map_check (const TfCliMap *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *axes = self->vary != NULL ? join (self) : NULL;
  g_autoptr (TfSweepGrid) grid G_GNUC_UNUSED = axes != NULL ? tf_map_axes_read (axes, &cause) : NULL;
  guint metric;
  double t;

  g_prefix_error (&cause, "--vary: ");
  if (cause != NULL)
    return tf_cli_misuse (error, cause->message);
  if (axes != NULL && !tf_map_axes_are_even (axes))
    return tf_cli_misuse (error, "--vary: a map has one axis or two, each a range FROM:TO:COUNT of two values or more");
  if (self->metric != NULL && !tf_map_metric_from_id (self->metric, &metric))
    return tf_cli_misuse (error, "--metric: there is no such metric; they are the columns of equilibrium, and decay-ratio");
  if (self->at != NULL && strcmp (self->at, "equilibrium") != 0 && !take_at (self, &t))
    return tf_cli_misuse (error, "--at: it is equilibrium, or a time (of descent: an iteration) from 0 on");
  return TRUE;
}

gboolean
tf_cli_map_has_epochs (const TfCliMap *self)
{
  g_autofree char *axes = self->vary != NULL ? join (self) : NULL;

  return axes != NULL && tf_sweep_axes_have_epochs (axes);
}

void
tf_cli_map_apply (const TfCliMap *self, TfSession *session)
{
  g_auto (TfMapLook) look = { 0 };

  tf_map_look_init (&look);
  tf_map_look_load (&look, session);
  if (self->vary != NULL)
    {
      g_free (look.axes);
      look.axes = join (self);
    }
  if (self->metric != NULL)
    tf_map_metric_from_id (self->metric, &look.metric);
  if (self->at != NULL)
    look.on_flow = take_at (self, &look.t);
  look.as_family = look.as_family || self->curves;
  tf_map_look_save (&look, session);
}
