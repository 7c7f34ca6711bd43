/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab-kit.h"

#define DEADLINE (300 * G_USEC_PER_SEC) /* for machines under sanitizers with other things to do */

void
wait_for_here (const char *where, TfLab *lab, LabCondition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (lab, data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited too long at %s", where);
      tf_lab_poll (lab);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

/* --- conditions --- */

static gboolean
has_own_frame (TfLab *lab)
{
  return tf_lab_get_frame (lab) != NULL && tf_lab_get_frame (lab)->owner == tf_lab_get_moments (lab);
}

gboolean
is_beyond (TfLab *lab, gpointer data)
{
  return has_own_frame (lab) && tf_lab_get_frame (lab)->t > *(double *) data;
}

gboolean
is_still (TfLab *lab, gpointer data)
{
  return !tf_lab_poll (lab) && !tf_lab_is_busy (lab) && has_own_frame (lab);
}

gboolean
is_past (TfLab *lab, gpointer data)
{
  return is_still (lab, NULL) && tf_lab_is_past (lab);
}

gboolean
is_present (TfLab *lab, gpointer data)
{
  return has_own_frame (lab) && !tf_lab_is_past (lab);
}

gboolean
is_settled (TfLab *lab, gpointer data)
{
  return has_own_frame (lab) && tf_lab_get_frame (lab)->status == TF_RUN_SETTLED;
}

gboolean
is_compared (TfLab *lab, gpointer data)
{
  return tf_lab_get_frame_of (lab, 1) != NULL;
}

gboolean
is_alone (TfLab *lab, gpointer data)
{
  return tf_lab_get_frame_of (lab, 1) == NULL;
}

gboolean
has_betas (TfLab *lab, gpointer data)
{
  const double *betas = data;

  return is_compared (lab, NULL) && tf_lab_get_frame_of (lab, 0)->parameters.beta == betas[0]
         && tf_lab_get_frame_of (lab, 1)->parameters.beta == betas[1];
}

gboolean
has_n_pins (TfLab *lab, gpointer data)
{
  return tf_pins_get_n (tf_lab_get_pins (lab)) == GPOINTER_TO_UINT (data);
}

/* --- helpers --- */

void
put_features (TfLab *lab, guint32 seed, TfSession *session)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfSource) source = NULL;
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;

  synthetic.seed = seed;
  source = tf_source_new_synthetic (&synthetic);
  tf_source_fetch (source, NULL, &fetched, &error);
  g_assert_no_error (error);
  tf_lab_take_features (lab, source, fetched.moments, NULL, session);
}

TfLab *
open_lab (void)
{
  TfLab *lab = tf_lab_new ();
  double t = 3;

  tf_lab_set_pace (lab, 4);
  put_features (lab, 1, NULL);
  wait_for (lab, is_beyond, &t);
  return lab;
}

void
close_lab (TfLab *lab)
{
  gpointer weak = lab;
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  g_object_add_weak_pointer (G_OBJECT (lab), &weak);
  g_object_run_dispose (G_OBJECT (lab));
  g_object_unref (lab);
  while (weak != NULL && g_get_monotonic_time () < deadline)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_assert_null (weak);
}

void
set_beta (TfLab *lab, double beta)
{
  TfParameters parameters = *tf_lab_get_parameters (lab);
  g_autoptr (GError) error = NULL;

  parameters.beta = beta;
  tf_lab_take_parameters (lab, &parameters, &error);
  g_assert_no_error (error);
}

double
get_beta (TfLab *lab)
{
  return tf_lab_get_parameters (lab)->beta;
}

void
hold (TfLab *lab)
{
  tf_lab_set_playing (lab, FALSE);
  wait_for (lab, is_still, NULL);
  g_assert_cmpint (tf_lab_get_frame (lab)->status, ==, TF_RUN_PAUSED);
}

void
back_to (TfLab *lab, double share)
{
  tf_lab_seek (lab, share * tf_lab_get_frame (lab)->latest.t);
  wait_for (lab, is_past, NULL);
}

double
last_time (const TfTrace *trace)
{
  return tf_trace_get_row (trace, tf_trace_get_n_rows (trace) - 1)->t;
}
