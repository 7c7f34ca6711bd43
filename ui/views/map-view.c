/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-view.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "plot-area.h"
#include "plot-widget.h"
#include "symbol-choice.h"
#include "theory-text.h"
#include "typed-number.h"

#define OLD_FADE 0.45

struct _TfMapView
{
  GtkWidget parent_instance;

  /* Parts, from top to bottom. */
  GtkWidget *controls;
  GtkDropDown *across, *up, *metric, *where;
  GtkWidget *curves;
  GtkEditable *time;
  TfPlotArea *area;
  GtkLabel *explanation;

  TfMapLook look;
  TfMap *map; /* or NULL */
  gboolean is_old;
  char *message;
  TfParameters now;
  gboolean has_now;
  const TfSynthetic *synthetic;
  double epoch;      /* NaN: none */
  gboolean showing; /* the controls are being set, not by a person */
};

enum
{
  LOOK_CHANGED,
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfMapView, tf_map_view, GTK_TYPE_WIDGET)

/* What can be an axis, by its name in a grid. */
static const struct
{
  const char *name, *label;
} axes[] = {
  { "lambda-w", "λ_W" }, { "lambda-h", "λ_H" }, { "beta", "β" }, { "bias-decay", "λ_b" }, { "eta", "η" },
  { "imbalance", "imbalance n₁/n_K" }, { "classes", "classes K" }, { "per-class", "samples n a class" },
  { "dim", "dimension d" }, { "noise", "noise" }, { "spread", "spread" }, { "epoch", "epoch" },
};

#define N_AXES G_N_ELEMENTS (axes)

static TfMapPlot
get_plot (TfMapView *self)
{
  return (TfMapPlot){ self->map, self->look.metric, self->look.as_family, self->has_now ? &self->now : NULL, self->synthetic,
                      isnan (self->epoch) ? NULL : &self->epoch };
}

static void
draw_map (cairo_t *cr, double width, double height, const TfPlotPointer *pointer, const TfPlotStyle *style, gpointer user_data)
{
  TfMapView *self = user_data;
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;
  TfMapPlot plot = get_plot (self);

  options.has_pointer = pointer->present;
  options.pointer_x = pointer->x;
  options.pointer_y = pointer->y;
  if (self->is_old && self->map != NULL)
    cairo_push_group (cr);
  tf_plot_map_draw (cr, width, height, &plot, &options, style);
  if (!self->is_old || self->map == NULL)
    return;
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, 1 - OLD_FADE);
}

static void
refresh (TfMapView *self)
{
  TfMapPlot plot = get_plot (self);
  g_autofree char *markup = self->message != NULL ? tf_theory_sentence (self->message) : tf_plot_map_explain (&plot);

  if (g_strcmp0 (markup, gtk_label_get_label (self->explanation)) != 0)
    {
      gtk_label_set_markup (self->explanation, markup);
      tf_plot_area_describe (self->area, gtk_label_get_text (self->explanation));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self->area));
}

/* --- controls --- */

static guint
find_axis (const TfSweepAxis *axis)
{
  for (guint i = 0; i < N_AXES; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (axis->name), "_", '-');

      if (strcmp (axes[i].name, name) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
show_look (TfMapView *self)
{
  g_autoptr (TfSweepGrid) grid = tf_map_axes_read (self->look.axes, NULL);
  g_autofree char *t = tf_format_number_short (self->look.t, 6);

  self->showing = TRUE;
  gtk_drop_down_set_selected (self->across, find_axis (&grid->axes[0]));
  gtk_drop_down_set_selected (self->up, grid->n_axes > 1 ? 1 + find_axis (&grid->axes[1]) : 0);
  gtk_drop_down_set_selected (self->metric, self->look.metric);
  gtk_drop_down_set_selected (self->where, self->look.on_flow);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->curves), self->look.as_family);
  gtk_editable_set_text (self->time, t);
  self->showing = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->time), self->look.on_flow);
  gtk_widget_set_sensitive (self->curves, grid->n_axes > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->metric), grid->n_axes > 1);
  refresh (self);
}

/* Another axis; where both would be the same one the other gives way. */
static void
choose_axes (TfMapView *self, gboolean second)
{
  guint x = gtk_drop_down_get_selected (self->across), y = gtk_drop_down_get_selected (self->up);
  char *chosen;

  if (x == GTK_INVALID_LIST_POSITION)
    return;
  if (y == x + 1 && second)
    x = x == 0 ? 1 : 0;
  else if (y == x + 1)
    y = x == 1 ? 1 : 2;
  chosen = tf_map_make_axes (axes[x].name, y > 0 && y <= N_AXES ? axes[y - 1].name : NULL);
  if (chosen == NULL)
    return;
  g_free (self->look.axes);
  self->look.axes = chosen;
}

static void
chosen_cb (TfMapView *self, GParamSpec *pspec, GtkWidget *control)
{
  double t;

  if (self->showing)
    return;
  if (control == GTK_WIDGET (self->across) || control == GTK_WIDGET (self->up))
    choose_axes (self, control == GTK_WIDGET (self->up));
  self->look.metric = gtk_drop_down_get_selected (self->metric);
  self->look.on_flow = gtk_drop_down_get_selected (self->where) == 1;
  self->look.as_family = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->curves));
  if (tf_typed_number_parse (gtk_editable_get_text (self->time), &t) && t >= 0)
    self->look.t = t;
  show_look (self);
  g_signal_emit (self, signals[LOOK_CHANGED], 0);
}

static void
dropdown_chosen_cb (GtkWidget *control, GParamSpec *pspec, TfMapView *self)
{
  chosen_cb (self, pspec, control);
}

static void
activated_cb (GtkWidget *control, TfMapView *self)
{
  chosen_cb (self, NULL, control);
}

static void
add_control (GtkWidget *row, const char *mnemonic, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), widget);
}

static GtkDropDown *
add_choice (TfMapView *self, GtkWidget *row, const char *mnemonic, const char *const *words)
{
  GtkWidget *down = tf_symbol_choice_new (words);

  add_control (row, mnemonic, down);
  g_signal_connect (down, "notify::selected", G_CALLBACK (dropdown_chosen_cb), self);
  return GTK_DROP_DOWN (down);
}

static void
make_controls (TfMapView *self)
{
  const char *first[N_AXES + 1] = { NULL }, *second[N_AXES + 2] = { "nothing" }, *metrics[TF_N_MAP_METRICS + 1] = { NULL };
  static const char *const places[] = { "the minimizer", "time", NULL };
  GtkWidget *upper = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *lower = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (guint i = 0; i < N_AXES; i++)
    first[i] = second[i + 1] = axes[i].label;
  for (guint i = 0; i < TF_N_MAP_METRICS; i++)
    metrics[i] = tf_map_metric_label (i);
  self->controls = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->controls), upper);
  gtk_box_append (GTK_BOX (self->controls), lower);
  gtk_widget_add_css_class (self->controls, "theory-controls");
  gtk_widget_set_parent (self->controls, GTK_WIDGET (self));
  self->metric = add_choice (self, upper, "Sho_w", metrics);
  self->where = add_choice (self, upper, "a_t", places);
  self->across = add_choice (self, lower, "Ove_r", first);
  self->up = add_choice (self, lower, "an_d", second);
  self->time = GTK_EDITABLE (gtk_entry_new ());
  gtk_editable_set_width_chars (self->time, 6);
  gtk_editable_set_max_width_chars (self->time, 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->time), GTK_ACCESSIBLE_PROPERTY_LABEL, "Time on the flow", -1);
  g_signal_connect (self->time, "activate", G_CALLBACK (activated_cb), self);
  gtk_box_append (GTK_BOX (upper), GTK_WIDGET (self->time));
  self->curves = gtk_toggle_button_new_with_mnemonic ("C_urves");
  gtk_widget_set_tooltip_text (self->curves, "A family of curves in place of colours, one for each of some values of the second parameter");
  g_signal_connect (self->curves, "toggled", G_CALLBACK (activated_cb), self);
  gtk_box_append (GTK_BOX (lower), self->curves);
}

/* --- the cross --- */

static void
move_to (TfMapView *self, double at_x, double at_y)
{
  TfMapPlot plot = get_plot (self);
  TfPlotStyle style;
  double x, y;

  tf_plot_widget_get_style (GTK_WIDGET (self->area), &style);
  if (tf_plot_map_unmap (gtk_widget_get_width (GTK_WIDGET (self->area)), gtk_widget_get_height (GTK_WIDGET (self->area)), &plot,
                         &style, at_x, at_y, &x, &y))
    g_signal_emit (self, signals[MOVED], 0, x, y);
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, TfMapView *self)
{
  move_to (self, x, y);
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, TfMapView *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    move_to (self, x + dx, y + dy);
}

static void
make_area (TfMapView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->area = TF_PLOT_AREA (tf_plot_area_new ("Map of settings"));
  tf_plot_area_set_draw (self->area, draw_map, self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->area), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->area), "crosshair");
  gtk_widget_set_parent (GTK_WIDGET (self->area), GTK_WIDGET (self));
}

/* overrides */

static void
tf_map_view_dispose (GObject *object)
{
  TfMapView *self = TF_MAP_VIEW (object);
  GtkWidget *child;

  if (self->area != NULL)
    tf_plot_area_set_draw (self->area, NULL, NULL);
  self->area = NULL;
  self->showing = TRUE; /* nothing more is a person's choice */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->map, tf_map_unref);
  g_clear_pointer (&self->message, g_free);
  tf_map_look_clear (&self->look);
  G_OBJECT_CLASS (tf_map_view_parent_class)->dispose (object);
}

static void
tf_map_view_class_init (TfMapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_map_view_dispose;
  signals[LOOK_CHANGED] = g_signal_new ("look-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "theoryview");
}

static void
tf_map_view_init (TfMapView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->epoch = NAN;
  tf_map_look_init (&self->look);
  make_controls (self);
  make_area (self);
  self->explanation = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->explanation, TRUE);
  gtk_label_set_xalign (self->explanation, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->explanation), "explanation");
  gtk_widget_set_parent (GTK_WIDGET (self->explanation), GTK_WIDGET (self));
  show_look (self);
}

/* public */

GtkWidget *
tf_map_view_new (void)
{
  return g_object_new (TF_TYPE_MAP_VIEW, NULL);
}

const TfMapLook *
tf_map_view_get_look (TfMapView *self)
{
  return &self->look;
}

void
tf_map_view_set_look (TfMapView *self, const TfMapLook *look)
{
  char *copy = g_strdup (look->axes);

  g_return_if_fail (TF_IS_MAP_VIEW (self) && tf_map_axes_are_even (copy));
  g_free (self->look.axes);
  self->look = *look;
  self->look.axes = copy;
  show_look (self);
}

void
tf_map_view_set_map (TfMapView *self, TfMap *map, gboolean is_old, const char *message)
{
  TfMap *before = self->map;

  g_return_if_fail (TF_IS_MAP_VIEW (self));
  self->map = map != NULL ? tf_map_ref (map) : NULL;
  g_clear_pointer (&before, tf_map_unref);
  self->is_old = is_old;
  g_free (self->message);
  self->message = g_strdup (message);
  refresh (self);
}

void
tf_map_view_set_now (TfMapView *self, const TfParameters *now, const TfSynthetic *synthetic, double epoch)
{
  g_return_if_fail (TF_IS_MAP_VIEW (self));
  self->now = *now;
  self->has_now = TRUE;
  self->synthetic = synthetic;
  self->epoch = epoch;
  refresh (self);
}

const char *
tf_map_view_get_explanation (TfMapView *self)
{
  return gtk_label_get_text (self->explanation);
}
