/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pins-panel.h"

#include "plot-widget.h"

#define SAMPLE_WIDTH 34

struct _TfPinsPanel
{
  AdwPreferencesGroup parent_instance;

  TfPins    *pins;
  GPtrArray *rows; /* AdwEntryRow, borrowed */
  gboolean   renaming; /* the list changes by what is typed into it */
};

G_DEFINE_FINAL_TYPE (TfPinsPanel, tf_pins_panel, ADW_TYPE_PREFERENCES_GROUP)

static guint
get_index (TfPinsPanel *self, gpointer row)
{
  guint i = 0;

  g_ptr_array_find (self->rows, row, &i);
  return i;
}

static void
renamed_cb (GtkEditable *row, TfPinsPanel *self)
{
  self->renaming = TRUE;
  tf_pins_rename (self->pins, get_index (self, row), gtk_editable_get_text (row));
  self->renaming = FALSE;
}

static void
shown_cb (GtkToggleButton *button, TfPinsPanel *self)
{
  gboolean shown = gtk_toggle_button_get_active (button);

  gtk_button_set_icon_name (GTK_BUTTON (button), shown ? "view-reveal-symbolic" : "view-conceal-symbolic");
  self->renaming = TRUE;
  tf_pins_set_hidden (self->pins, get_index (self, g_object_get_data (G_OBJECT (button), "row")), !shown);
  self->renaming = FALSE;
}

static void
removed_cb (GtkButton *button, TfPinsPanel *self)
{
  tf_pins_remove (self->pins, get_index (self, g_object_get_data (G_OBJECT (button), "row")));
}

/* The line as it is in the legends. */
static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  TfPlotStyle style;
  TfCompanion companion = { .look = GPOINTER_TO_UINT (user_data), .fade = 0.2 };
  TfLineLook look;

  tf_plot_widget_get_style (GTK_WIDGET (area), &style);
  look = tf_companion_get_sample (&companion, &style);
  tf_line_look_apply (&look, cr, &style);
  cairo_move_to (cr, 0, height / 2.0);
  cairo_line_to (cr, width, height / 2.0);
  cairo_stroke (cr);
}

static GtkWidget *
make_sample (guint look)
{
  GtkWidget *sample = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (sample), SAMPLE_WIDTH);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (sample), draw_sample, GUINT_TO_POINTER (look), NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (sample), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return sample;
}

static GtkWidget *
make_button (GtkWidget *button, GtkWidget *row, const char *icon, const char *tip)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "row", row);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  return button;
}

static GtkWidget *
make_row (TfPinsPanel *self, const TfPin *pin)
{
  GtkWidget *row = adw_entry_row_new (), *shown = gtk_toggle_button_new (), *removed = gtk_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Pinned run");
  gtk_editable_set_text (GTK_EDITABLE (row), pin->name);
  adw_entry_row_add_prefix (ADW_ENTRY_ROW (row), make_sample (pin->look));
  make_button (shown, row, pin->hidden ? "view-conceal-symbolic" : "view-reveal-symbolic", "Shown");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (shown), !pin->hidden);
  make_button (removed, row, "user-trash-symbolic", "Remove");
  g_signal_connect (row, "changed", G_CALLBACK (renamed_cb), self);
  g_signal_connect (shown, "toggled", G_CALLBACK (shown_cb), self);
  g_signal_connect (removed, "clicked", G_CALLBACK (removed_cb), self);
  return row;
}

static void
pins_changed_cb (TfPinsPanel *self)
{
  guint n = tf_pins_get_n (self->pins);

  if (self->renaming)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = make_row (self, tf_pins_get (self->pins, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         n == 0 ? "Keep the present run in the plots to compare with" : NULL);
}

static void
tf_pins_panel_dispose (GObject *object)
{
  TfPinsPanel *self = TF_PINS_PANEL (object);

  g_clear_object (&self->pins);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tf_pins_panel_parent_class)->dispose (object);
}

static void
tf_pins_panel_class_init (TfPinsPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_pins_panel_dispose;
}

static void
tf_pins_panel_init (TfPinsPanel *self)
{
  GtkWidget *button = gtk_button_new_with_label ("Pin");

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), "Pins");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.pin");
  gtk_widget_set_tooltip_text (button, "Pin the Present Run (B)");
  gtk_widget_add_css_class (button, "flat");
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), button);
}

void
tf_pins_panel_set_pins (TfPinsPanel *self, TfPins *pins)
{
  g_return_if_fail (TF_IS_PINS_PANEL (self) && self->pins == NULL);
  self->pins = g_object_ref (pins);
  g_signal_connect_object (pins, "changed", G_CALLBACK (pins_changed_cb), self, G_CONNECT_SWAPPED);
  pins_changed_cb (self);
}
