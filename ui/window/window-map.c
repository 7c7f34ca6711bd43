/* window-map.c: the map of settings, filled beside the run, and the run that follows its cross
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "plot-map.h"
#include "window-private.h"

static TfMapView *
get_view (TfWindow *self)
{
  return tf_theory_view_get_map_view (self->theory_view);
}

static TfMapQuestion
make_question (TfWindow *self)
{
  return tf_map_look_ask (tf_map_view_get_look (get_view (self)), tf_window_get_parameters (self), self->moments, self->source);
}

/* Of the same axes, though perhaps of other settings: better than nothing until the first cells are there. */
static gboolean
has_same_axes (TfWindow *self, const TfMapQuestion *question)
{
  return self->map != NULL && g_strcmp0 (self->map->grid->text, question->axes) == 0
         && self->map->moments == question->moments && self->map->at.on_flow == question->at.on_flow;
}

static gboolean
is_current (TfWindow *self, const TfMapQuestion *question)
{
  TfMapQuestion of_map;

  if (!has_same_axes (self, question))
    return FALSE;
  of_map = *question;
  of_map.at = self->map->at;
  of_map.parameters = self->map->parameters;
  return tf_map_is_same_question (question, &of_map);
}

/* Why there can be none; NULL: there can. Caller frees. */
static char *
find_fault (const TfMapQuestion *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSweepGrid) grid = tf_sweep_grid_new_from_text (question->axes, &error);

  if (grid == NULL || !tf_sweep_grid_check (grid, &question->parameters, question->synthetic, &error))
    return g_strdup (error->message);
  return NULL;
}

static void
show_map (TfWindow *self)
{
  TfMapQuestion question = make_question (self);
  g_autofree char *fault = find_fault (&question);
  gboolean fits = fault == NULL && has_same_axes (self, &question);

  tf_map_view_set_now (get_view (self), tf_window_get_parameters (self), question.synthetic);
  tf_map_view_set_map (get_view (self), fits ? self->map : NULL, fits && !is_current (self, &question), fault);
}

static gboolean
map_came_cb (gpointer user_data)
{
  TfWindow *self = user_data;
  TfMap *map = tf_mapper_poll (self->mapper);

  if (map == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->map, tf_map_unref);
  self->map = map;
  show_map (self);
  return G_SOURCE_CONTINUE;
}

void
tf_window_ask_map (TfWindow *self)
{
  TfMapQuestion question;
  g_autofree char *fault = NULL;

  if (self->mapper == NULL)
    return;
  if (self->moments == NULL || tf_page_get_view (tf_theory_view_get_page (self->theory_view)) != &tf_view_map)
    {
      tf_mapper_ask (self->mapper, NULL);
      return;
    }
  question = make_question (self);
  fault = find_fault (&question);
  tf_mapper_ask (self->mapper, fault == NULL && !(is_current (self, &question) && tf_map_is_complete (self->map)) ? &question : NULL);
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

static void
moved_cb (TfMapView *view, double x, double y, gpointer user_data)
{
  TfWindow *self = user_data;
  TfParameters parameters = *tf_window_get_parameters (self);
  const TfSweepGrid *grid = self->map != NULL ? self->map->grid : NULL;

  if (grid == NULL)
    return;
  set_axis (&parameters, &grid->axes[0], x);
  if (grid->n_axes > 1)
    set_axis (&parameters, &grid->axes[1], y);
  if (tf_parameters_equal (&parameters, tf_window_get_parameters (self)))
    return;
  tf_parameters_panel_set_parameters (self->parameters_panel, &parameters);
  tf_window_take_parameters (self);
}

/* --- sessions --- */

static void
save_look (TfWindow *self, TfSession *session)
{
  tf_map_look_save (tf_map_view_get_look (get_view (self)), session);
}

static void
restore_look (TfWindow *self, TfSession *session)
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
  static const TfSessionPart session_part = { save_look, restore_look };
  TfMapView *view = get_view (self);

  g_signal_connect_swapped (view, "look-changed", G_CALLBACK (tf_window_ask_map), self);
  g_signal_connect (view, "moved", G_CALLBACK (moved_cb), self);
  tf_window_add_session_part (self, &session_part);
  self->mapper = tf_mapper_new ();
  self->map_wake = tf_wake_new (map_came_cb, self);
  tf_mapper_set_wake (self->mapper, tf_wake_ready, self->map_wake);
}

void
tf_window_end_map (TfWindow *self)
{
  if (self->theory_view != NULL)
    {
      g_signal_handlers_disconnect_by_data (get_view (self), self);
      tf_map_view_set_map (get_view (self), NULL, FALSE, NULL);
    }
  g_clear_pointer (&self->mapper, tf_mapper_free);
  if (self->map_wake != NULL)
    g_source_destroy (self->map_wake);
  g_clear_pointer (&self->map_wake, g_source_unref);
  g_clear_pointer (&self->map, tf_map_unref);
}
