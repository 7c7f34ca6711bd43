/* window-lesson-values.c: on stage, where sliders and readouts are not, a lesson says the values it speaks of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lesson-values.h"
#include "window-showing.h"

/* Metrics in the traces that are on the screen. */
static TfMetricSet
get_seen (TfWindow *self)
{
  const TfTracesOptions *options = tf_traces_view_get_options (self->traces_view);

  if (!gtk_widget_get_child_visible (GTK_WIDGET (self->traces_view)))
    return (TfMetricSet){ 0 };
  return tf_metric_set_without (options->metrics, options->hidden);
}

static void
show_values (TfWindow *self)
{
  guint step = 0;
  TfLesson *lesson = tf_window_get_lesson (self, &step);
  g_autofree char *markup = NULL;

  if (lesson != NULL && self->on_stage != NULL)
    markup = tf_lesson_values_to_markup (tf_lesson_get_step (lesson, step), tf_lab_get_parameters_of (self->lab, 0),
                                         tf_lab_get_trace (self->lab, 0), get_seen (self));
  tf_lesson_bar_show_values (self->lesson_bar, markup);
}

static void
on_stage_cb (TfWindow *self)
{
  show_values (self);
}

void
tf_window_show_lesson_values (TfWindow *self)
{
  g_signal_connect_object (self->lab, "frame", G_CALLBACK (show_values), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "action-state-changed::on-stage", G_CALLBACK (on_stage_cb), NULL);
}
