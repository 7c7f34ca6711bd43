/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-panel.h"

#include <string.h>

#include "examples.h"
#include "log-scale.h"

/* A number still being typed or clicked up is not yet asked for. */
#define SETTLE_MILLISECONDS 200
#define MOST_SAMPLES 100000 /* of a class */

struct _TfFeaturesPanel
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *entries;  /* TfSource, as listed: the synthetic one (kept up to date), the examples, perhaps a file */
  GPtrArray *runs;     /* TfExampleRun: listed behind the examples, before that file */
  guint      n_fixed;  /* entries before the runs */
  TfSource  *current;
  gboolean   showing;  /* the program is setting the rows */
  guint      settling; /* a timeout, while the synthetic numbers are being changed */

  AdwComboRow   *list;
  GtkStringList *names;
  GtkSpinButton *n_classes;
  GtkSpinButton *per_class;
  AdwEntryRow   *sizes;  /* where classes differ: a number each; else empty */
  GtkSpinButton *dim;
  GtkSpinButton *seed;
  TfLogScale    *spread;
  TfLogScale    *noise;
};

G_DEFINE_FINAL_TYPE (TfFeaturesPanel, tf_features_panel, ADW_TYPE_PREFERENCES_GROUP)

static guint chosen_signal, run_chosen_signal;

/* FALSE where the entry holds no list of two sizes or more; then there are none. */
static gboolean
read_sizes (TfFeaturesPanel *self, GArray *sizes)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->sizes)), ",; ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 size;
      gsize own;

      if (*g_strstrip (words[i]) == '\0')
        continue;
      if (!g_ascii_string_to_unsigned (words[i], 10, 1, MOST_SAMPLES, &size, NULL))
        return FALSE;
      own = size;
      g_array_append_val (sizes, own);
    }
  return sizes->len >= 2 && sizes->len <= gtk_adjustment_get_upper (gtk_spin_button_get_adjustment (self->n_classes));
}

static TfSource *
synthetic_of_rows (TfFeaturesPanel *self)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  TfSynthetic synthetic = {
    .n_classes = gtk_spin_button_get_value_as_int (self->n_classes),
    .per_class = gtk_spin_button_get_value_as_int (self->per_class),
    .dim = gtk_spin_button_get_value_as_int (self->dim),
    .seed = (guint32) gtk_spin_button_get_value (self->seed),
    .spread = tf_log_scale_get_value (self->spread),
    .noise = tf_log_scale_get_value (self->noise),
  };

  if (read_sizes (self, sizes))
    {
      synthetic.n_classes = sizes->len; /* the list says it */
      synthetic.sizes = (gsize *) (gpointer) sizes->data;
    }
  return tf_source_new_synthetic (&synthetic);
}

static void
show_sizes (TfFeaturesPanel *self, const TfSynthetic *synthetic)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint k = 0; synthetic->sizes != NULL && k < synthetic->n_classes; k++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, k > 0 ? ", " : "", synthetic->sizes[k]);
  gtk_editable_set_text (GTK_EDITABLE (self->sizes), text->str);
  gtk_widget_remove_css_class (GTK_WIDGET (self->sizes), "error");
}

static void
show_synthetic (TfFeaturesPanel *self, const TfSynthetic *synthetic)
{
  gtk_spin_button_set_value (self->n_classes, synthetic->n_classes);
  gtk_spin_button_set_value (self->per_class, synthetic->per_class);
  show_sizes (self, synthetic);
  gtk_spin_button_set_value (self->dim, synthetic->dim);
  gtk_spin_button_set_value (self->seed, synthetic->seed);
  tf_log_scale_set_value (self->spread, synthetic->spread);
  tf_log_scale_set_value (self->noise, synthetic->noise);
}

/* The entry of a row; where it is no source but a run, NULL, and *run is set. */
static TfSource *
get_entry (TfFeaturesPanel *self, guint row, const TfExampleRun **run)
{
  *run = NULL;
  if (row < self->n_fixed)
    return g_ptr_array_index (self->entries, row);
  if (row < self->n_fixed + self->runs->len)
    {
      *run = g_ptr_array_index (self->runs, row - self->n_fixed);
      return NULL;
    }
  row -= self->runs->len;
  return row < self->entries->len ? g_ptr_array_index (self->entries, row) : NULL;
}

/* An entry, or the number of those before the file, where it is that. */
static guint
find_fixed (TfFeaturesPanel *self, TfSource *source)
{
  if (tf_source_get_synthetic (source) != NULL)
    return 0;
  for (guint i = 1; i < self->n_fixed; i++)
    if (tf_source_has_same_files (g_ptr_array_index (self->entries, i), source))
      return i;
  return self->n_fixed;
}

static void
add_entry (TfFeaturesPanel *self, TfSource *source)
{
  g_ptr_array_add (self->entries, tf_source_ref (source));
  gtk_string_list_append (self->names, tf_source_get_title (source));
}

static void
choose (TfFeaturesPanel *self)
{
  g_clear_handle_id (&self->settling, g_source_remove);
  g_signal_emit (self, chosen_signal, 0);
}

/* callbacks */

static void
list_selected_cb (TfFeaturesPanel *self)
{
  const TfExampleRun *run;
  TfSource *source = get_entry (self, adw_combo_row_get_selected (self->list), &run);

  if (self->showing)
    return;
  if (source != NULL)
    choose (self);
  else if (run != NULL)
    g_signal_emit (self, run_chosen_signal, 0, run->file);
}

static gboolean
settled_cb (gpointer user_data)
{
  TfFeaturesPanel *self = user_data;

  self->settling = 0;
  self->showing = TRUE; /* numbers of a draw ask for that draw */
  adw_combo_row_set_selected (self->list, 0);
  self->showing = FALSE;
  choose (self);
  return G_SOURCE_REMOVE;
}

static void
synthetic_changed_cb (TfFeaturesPanel *self)
{
  if (self->showing)
    return;
  g_clear_handle_id (&self->settling, g_source_remove);
  self->settling = g_timeout_add (SETTLE_MILLISECONDS, settled_cb, self);
}

/* Another K or n is one for classes that are all alike. */
static void
equal_changed_cb (TfFeaturesPanel *self)
{
  if (self->showing)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->sizes), "");
  synthetic_changed_cb (self);
}

static void
sizes_applied_cb (TfFeaturesPanel *self)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->sizes));

  if (text[strspn (text, " ")] == '\0' || read_sizes (self, sizes))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->sizes), "error");
      synthetic_changed_cb (self);
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->sizes), "error");
}

/* overrides */

static void
tf_features_panel_dispose (GObject *object)
{
  TfFeaturesPanel *self = TF_FEATURES_PANEL (object);

  g_clear_handle_id (&self->settling, g_source_remove);
  G_OBJECT_CLASS (tf_features_panel_parent_class)->dispose (object);
}

static void
tf_features_panel_finalize (GObject *object)
{
  TfFeaturesPanel *self = TF_FEATURES_PANEL (object);

  g_clear_pointer (&self->current, tf_source_unref);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->runs);
  G_OBJECT_CLASS (tf_features_panel_parent_class)->finalize (object);
}

/* init */

static void
tf_features_panel_class_init (TfFeaturesPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_features_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = tf_features_panel_finalize;
  chosen_signal
      = g_signal_new ("chosen", TF_TYPE_FEATURES_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  run_chosen_signal = g_signal_new ("run-chosen", TF_TYPE_FEATURES_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/tightframe/Tightframe/ui/features-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, list);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, names);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, n_classes);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, per_class);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, sizes);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, dim);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, seed);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, spread);
  gtk_widget_class_bind_template_child (widget_class, TfFeaturesPanel, noise);
  gtk_widget_class_bind_template_callback (widget_class, list_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, synthetic_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, equal_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sizes_applied_cb);
}

static void
tf_features_panel_init (TfFeaturesPanel *self)
{
  g_autoptr (TfSource) synthetic = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);
  g_autoptr (GPtrArray) examples = tf_examples_list ();

  self->showing = TRUE;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  self->runs = tf_examples_list_runs ();
  g_type_ensure (TF_TYPE_LOG_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_entry (self, synthetic);
  for (guint i = 0; i < examples->len; i++)
    add_entry (self, g_ptr_array_index (examples, i));
  self->n_fixed = self->entries->len;
  for (guint i = 0; i < self->runs->len; i++)
    gtk_string_list_append (self->names, ((const TfExampleRun *) g_ptr_array_index (self->runs, i))->title);
  tf_features_panel_set_current (self, synthetic);
}

/* public */

TfSource *
tf_features_panel_get_chosen (TfFeaturesPanel *self)
{
  const TfExampleRun *run;
  TfSource *source;
  guint selected;

  g_return_val_if_fail (TF_IS_FEATURES_PANEL (self), NULL);
  selected = adw_combo_row_get_selected (self->list);
  source = get_entry (self, selected, &run);
  if (run != NULL)
    source = self->current; /* until the run's are there */
  return selected == 0 || source == NULL ? synthetic_of_rows (self) : tf_source_ref (source);
}

void
tf_features_panel_set_current (TfFeaturesPanel *self, TfSource *current)
{
  const TfSynthetic *synthetic = tf_source_get_synthetic (current);
  guint at = find_fixed (self, current);

  g_return_if_fail (TF_IS_FEATURES_PANEL (self));
  tf_source_ref (current);
  g_clear_pointer (&self->current, tf_source_unref);
  self->current = current;

  self->showing = TRUE;
  if (at == self->n_fixed)
    {
      if (self->entries->len > self->n_fixed)
        {
          g_ptr_array_set_size (self->entries, self->n_fixed);
          gtk_string_list_remove (self->names, self->n_fixed + self->runs->len);
        }
      add_entry (self, current);
      at += self->runs->len;
    }
  if (synthetic != NULL)
    show_synthetic (self, synthetic);
  adw_combo_row_set_selected (self->list, at);
  self->showing = FALSE;
}

gboolean
tf_features_panel_choose (TfFeaturesPanel *self, guint i)
{
  const TfExampleRun *run;

  g_return_val_if_fail (TF_IS_FEATURES_PANEL (self), FALSE);
  if (get_entry (self, i, &run) == NULL && run == NULL)
    return FALSE;
  adw_combo_row_set_selected (self->list, i);
  return TRUE;
}
