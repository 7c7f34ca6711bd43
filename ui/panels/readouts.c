/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readouts.h"

#include "label-text.h"
#include "metric-set.h"
#include "number-format.h"
#include "status-line.h"
#include "theory-numbers.h"
#include "traces-floor.h"
#include "word-popover.h"

#define READABLE_INTERVAL (G_USEC_PER_SEC / 12)

struct _TfReadouts
{
  GtkBox parent_instance;

  GtkImage   *icon;
  GtkLabel   *status;
  GtkLabel   *digits; /* beside it; hidden where they are as many as expected */
  GtkLabel   *time_name;
  GtkLabel   *time;
  GtkLabel   *c;
  GtkLabel   *rho;
  GtkFlowBox *cells;
  GtkWidget  *children[TF_N_METRICS]; /* of cells */
  GtkLabel   *values[TF_N_METRICS];
  GtkLabel   *beside[TF_N_METRICS]; /* of the second run; hidden where there is none */
  gboolean    has_beside;
  gboolean    all_numbers;
  TfMetricSet there;     /* metrics that the last frame can have */
  gboolean    has_bias;  /* the last frame's; NC3 is then the centred one */
  TfStatusLine line;
  gint64      shown_at; /* monotonic, of the last frame shown */
  int         shown_status;
};

G_DEFINE_FINAL_TYPE (TfReadouts, tf_readouts, GTK_TYPE_BOX)

enum
{
  PROP_ALL_NUMBERS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What tells of collapse, as long as not all are asked for; in one row. */
static const TfMetric main_metrics[] = { TF_METRIC_OBJECTIVE, TF_METRIC_FIT, TF_METRIC_TR_SW, TF_METRIC_TR_SB, TF_METRIC_NC1,
                                         TF_METRIC_NC2, TF_METRIC_NC4, TF_METRIC_VICINITY };

/* name: of the run, where there are two, or NULL. */
static void
set_metric (GtkLabel *label, const char *name, const TfFrame *frame, const TfTrace *trace, TfMetric metric)
{
  double floor = trace != NULL ? tf_traces_get_floor (trace, metric) : 0;
  g_autofree char *number = tf_metric_format_above (metric, frame->metrics.values[metric], floor);
  g_autofree char *text = name != NULL ? g_strdup_printf ("%s  %s", name, number) : g_steal_pointer (&number);

  tf_label_set (label, text);
}

static void
show_beside (TfReadouts *self, gboolean shown)
{
  if (self->has_beside == shown)
    return;
  self->has_beside = shown;
  for (guint i = 0; i < TF_N_METRICS; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->beside[i]), shown);
}

/* In how many directions the class means differ, where that is fewer than they could. */
static void
show_rank (TfReadouts *self, TfFrame *frame)
{
  gsize rank = frame->metrics.rank, most = frame->n_classes - 1;
  const char *meaning = tf_metric_get_info (TF_METRIC_NC1)->meaning;
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self->values[TF_METRIC_NC1]));
  g_autofree char *tip = NULL;

  if (rank < most)
    tip = g_strdup_printf ("%s. In the precision of the features the class means differ in %" G_GSIZE_FORMAT " of %"
                           G_GSIZE_FORMAT " directions: rank %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT, meaning, rank,
                           most, rank, most);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (cell), tip != NULL ? tip : meaning) != 0)
    gtk_widget_set_tooltip_text (cell, tip != NULL ? tip : meaning);
}

/* What is not trained on has its numbers in the same row, where those go that say least beside them. */
static void
make_room (const TfReadouts *self, TfMetricSet *shown)
{
  static const TfMetric held_out[] = { TF_METRIC_TEST_NC4, TF_METRIC_OOD_COS }, gone[] = { TF_METRIC_FIT, TF_METRIC_VICINITY };

  for (guint i = 0; i < G_N_ELEMENTS (held_out); i++)
    if (tf_metric_set_has (self->there, held_out[i]))
      {
        tf_metric_set_add (shown, held_out[i]);
        *shown = tf_metric_set_without (*shown, tf_metric_set_one (gone[i]));
      }
}

/* Of the two NC3 the one that goes to 0: with a bias the centred one. */
static void
show_cells (TfReadouts *self)
{
  TfMetricSet shown = tf_metric_set_all ();

  if (!self->all_numbers)
    {
      shown = tf_metric_set_one (self->has_bias ? TF_METRIC_NC3_CENTRED : TF_METRIC_NC3);
      for (guint i = 0; i < G_N_ELEMENTS (main_metrics); i++)
        tf_metric_set_add (&shown, main_metrics[i]);
      make_room (self, &shown);
    }
  for (guint i = 0; i < TF_N_METRICS; i++)
    gtk_widget_set_visible (self->children[i], tf_metric_set_has (shown, i) && tf_metric_set_has (self->there, i));
}

static void
set_there (TfReadouts *self, TfMetricSet there)
{
  if (tf_metric_set_equal (self->there, there))
    return;
  self->there = there;
  show_cells (self);
}

static void
set_bias (TfReadouts *self, gboolean bias)
{
  if (self->has_bias == bias)
    return;
  self->has_bias = bias;
  show_cells (self);
}

static void
show_numbers (TfReadouts *self, TfFrame *frame, const TfTrace *trace, const TfTrace *beside_trace,
              const TfParameters *parameters)
{
  gboolean descent = tf_parameters_count_iterations (&frame->parameters);
  TfFrame *beside = frame->beside;

  gtk_label_set_label (self->time_name, descent ? "iteration" : "t");
  if (descent)
    {
      g_autofree char *iteration = tf_format_count (frame->iteration);

      gtk_label_set_label (self->time, iteration);
    }
  else
    tf_label_set_number (self->time, frame->t);
  tf_theory_numbers_show (&(TfTheoryNumbers){ self->c, self->rho }, frame, parameters);
  show_beside (self, beside != NULL);
  show_rank (self, frame);
  set_there (self, tf_frame_list_metrics (frame));
  set_bias (self, frame->parameters.bias);
  for (guint i = 0; i < TF_N_METRICS; i++)
    {
      set_metric (self->values[i], beside != NULL ? "A" : NULL, frame, trace, i);
      if (beside != NULL)
        set_metric (self->beside[i], "B", beside, beside_trace, i);
    }
}

static void
show_nothing (TfReadouts *self)
{
  GtkLabel *others[] = { self->time, self->c, self->rho };

  show_beside (self, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_label_set_label (others[i], "–");
  for (guint i = 0; i < TF_N_METRICS; i++)
    gtk_label_set_label (self->values[i], "–");
}

/* Numbers are read from left to right in every language, and stand where its lines begin. */
static void
keep_direction (GtkLabel *label)
{
  gtk_widget_set_direction (GTK_WIDGET (label), GTK_TEXT_DIR_LTR);
  gtk_label_set_xalign (label, gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? 1 : 0);
}

static GtkLabel *
make_value (GtkWidget *cell, GtkWidget *name, TfMetric metric)
{
  GtkWidget *value = gtk_label_new ("–");

  keep_direction (GTK_LABEL (value));
  gtk_label_set_width_chars (GTK_LABEL (value), 9);
  gtk_widget_add_css_class (value, "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tf_metric_get_info (metric)->meaning, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_box_append (GTK_BOX (cell), value);
  return GTK_LABEL (value);
}

static GtkWidget *
make_cell (TfReadouts *self, TfMetric metric)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);

  /* Short enough for a cell; what it means is in the tooltip. */
  gtk_label_set_markup (GTK_LABEL (name), tf_metric_get_info (metric)->short_name);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_box_append (GTK_BOX (cell), name);
  gtk_widget_set_tooltip_text (cell, tf_metric_get_info (metric)->meaning);
  tf_word_attach (cell, tf_metric_name (metric));
  self->values[metric] = make_value (cell, name, metric);
  self->beside[metric] = make_value (cell, name, metric);
  gtk_widget_set_visible (GTK_WIDGET (self->beside[metric]), FALSE);
  return cell;
}

static void
tf_readouts_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TfReadouts *self = TF_READOUTS (object);

  if (id != PROP_ALL_NUMBERS)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->all_numbers != g_value_get_boolean (value))
    {
      self->all_numbers = g_value_get_boolean (value);
      show_cells (self);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
tf_readouts_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ALL_NUMBERS)
    g_value_set_boolean (value, TF_READOUTS (object)->all_numbers);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tf_readouts_dispose (GObject *object)
{
  tf_status_line_stop (&TF_READOUTS (object)->line);
  G_OBJECT_CLASS (tf_readouts_parent_class)->dispose (object);
}

static void
tf_readouts_class_init (TfReadoutsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tf_readouts_dispose;
  object_class->set_property = tf_readouts_set_property;
  object_class->get_property = tf_readouts_get_property;
  properties[PROP_ALL_NUMBERS] = g_param_spec_boolean ("all-numbers", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/tightframe/Tightframe/ui/readouts.ui");
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, icon);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, status);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, digits);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, time_name);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, time);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, c);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, rho);
  gtk_widget_class_bind_template_child (widget_class, TfReadouts, cells);
}

static void
tf_readouts_init (TfReadouts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  keep_direction (self->time);
  keep_direction (self->c);
  keep_direction (self->rho);
  tf_word_attach (gtk_widget_get_parent (GTK_WIDGET (self->time)), "flow-of-time");
  tf_word_attach (gtk_widget_get_parent (GTK_WIDGET (self->c)), "c");
  tf_word_attach (gtk_widget_get_parent (GTK_WIDGET (self->rho)), "rho");
  self->line = (TfStatusLine){ .icon = self->icon, .label = self->status };
  self->shown_status = -1;
  self->there = tf_frame_list_metrics (NULL);
  for (guint i = 0; i < TF_N_METRICS; i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), make_cell (self, i));
      gtk_widget_set_focusable (child, FALSE);
      self->children[i] = child;
      gtk_flow_box_insert (self->cells, child, -1);
    }
  show_cells (self);
  tf_readouts_set_frame (self, NULL, NULL, NULL, NULL);
}

void
tf_readouts_set_frame (TfReadouts *self, TfFrame *frame, const TfTrace *trace, const TfTrace *beside,
                       const TfParameters *parameters)
{
  gint64 now = g_get_monotonic_time ();
  int status = frame != NULL ? (int) frame->status : -1;

  g_return_if_fail (TF_IS_READOUTS (self));
  tf_status_line_take (&self->line, frame);
  if (status == TF_RUN_PLAYING && self->shown_status == status && now - self->shown_at < READABLE_INTERVAL)
    return;
  self->shown_at = now;
  self->shown_status = status;
  tf_status_line_show (&self->line, frame);
  if (frame != NULL)
    show_numbers (self, frame, trace, beside, parameters != NULL ? parameters : &frame->parameters);
  else
    show_nothing (self);
}

void
tf_readouts_set_wish (TfReadouts *self, gboolean play, TfFrame *frame)
{
  g_return_if_fail (TF_IS_READOUTS (self));
  tf_status_line_set_wish (&self->line, play, frame);
}

void
tf_readouts_set_lacks_files (TfReadouts *self, gboolean lacks, TfFrame *frame)
{
  g_return_if_fail (TF_IS_READOUTS (self));
  tf_status_line_set_lacks_files (&self->line, lacks, frame);
}

void
tf_readouts_set_trust (TfReadouts *self, const TfTrust *trust)
{
  g_autofree char *sentence = NULL, *word = NULL, *text = NULL;

  g_return_if_fail (TF_IS_READOUTS (self));
  if (trust != NULL)
    {
      sentence = tf_trust_describe (trust);
      word = g_strdup_printf ("about %d digit%s", trust->digits, trust->digits == 1 ? "" : "s");
      text = sentence != NULL ? g_strdup (sentence) : g_strdup_printf ("%s can be trusted", word);
      text[0] = g_ascii_toupper (text[0]);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->digits), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->status), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "", -1);
  gtk_label_set_label (self->digits, word != NULL ? word : "");
  gtk_widget_set_visible (GTK_WIDGET (self->digits), sentence != NULL);
}

const char *
tf_readouts_get_status (TfReadouts *self)
{
  g_return_val_if_fail (TF_IS_READOUTS (self), NULL);
  return gtk_label_get_label (self->status);
}
