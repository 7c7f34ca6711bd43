/* window-figures.c: figures and films of what the window shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "figure-dialog.h"
#include "film-dialog.h"
#include "session-training.h"
#include "window-showing.h"

/* What is on the screen, to begin with. */
static void
set_panels (TfWindow *self, TfSession *session, TfFigure *figure)
{
  const TfView *view = tf_page_get_view (tf_theory_view_get_page (self->theory_view));

  if (!tf_view_is_drawn (view, tf_session_has_training (session, FALSE)))
    return;
  figure->n_panels = 0;
  if (view->above != NULL)
    figure->panels[figure->n_panels++] = view->above;
  figure->panels[figure->n_panels++] = view;
  figure->n_columns = figure->n_panels;
}

static void
export_figure_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfSession *session = tf_lab_make_session (self->lab);
  TfFigure figure;

  if (session == NULL)
    return;
  tf_figure_init (&figure);
  set_panels (self, session, &figure);
  gtk_window_present (GTK_WINDOW (tf_figure_dialog_new (GTK_WINDOW (self), tf_lab_get_moments (self->lab),
                                                        tf_lab_get_layers (self->lab), session, &figure)));
  tf_figure_clear (&figure);
}

static void
record_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfSession *session = tf_lab_make_session (self->lab);
  guint step;
  const TfView *view = tf_page_get_view (tf_theory_view_get_page (self->theory_view));

  if (session == NULL)
    return;
  if (view != NULL && view->screen_only)
    view = NULL;
  gtk_window_present (GTK_WINDOW (tf_film_dialog_new (GTK_WINDOW (self), tf_lab_get_moments (self->lab),
                                                       tf_lab_get_layers (self->lab), session,
                                                       tf_window_get_lesson (self, &step), view)));
}

void
tf_window_add_figures (TfWindow *self)
{
  static const GActionEntry entries[] = { { .name = "export-figure", .activate = export_figure_activated_cb },
                                          { .name = "record", .activate = record_activated_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
