/* window-map.c: the map of settings, filled beside the run, and the run that follows its cross
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "plot-map.h"
#include "window-showing.h"

static TfMapView *
get_view (TfWindow *self)
{
  return tf_theory_view_get_map_view (self->theory_view);
}

/* The epoch that is shown; NaN: none. */
static double
get_epoch (TfWindow *self)
{
  int shown;
  TfEpochs *epochs = tf_window_get_epochs (self, &shown);

  return epochs != NULL && shown >= 0 && !epochs->variants ? epochs->rows[shown].epoch : NAN;
}

static TfMapQuestion
make_question (TfWindow *self)
{
  return tf_map_look_ask (tf_map_view_get_look (get_view (self)), tf_window_get_parameters (self),
                          tf_lab_get_chosen_features (self->lab)->moments, tf_lab_get_chosen_features (self->lab)->source,
                          self->map_epochs, isnan (self->map_epoch) ? NULL : &self->map_epoch);
}

/* Of the same axes, though perhaps of other settings: better than nothing until the first cells are there. */
static gboolean
has_same_axes (TfWindow *self, const TfMapQuestion *question)
{
  const TfMap *map = tf_lab_get_map (self->lab);

  return map != NULL && strcmp (map->axes, question->axes) == 0 && map->moments == question->moments
         && tf_sweep_epochs_equal (map->epochs, question->epochs) && map->at.on_flow == question->at.on_flow;
}

static gboolean
is_current (TfWindow *self, const TfMapQuestion *question)
{
  const TfMap *map = tf_lab_get_map (self->lab);
  TfMapQuestion of_map = *question;

  if (!has_same_axes (self, question))
    return FALSE;
  of_map.at = map->at;
  of_map.parameters = map->parameters;
  return tf_map_is_same_question (question, &of_map);
}

/* Why there can be none; NULL: there can. Caller frees. */
static char *
find_fault (const TfMapQuestion *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSweepGrid) grid = tf_map_question_read_grid (question, &error);

  if (grid == NULL || !tf_sweep_grid_check (grid, &question->parameters, question->synthetic, question->epochs, &error))
    return g_strdup (error->message);
  return NULL;
}

static void
show_map (TfWindow *self)
{
  TfMapQuestion question = make_question (self);
  g_autofree char *message = find_fault (&question);
  gboolean is_possible = message == NULL, fits = is_possible && has_same_axes (self, &question);

  tf_map_view_set_now (get_view (self), tf_window_get_parameters (self), question.synthetic, get_epoch (self));
  if (is_possible && !fits && tf_map_is_slow (question.moments))
    message = g_strdup_printf ("the first cells of this map take their time: with K = %u classes each is seconds of work",
                               question.moments->n_classes);
  tf_map_view_set_map (get_view (self), fits ? tf_lab_get_map (self->lab) : NULL, fits && !is_current (self, &question), message);
}

static void
ask_map (TfWindow *self)
{
  TfMapQuestion question;
  g_autofree char *fault = NULL;
  gboolean has_all;

  if (self->theory_view == NULL)
    return;
  if (tf_lab_get_moments (self->lab) == NULL
      || tf_page_get_view (tf_theory_view_get_page (self->theory_view)) != &tf_view_map)
    {
      tf_lab_ask_map (self->lab, NULL);
      return;
    }
  question = make_question (self);
  fault = find_fault (&question);
  has_all = fault == NULL && is_current (self, &question) && tf_map_is_complete (tf_lab_get_map (self->lab));
  tf_lab_ask_map (self->lab, fault == NULL && !has_all ? &question : NULL);
  show_map (self);
}

TfMapAsked *
tf_window_copy_map_question (TfWindow *self)
{
  TfMapQuestion question = make_question (self);

  return tf_map_asked_new (&question);
}

/* Numbers of the features are no sliders: they stay. */
static void
set_axis (TfParameters *parameters, const TfSweepAxis *axis, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (axis->parameter == NULL || axis->parameter->kind != TF_PARAMETER_REAL || isnan (value))
    return;
  if (axis->parameter->flag != NULL)
    tf_parameters_set_text (parameters, axis->parameter->flag, "true", NULL);
  tf_parameter_set_real (axis->parameter, parameters,
                         g_ascii_strtod (g_ascii_formatd (digits, sizeof digits, "%.3g", value), NULL));
}

/* Of the layer that is shown. */
static void
choose_epoch (TfWindow *self, const TfSweepAxis *axis, double value)
{
  int shown;
  const TfEpochs *epochs = tf_window_get_epochs (self, &shown);

  if (axis->number != TF_SWEEP_EPOCH || epochs == NULL || shown < 0 || epochs->rows[shown].epoch == value)
    return;
  for (guint i = 0; i < epochs->n; i++)
    if (epochs->rows[i].epoch == value && strcmp (epochs->rows[i].layer, epochs->rows[shown].layer) == 0)
      tf_window_choose_epoch (self, (int) i);
}

static void
moved_cb (TfMapView *view, double x, double y, gpointer user_data)
{
  TfWindow *self = user_data;
  TfParameters parameters = *tf_window_get_parameters (self);
  const TfMap *map = tf_lab_get_map (self->lab);
  const TfSweepGrid *grid = map != NULL ? map->grid : NULL;

  if (grid == NULL)
    return;
  set_axis (&parameters, &grid->axes[0], x);
  if (grid->n_axes > 1)
    set_axis (&parameters, &grid->axes[1], y);
  choose_epoch (self, &grid->axes[0], x);
  if (grid->n_axes > 1)
    choose_epoch (self, &grid->axes[1], y);
  if (tf_parameters_equal (&parameters, tf_window_get_parameters (self)))
    return;
  tf_parameters_panel_set_parameters (self->parameters_panel, &parameters);
  tf_window_take_parameters (self);
}

/* Epochs come and go: those of the layer that is shown. */
static void
epochs_changed_cb (TfWindow *self)
{
  int shown;
  TfEpochs *series = tf_window_get_epochs (self, &shown);
  g_autoptr (TfSweepEpochs) epochs = series != NULL && shown >= 0 ? tf_sweep_epochs_new_of_series (series, shown) : NULL;
  gboolean same = tf_sweep_epochs_equal (epochs, self->map_epochs);

  if (self->theory_view == NULL)
    return;
  self->map_epoch = get_epoch (self);
  if (!same)
    {
      g_clear_pointer (&self->map_epochs, tf_sweep_epochs_unref);
      self->map_epochs = g_steal_pointer (&epochs);
      ask_map (self);
    }
  else if (self->map_epochs != NULL)
    show_map (self);
}

/* --- sessions --- */

static void
saving_cb (TfWindow *self, TfSession *session)
{
  tf_map_look_save (tf_map_view_get_look (get_view (self)), session);
}

static void
restoring_cb (TfWindow *self, TfSession *session)
{
  g_auto (TfMapLook) look = { 0 };

  tf_map_look_init (&look);
  tf_map_look_load (&look, session);
  tf_map_view_set_look (get_view (self), &look);
}

/* --- from the window's birth to its end --- */

void
tf_window_make_map (TfWindow *self)
{
  TfMapView *view = get_view (self);

  self->map_epoch = NAN;
  g_signal_connect_object (self, "epochs-changed", G_CALLBACK (epochs_changed_cb), self, 0);
  g_signal_connect_swapped (view, "look-changed", G_CALLBACK (ask_map), self);
  g_signal_connect (view, "moved", G_CALLBACK (moved_cb), self);
  g_signal_connect_object (self->lab, "problem-changed", G_CALLBACK (ask_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->theory_view, "question-changed", G_CALLBACK (ask_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "map-changed", G_CALLBACK (show_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "saving", G_CALLBACK (saving_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "restoring", G_CALLBACK (restoring_cb), self, G_CONNECT_SWAPPED);
}

void
tf_window_end_map (TfWindow *self)
{
  if (self->theory_view != NULL)
    {
      g_signal_handlers_disconnect_by_data (get_view (self), self);
      tf_map_view_set_map (get_view (self), NULL, FALSE, NULL);
    }
  g_clear_pointer (&self->map_epochs, tf_sweep_epochs_unref);
}
