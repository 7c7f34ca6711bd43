/* window-figures.c: figures of what the window shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "figure-dialog.h"
#include "window-private.h"

/* What is on the screen, to begin with. */
static void
set_panels (TfWindow *self, TfFigure *figure)
{
  static const struct
  {
    guint  n;
    TfView views[2];
  } pages[TF_N_PAGES] = {
    [TF_PAGE_LIMIT] = { 1, { TF_VIEW_LIMIT } },
    [TF_PAGE_MONOTONE] = { 1, { TF_VIEW_MONOTONE } },
    [TF_PAGE_VICINITY] = { 1, { TF_VIEW_VICINITY } },
    [TF_PAGE_DEPTH] = { 1, { TF_VIEW_DEPTH } },
    [TF_PAGE_MAP] = { 1, { TF_VIEW_MAP } },
    [TF_PAGE_RESPONSE] = { 2, { TF_VIEW_SPECTRUM, TF_VIEW_RESPONSE } },
  };
  TfPage page = tf_theory_view_get_page (self->theory_view);

  if (pages[page].n == 0)
    return;
  figure->n_panels = pages[page].n;
  figure->n_columns = pages[page].n;
  for (guint i = 0; i < pages[page].n; i++)
    figure->panels[i] = pages[page].views[i];
}

static void
export_figure_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfSession *session = tf_window_make_session (self);
  TfFigure figure;

  if (session == NULL)
    return;
  tf_figure_init (&figure);
  set_panels (self, &figure);
  gtk_window_present (GTK_WINDOW (tf_figure_dialog_new (GTK_WINDOW (self), self->moments, self->layers, session, &figure)));
  tf_figure_clear (&figure);
}

void
tf_window_add_figures (TfWindow *self)
{
  static const GActionEntry entries[] = { { .name = "export-figure", .activate = export_figure_activated_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
