/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-view.h"

#include <math.h>

#include "number-format.h"
#include "plot-hands.h"
#include "plot-widget.h"
#include "traces-axis.h"
#include "traces-floor.h"
#include "traces-since.h"

#define KEY_STEP 8 /* pixels */

struct _TfTracesView
{
  GtkWidget parent_instance;

  const TfTrace *trace; /* borrowed */
  TfTracesOptions options;
  TfMetrics levels;
  gboolean has_levels, show_levels;

  TfTracesAxis axis; /* whose it is */
};

enum
{
  PROP_LOG_X = 1,
  PROP_LOG_Y,
  PROP_SINCE_CHANGE,
  PROP_SHOW_LEVELS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TfTracesView, tf_traces_view, GTK_TYPE_WIDGET)

static char *
describe (TfTracesView *self)
{
  guint n = self->trace != NULL ? tf_trace_get_n_rows (self->trace) : 0;
  g_autofree char *t = NULL;
  const TfTraceRow *row;
  TfMetricSet shown;
  GString *text;

  if (n == 0)
    return g_strdup ("No values yet");
  /* While the past is looked at, that of then. */
  while (self->options.has_cursor && n > 1 && tf_trace_get_row (self->trace, n - 1)->t > self->options.cursor)
    n--;
  row = tf_trace_get_row (self->trace, n - 1);
  t = tf_format_number (row->t, 3);
  text = g_string_new (NULL);
  g_string_printf (text, "At t = %s", t);
  shown = tf_metric_set_without (tf_metric_set_without (self->options.metrics, self->options.hidden), self->options.absent);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (shown, m))
      {
        g_autofree char *value = tf_traces_format_value (self->trace, n - 1, m);
        g_string_append_printf (text, "; %s %s", tf_metric_get_info (m)->label, value);
        if (self->options.levels != NULL)
          {
            g_autofree char *level = tf_metric_format_above (m, self->options.levels->values[m],
                                                             tf_traces_get_floor (self->trace, m));
            g_string_append_printf (text, ", ending at %s", level);
          }
      }
  return g_string_free (text, FALSE);
}

static void
describe_cb (GtkWidget *widget)
{
  tf_plot_widget_describe (widget, describe (TF_TRACES_VIEW (widget)));
}

static void
draw (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data)
{
  TfTracesView *self = user_data;

  tf_plot_traces_draw (cr, width, height, self->trace, &self->options, style);
}

static void
tf_traces_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  tf_plot_widget_snapshot (widget, snapshot, draw, widget);
}

static int
hit_legend (TfTracesView *self, double x, double y)
{
  TfPlotStyle style;

  tf_plot_widget_get_style (GTK_WIDGET (self), &style);
  return tf_plot_traces_hit_legend (gtk_widget_get_width (GTK_WIDGET (self)),
                                    gtk_widget_get_height (GTK_WIDGET (self)), &self->options, &style, x, y);
}

static void
click (GtkWidget *widget, double x, double y)
{
  TfTracesView *self = TF_TRACES_VIEW (widget);
  int metric = hit_legend (self, x, y);

  if (metric >= 0)
    tf_traces_view_toggle (self, metric);
}

static void
point (GtkWidget *widget, gboolean present, double x, double y)
{
  TfTracesView *self = TF_TRACES_VIEW (widget);

  self->options.has_pointer = present;
  if (present)
    {
      self->options.pointer_x = x;
      self->options.pointer_y = y;
      gtk_widget_set_cursor_from_name (widget, hit_legend (self, x, y) >= 0 ? "pointer" : NULL);
    }
  gtk_widget_queue_draw (widget);
}

static void
move_readout (TfTracesView *self, double dx)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));

  if (!self->options.has_pointer)
    {
      self->options.pointer_x = width / 2;
      dx = 0;
    }
  self->options.has_pointer = TRUE;
  self->options.pointer_x = CLAMP (self->options.pointer_x + dx, 0, width);
  self->options.pointer_y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The n-th entry of the legend, from 1. */
static gboolean
toggle_nth (TfTracesView *self, int n)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (tf_metric_set_without (self->options.metrics, self->options.absent), m) && --n == 0)
      {
        tf_traces_view_toggle (self, m);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
press_key (GtkWidget *widget, guint key)
{
  TfTracesView *self = TF_TRACES_VIEW (widget);

  if (key >= GDK_KEY_1 && key <= GDK_KEY_9)
    return toggle_nth (self, key - GDK_KEY_0);
  if (key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9)
    return toggle_nth (self, key - GDK_KEY_KP_0);
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    move_readout (self, key == GDK_KEY_Left ? -KEY_STEP : KEY_STEP);
  else if (key == GDK_KEY_Escape && self->options.has_pointer)
    point (widget, FALSE, 0, 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
tf_traces_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOG_X)
    tf_traces_view_set_log_x (TF_TRACES_VIEW (object), g_value_get_boolean (value));
  else if (id == PROP_LOG_Y)
    tf_traces_view_set_log_y (TF_TRACES_VIEW (object), g_value_get_boolean (value));
  else if (id == PROP_SINCE_CHANGE)
    tf_traces_view_choose_since_change (TF_TRACES_VIEW (object), g_value_get_boolean (value));
  else if (id == PROP_SHOW_LEVELS)
    tf_traces_view_set_show_levels (TF_TRACES_VIEW (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tf_traces_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TfTracesView *self = TF_TRACES_VIEW (object);

  if (id == PROP_LOG_X)
    g_value_set_boolean (value, self->options.log_x);
  else if (id == PROP_LOG_Y)
    g_value_set_boolean (value, self->options.log_y);
  else if (id == PROP_SINCE_CHANGE)
    g_value_set_boolean (value, self->options.since_change);
  else if (id == PROP_SHOW_LEVELS)
    g_value_set_boolean (value, self->show_levels);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tf_traces_view_finalize (GObject *object)
{
  tf_traces_axis_clear (&TF_TRACES_VIEW (object)->axis);
  G_OBJECT_CLASS (tf_traces_view_parent_class)->finalize (object);
}

static void
tf_traces_view_class_init (TfTracesViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = tf_traces_view_set_property;
  object_class->get_property = tf_traces_view_get_property;
  object_class->finalize = tf_traces_view_finalize;
  widget_class->snapshot = tf_traces_view_snapshot;
  properties[PROP_LOG_X] = g_param_spec_boolean ("log-x", NULL, NULL, TRUE, flags);
  properties[PROP_LOG_Y] = g_param_spec_boolean ("log-y", NULL, NULL, TRUE, flags);
  properties[PROP_SINCE_CHANGE] = g_param_spec_boolean ("since-change", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_LEVELS] = g_param_spec_boolean ("show-levels", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "tracesview");
}

static void
tf_traces_view_init (TfTracesView *self)
{
  static const TfPlotHands hands = { .point = point, .press_key = press_key, .click = click };

  self->options = TF_TRACES_OPTIONS_DEFAULT;
  self->options.title = tf_view_traces.title;
  self->show_levels = TRUE;
  tf_plot_widget_init (GTK_WIDGET (self), "Metrics over time");
  tf_plot_hands_attach (GTK_WIDGET (self), &hands);
}

GtkWidget *
tf_traces_view_new (void)
{
  return g_object_new (TF_TYPE_TRACES_VIEW, NULL);
}

static void
set_option (TfTracesView *self, gboolean *option, gboolean value, guint property)
{
  if (!*option == !value)
    return;
  *option = !!value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* The axis turns to the time since the change, and back, unless a hand said otherwise. */
static void
follow_changes (TfTracesView *self)
{
  if (tf_traces_axis_holds (&self->axis, self->trace))
    return;
  tf_traces_axis_choose (&self->axis, self->trace, FALSE, NULL);
  set_option (self, &self->options.since_change, tf_traces_wants_since_change (self->trace, &self->options),
              PROP_SINCE_CHANGE);
}

void
tf_traces_view_set_trace (TfTracesView *self, const TfTrace *trace)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  self->trace = trace;
  tf_traces_view_update (self);
}

void
tf_traces_view_update (TfTracesView *self)
{
  follow_changes (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

const TfTracesOptions *
tf_traces_view_get_options (TfTracesView *self)
{
  return &self->options;
}

void
tf_traces_view_set_there (TfTracesView *self, TfMetricSet there)
{
  TfMetricSet absent = tf_metric_set_without (tf_metric_set_all (), there);

  if (tf_metric_set_equal (self->options.absent, absent))
    return;
  self->options.absent = absent;
  tf_traces_view_update (self);
}

void
tf_traces_view_set_metrics (TfTracesView *self, TfMetricSet metrics)
{
  self->options.metrics = metrics;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_traces_view_set_hidden (TfTracesView *self, TfMetricSet hidden)
{
  self->options.hidden = hidden;
  tf_traces_view_update (self);
}

void
tf_traces_view_toggle (TfTracesView *self, TfMetric metric)
{
  TfMetricSet hidden = self->options.hidden;

  tf_metric_set_toggle (&hidden, metric);
  tf_traces_view_set_hidden (self, hidden);
}

void
tf_traces_view_set_log_x (TfTracesView *self, gboolean log)
{
  set_option (self, &self->options.log_x, log, PROP_LOG_X);
}

void
tf_traces_view_set_log_y (TfTracesView *self, gboolean log)
{
  set_option (self, &self->options.log_y, log, PROP_LOG_Y);
}

void
tf_traces_view_choose_since_change (TfTracesView *self, gboolean since_change)
{
  tf_traces_axis_choose (&self->axis, self->trace, TRUE, NULL);
  set_option (self, &self->options.since_change, since_change, PROP_SINCE_CHANGE);
}

void
tf_traces_view_restore_since_change (TfTracesView *self, gboolean since_change, TfCourse *course)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  tf_traces_axis_choose (&self->axis, self->trace, TRUE, course);
  set_option (self, &self->options.since_change, since_change, PROP_SINCE_CHANGE);
}

void
tf_traces_view_let_axis_follow (TfTracesView *self)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  tf_traces_axis_choose (&self->axis, self->trace, FALSE, NULL);
  follow_changes (self);
}

gboolean
tf_traces_view_is_axis_chosen (TfTracesView *self)
{
  return tf_traces_axis_holds (&self->axis, self->trace);
}

static void
follow_levels (TfTracesView *self)
{
  self->options.levels = self->has_levels && self->show_levels ? &self->levels : NULL;
  tf_traces_view_update (self);
}

void
tf_traces_view_set_levels (TfTracesView *self, const TfMetrics *levels)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  self->has_levels = levels != NULL;
  if (levels != NULL)
    self->levels = *levels;
  follow_levels (self);
}

void
tf_traces_view_set_show_levels (TfTracesView *self, gboolean show)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  set_option (self, &self->show_levels, show, PROP_SHOW_LEVELS);
  follow_levels (self);
}

void
tf_traces_view_mark (TfTracesView *self, const char *name)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  if (name == NULL)
    self->options.marked = (TfMetricSet){ 0 };
  for (int i = 0; name != NULL && i < TF_N_METRICS; i++)
    if (g_str_equal (tf_metric_name (i), name))
      tf_metric_set_add (&self->options.marked, i);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_traces_view_set_name (TfTracesView *self, const char *name)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  self->options.name = name;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_traces_view_set_companions (TfTracesView *self, TfCompanions companions)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  self->options.companions = companions;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_traces_view_set_cursor (TfTracesView *self, double t)
{
  g_return_if_fail (TF_IS_TRACES_VIEW (self));
  self->options.has_cursor = !isnan (t);
  self->options.cursor = t;
  tf_traces_view_update (self);
}
