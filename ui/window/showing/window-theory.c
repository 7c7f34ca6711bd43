/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-epochs.h"
#include "tab-rows.h"
#include "window-showing.h"
#include "word-popover.h"

/* Levels and ghosts in the plots of the run. */
static void
show_limit (TfWindow *self)
{
  TfSurvey *survey = tf_lab_get_survey (self->lab);
  guint chosen = tf_lab_get_chosen (self->lab);
  gboolean known = survey != NULL && tf_view_is_level (survey)
                   && tf_window_get_parameters (self)->flow != TF_FLOW_NETWORK; /* whose end no one knows before */

  tf_traces_view_set_levels (self->traces_view, known ? &survey->limit : NULL);
  tf_means_view_set_survey (self->means_view, known && chosen == 0 ? survey : NULL);
  tf_means_view_set_survey (self->means_beside, known && chosen == 1 ? survey : NULL);
}

void
tf_window_show_theory (TfWindow *self)
{
  int shown, shown_beside;
  TfEpochs *epochs = tf_window_get_epochs (self, &shown), *epochs_beside = tf_window_get_epochs_beside (self, &shown_beside);
  const TfLabFeatures *features = tf_lab_get_chosen_features (self->lab);
  TfViewData data = {
    .frame = tf_lab_get_chosen_frame (self->lab),
    .trace = tf_lab_get_chosen_trace (self->lab),
    .survey = tf_lab_get_survey (self->lab),
    .moments = features->moments,
    .layers = features->layers,
    .epochs = epochs,
    .epoch_shown = shown,
    .epochs_flow = tf_window_is_chosen_of_series (self) ? tf_lab_get_chosen_trace (self->lab) : NULL,
    .epochs_beside = epochs_beside,
    .epoch_beside = shown_beside,
    .parameters = tf_window_get_parameters (self),
  };

  if (tf_theory_view_get_page (self->theory_view) != TF_PAGE_RUN)
    tf_theory_view_update (self->theory_view, &data);
}

static void
survey_changed_cb (TfWindow *self)
{
  show_limit (self);
  tf_readouts_set_trust (self->readouts, tf_lab_get_trust (self->lab));
  tf_window_show_theory (self);
}

static void
ask (TfWindow *self)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  if (self->theory_view == NULL)
    return;
  tf_theory_view_fill_question (self->theory_view, &question);
  tf_lab_want (self->lab, &question);
  survey_changed_cb (self);
}

/* --- pages --- */

static void
show_epochs_tab (TfWindow *self)
{
  gboolean variants = self->series != NULL && self->several_kind == TF_SERIES_VARIANTS;

  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->epochs_tab))),
                       variants ? "Variants" : tf_view_epochs.tab);
  gtk_widget_set_visible (self->epochs_tab,
                          self->series != NULL || tf_page_get_view (tf_theory_view_get_page (self->theory_view)) == &tf_view_epochs);
}

static void
epochs_changed_cb (TfWindow *self)
{
  show_epochs_tab (self);
  tf_window_show_theory (self);
}

static void
page_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TfWindow *self = user_data;
  TfPage page = tf_page_find (g_variant_get_string (state, NULL));

  g_simple_action_set_state (action, g_variant_new_string (tf_page_get_id (page)));
  tf_theory_view_set_page (self->theory_view, page);
  tf_stage_set_theory_shown (self->stage, page != TF_PAGE_RUN);
  show_epochs_tab (self);
  g_signal_emit_by_name (self->theory_view, "question-changed");
}

/* Round and round. */
static void
turn_page (TfWindow *self, int by)
{
  guint n = tf_page_count ();
  TfPage page = (tf_theory_view_get_page (self->theory_view) + n + by) % n;

  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_page_get_id (page)));
}

static void
next_page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn_page (user_data, 1);
}

static void
previous_page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  turn_page (user_data, -1);
}

static GtkWidget *
make_switcher (TfWindow *self)
{
  GtkWidget *tabs = tf_tab_rows_new ();

  for (TfPage i = 0; i < tf_page_count (); i++)
    {
      GtkWidget *button = gtk_toggle_button_new (), *label = gtk_label_new (tf_page_get_title (i));
      g_autofree char *tip = g_strdup_printf ("%s (Ctrl+%u)", tf_page_get_meaning (i), i + 1);
      g_autofree char *word = g_strconcat ("page-", tf_page_get_id (i), NULL);

      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tf_page_get_title (i), -1);
      gtk_widget_add_css_class (button, "flat");
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_set_tooltip_text (button, tip);
      tf_word_attach (button, word);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.page");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", tf_page_get_id (i));
      tf_tab_rows_append (TF_TAB_ROWS (tabs), button);
      if (tf_page_get_view (i) == &tf_view_epochs)
        {
          self->epochs_tab = button;
          gtk_widget_set_visible (button, FALSE);
        }
    }
  return tabs;
}

/* --- from the window's birth to its end --- */

void
tf_window_make_theory (TfWindow *self)
{
  const GActionEntry entries[] = {
    { .name = "page", .parameter_type = "s", .state = "'run'", .change_state = page_changed_cb },
    { .name = "next-page", .activate = next_page_cb },
    { .name = "previous-page", .activate = previous_page_cb },
  };

  self->theory_view = TF_THEORY_VIEW (tf_theory_view_new ());
  g_signal_connect_object (self->theory_view, "question-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  tf_stage_set_theory (self->stage, make_switcher (self), GTK_WIDGET (self->theory_view));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self, "epochs-changed", G_CALLBACK (epochs_changed_cb), self, 0);
  g_signal_connect_object (self->lab, "problem-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  /* Once they are companions of the views. */
  g_signal_connect_object (tf_lab_get_pins (self->lab), "changed", G_CALLBACK (tf_window_show_theory), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->lab, "survey-changed", G_CALLBACK (survey_changed_cb), self, G_CONNECT_SWAPPED);
}

void
tf_window_end_theory (TfWindow *self)
{
  if (self->means_view != NULL)
    tf_means_view_set_survey (self->means_view, NULL);
  if (self->means_beside != NULL)
    tf_means_view_set_survey (self->means_beside, NULL);
  if (self->theory_view != NULL)
    tf_theory_view_update (self->theory_view, &(TfViewData){ 0 });
  self->theory_view = NULL;
}
