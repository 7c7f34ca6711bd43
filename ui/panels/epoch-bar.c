/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-bar.h"

#include <math.h>
#include <string.h>

struct _TfEpochBar
{
  GtkWidget parent_instance;

  GtkWidget   *play;
  GtkDropDown *layers;
  GtkRange    *range;
  GtkLabel    *label;

  TfEpochs *epochs;
  int       shown;
  GArray   *places;  /* Place, by epoch */
  guint     n_own;   /* of them, with a row */
  gboolean  pairs;   /* another training goes along */
  double    at;
  gboolean  setting; /* not by a person */
};

/* A stop of the slider. */
typedef struct
{
  double epoch;
  int    row; /* of the layer shown; -1: only the other training has that epoch */
} Place;

enum
{
  CHOSEN,
  SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfEpochBar, tf_epoch_bar, GTK_TYPE_WIDGET)

static const char *
get_layer (TfEpochBar *self)
{
  if (self->shown >= 0)
    return self->epochs->rows[self->shown].layer;
  return self->epochs->n > 0 ? self->epochs->rows[0].layer : "";
}

static const Place *
get_place (TfEpochBar *self, guint i)
{
  return &g_array_index (self->places, Place, i);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *one = a, *other = b;

  return one->epoch != other->epoch ? (one->epoch < other->epoch ? -1 : 1) : (other->row >= 0) - (one->row >= 0);
}

/* Those of the other training that its own layer has, or the first. */
static void
add_others (TfEpochBar *self, const TfEpochs *beside)
{
  TfEpoch mark = { .layer = (char *) get_layer (self), .name = (char *) "" };
  guint n = 0;

  for (int i = tf_epochs_find_beside (beside, &mark); i >= 0; i = tf_epochs_step (beside, i, 1))
    g_array_append_val (self->places, ((Place){ beside->rows[i].epoch, -1 }));
  g_array_sort (self->places, compare_places);
  for (guint i = 0; i < self->places->len; i++)
    if (n == 0 || get_place (self, i)->epoch != get_place (self, n - 1)->epoch)
      g_array_index (self->places, Place, n++) = *get_place (self, i);
  g_array_set_size (self->places, n);
}

static void
find_places (TfEpochBar *self, const TfEpochs *beside)
{
  g_array_set_size (self->places, 0);
  for (int i = 0; i < (int) self->epochs->n; i++)
    if (self->epochs->rows[i].problem == NULL && strcmp (self->epochs->rows[i].layer, get_layer (self)) == 0)
      g_array_append_val (self->places, ((Place){ self->epochs->rows[i].epoch, i }));
  self->n_own = self->places->len;
  self->pairs = beside != NULL && !self->epochs->variants && !beside->variants;
  if (self->pairs)
    add_others (self, beside);
}

/* Where it stands on the slider; -1: it does not. */
static int
find_place (TfEpochBar *self)
{
  for (guint i = 0; i < self->places->len; i++)
    if (self->pairs && !isnan (self->at) ? get_place (self, i)->epoch == self->at : get_place (self, i)->row == self->shown)
      return i;
  return -1;
}

/* Which of its own places the row is; -1: none. */
static int
count_own (TfEpochBar *self)
{
  int n = 0;

  for (guint i = 0; i < self->places->len; i++)
    if (get_place (self, i)->row >= 0 && get_place (self, i)->row == self->shown)
      return n;
    else
      n += get_place (self, i)->row >= 0;
  return -1;
}

static void
say_where (TfEpochBar *self, int place, const char *note)
{
  const TfEpochs *epochs = self->epochs;
  g_autofree char *where = NULL, *text = NULL;

  if (epochs->n == 0)
    where = g_strdup ("waiting for the first file");
  else if (place >= 0 && epochs->variants)
    where = g_strdup_printf ("%s, %d of %u", epochs->rows[self->shown].name, place + 1, self->n_own);
  else if (epochs->variants)
    where = g_strdup_printf ("%u variants", self->n_own);
  else if (place >= 0)
    where = g_strdup_printf ("epoch %g, %d of %u", epochs->rows[self->shown].epoch, place + 1, self->n_own);
  else
    where = g_strdup_printf ("%u epochs", self->n_own);
  text = note != NULL ? g_strdup_printf ("%s · %s", where, note) : g_steal_pointer (&where);
  gtk_label_set_label (self->label, text);
  /* Sliders of GTK 4.8 tell a reader the number alone: so in words as well. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->range), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_layers (TfEpochBar *self)
{
  GListModel *old = gtk_drop_down_get_model (self->layers);
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *) self->epochs->layers);

  gtk_widget_set_visible (GTK_WIDGET (self->layers), self->epochs->n_layers > 1);
  if (old == NULL || g_list_model_get_n_items (old) != self->epochs->n_layers)
    gtk_drop_down_set_model (self->layers, G_LIST_MODEL (list));
  for (guint i = 0; i < self->epochs->n_layers; i++)
    if (strcmp (self->epochs->layers[i], get_layer (self)) == 0)
      gtk_drop_down_set_selected (self->layers, i);
}

static void
moved_cb (TfEpochBar *self)
{
  guint i = (guint) (gtk_range_get_value (self->range) + 0.5);
  const Place *place = i < self->places->len ? get_place (self, i) : NULL;

  if (self->setting || place == NULL)
    return;
  if (self->pairs && place->epoch != self->at)
    g_signal_emit (self, signals[SENT], 0, place->epoch);
  else if (!self->pairs && place->row != self->shown)
    g_signal_emit (self, signals[CHOSEN], 0, place->row);
}

/* The other layer at the same epoch, or where it comes nearest. */
static void
layer_chosen_cb (TfEpochBar *self)
{
  guint selected = gtk_drop_down_get_selected (self->layers);
  int found = -1;

  if (self->setting || self->epochs == NULL || selected >= self->epochs->n_layers)
    return;
  for (int i = 0; i < (int) self->epochs->n; i++)
    if (strcmp (self->epochs->rows[i].layer, self->epochs->layers[selected]) == 0 && self->epochs->rows[i].problem == NULL
        && (found < 0 || self->shown < 0 || self->epochs->rows[i].epoch <= self->epochs->rows[self->shown].epoch))
      found = i;
  if (found >= 0 && found != self->shown)
    g_signal_emit (self, signals[CHOSEN], 0, found);
}

static void
tf_epoch_bar_dispose (GObject *object)
{
  TfEpochBar *self = TF_EPOCH_BAR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  g_clear_pointer (&self->places, g_array_unref);
  G_OBJECT_CLASS (tf_epoch_bar_parent_class)->dispose (object);
}

static void
tf_epoch_bar_class_init (TfEpochBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_epoch_bar_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_INT);
  signals[SENT] = g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_DOUBLE);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
tf_epoch_bar_init (TfEpochBar *self)
{
  self->shown = -1;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->play = gtk_button_new_from_icon_name ("media-playback-start-symbolic");
  gtk_widget_add_css_class (self->play, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->play), "win.play-epochs");
  gtk_widget_set_parent (self->play, GTK_WIDGET (self));
  self->layers = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->layers), GTK_ACCESSIBLE_PROPERTY_LABEL, "Layer", -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->layers), "Layer");
  gtk_widget_set_parent (GTK_WIDGET (self->layers), GTK_WIDGET (self));
  self->range = GTK_RANGE (gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1));
  gtk_widget_set_hexpand (GTK_WIDGET (self->range), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->range), "The epochs of the training (< and >)");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->range), GTK_ACCESSIBLE_PROPERTY_LABEL, "Epoch", -1);
  gtk_widget_set_parent (GTK_WIDGET (self->range), GTK_WIDGET (self));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_width_chars (self->label, 20);
  gtk_label_set_xalign (self->label, 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  g_signal_connect_swapped (self->range, "value-changed", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (self->layers, "notify::selected", G_CALLBACK (layer_chosen_cb), self);
  tf_epoch_bar_set_playing (self, FALSE);
}

void
tf_epoch_bar_set_epochs (TfEpochBar *self, TfEpochs *epochs, int shown, const TfEpochs *beside, double at, const char *note)
{
  g_return_if_fail (TF_IS_EPOCH_BAR (self));
  tf_epochs_ref (epochs);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  self->epochs = epochs;
  self->shown = shown;
  self->at = at;
  self->setting = TRUE;
  find_places (self, beside);
  gtk_range_set_range (self->range, 0, MAX (self->places->len, 2) - 1);
  gtk_range_set_value (self->range, MAX (find_place (self), 0));
  show_layers (self);
  gtk_widget_set_visible (self->play, !epochs->variants);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->range), epochs->variants ? "The variants (< and >)"
                                                                          : "The epochs of the training (< and >)");
  say_where (self, count_own (self), note);
  self->setting = FALSE;
}

void
tf_epoch_bar_set_playing (TfEpochBar *self, gboolean playing)
{
  const char *label = playing ? "Pause the epochs" : "Play the epochs";

  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, playing ? "Pause the epochs (G)" : "Play the epochs (G)");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

const char *
tf_epoch_bar_get_text (TfEpochBar *self)
{
  return gtk_label_get_label (self->label);
}

GtkRange *
tf_epoch_bar_get_range (TfEpochBar *self)
{
  return self->range;
}
