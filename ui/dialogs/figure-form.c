/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-form.h"

#include <math.h>
#include <string.h>

#include "figure-size.h"
#include "form-rows.h"

#define SLIDE_WIDTH 13.333 /* inches, of 16:9 as programs for slides have it */
#define SLIDE_TEXT 18

static const struct
{
  const char *name;
  double      width, height; /* inches; height 0: one that suits the panels */
  double      text;          /* points */
} presets[] = {
  { "One column, 3.25 in", 3.25, 0, 8 },
  { "Two columns, 6.75 in", 6.75, 0, 8 },
  { "Slide, 16:9", SLIDE_WIDTH, SLIDE_WIDTH * 9 / 16, SLIDE_TEXT },
  { "Custom", 0, 0, 0 },
};

#define CUSTOM (G_N_ELEMENTS (presets) - 1)

struct _TfFigureForm
{
  GtkBox parent_instance;

  TfFigure figure;
  gboolean showing; /* the program sets the rows: what they emit is no one's doing */

  AdwExpanderRow *panels_row;
  GtkCheckButton *panels[TF_N_VIEWS]; /* NULL: of a view that no figure has */
  AdwComboRow    *arrangement, *preset, *format;
  GtkSpinButton  *width, *height, *text_size, *line_width, *dpi;
  GtkDropDown    *unit;
  GtkSwitch      *letters, *full_paths;
  GtkFontChooser *font;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *last_folder;
static double last_dpi = TF_FIGURE_DEFAULT_DPI;
static guint last_format = TF_FIGURE_PDF;

G_DEFINE_FINAL_TYPE (TfFigureForm, tf_figure_form, GTK_TYPE_BOX)

/* --- from the figure to the rows --- */

static double
get_points_per_unit (TfFigureForm *self)
{
  return tf_unit_get_points (gtk_drop_down_get_selected (self->unit), TF_PIXELS_PER_INCH);
}

static void
show_size (TfFigureForm *self)
{
  double points = get_points_per_unit (self);
  guint digits = gtk_drop_down_get_selected (self->unit) == TF_UNIT_PIXEL ? 0 : 2;

  gtk_spin_button_set_digits (self->width, digits);
  gtk_spin_button_set_digits (self->height, digits);
  gtk_spin_button_set_range (self->width, TF_FIGURE_MIN_SIZE / points, TF_FIGURE_MAX_SIZE / points);
  gtk_spin_button_set_range (self->height, TF_FIGURE_MIN_SIZE / points, TF_FIGURE_MAX_SIZE / points);
  gtk_spin_button_set_value (self->width, self->figure.width / points);
  gtk_spin_button_set_value (self->height, self->figure.height / points);
}

static void
show_panels (TfFigureForm *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint view = 0; view < TF_N_VIEWS; view++)
    if (self->panels[view] != NULL)
      gtk_check_button_set_active (self->panels[view], tf_figure_shows (&self->figure, tf_view_at (view)));
  for (guint i = 0; i < self->figure.n_panels; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", self->figure.panels[i]->id);
  adw_expander_row_set_subtitle (self->panels_row, names->str);
}

static void
show_figure (TfFigureForm *self)
{
  self->showing = TRUE;
  show_panels (self);
  adw_combo_row_set_selected (self->arrangement, MIN (self->figure.n_columns, 3));
  show_size (self);
  gtk_spin_button_set_value (self->text_size, self->figure.text_size);
  gtk_spin_button_set_value (self->line_width, self->figure.line_width);
  gtk_switch_set_active (self->letters, self->figure.show_letters);
  gtk_widget_set_sensitive (GTK_WIDGET (self->dpi), adw_combo_row_get_selected (self->format) == TF_FIGURE_PNG);
  self->showing = FALSE;
}

static void
changed (TfFigureForm *self)
{
  show_figure (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- from the rows to the figure --- */

static void
suit_height (TfFigureForm *self)
{
  guint preset = adw_combo_row_get_selected (self->preset);

  if (preset < CUSTOM)
    self->figure.height = presets[preset].height > 0 ? presets[preset].height * TF_POINTS_PER_INCH
                                                     : tf_figure_suggest_height (&self->figure);
}

static void
panels_changed_cb (TfFigureForm *self)
{
  guint n = 0;

  if (self->showing)
    return;
  for (guint view = 0; view < TF_N_VIEWS; view++)
    if (self->panels[view] != NULL && gtk_check_button_get_active (self->panels[view]))
      self->figure.panels[n++] = tf_view_at (view);
  /* A figure of nothing is none: the last one stays. */
  self->figure.n_panels = MAX (n, 1);
  suit_height (self);
  changed (self);
}

static void
arrangement_changed_cb (TfFigureForm *self)
{
  if (self->showing)
    return;
  self->figure.n_columns = adw_combo_row_get_selected (self->arrangement);
  suit_height (self);
  changed (self);
}

static void
preset_changed_cb (TfFigureForm *self)
{
  guint preset = adw_combo_row_get_selected (self->preset);

  if (self->showing || preset >= CUSTOM)
    return;
  self->figure.width = presets[preset].width * TF_POINTS_PER_INCH;
  self->figure.text_size = presets[preset].text;
  suit_height (self);
  changed (self);
}

static void
size_changed_cb (TfFigureForm *self)
{
  double points = get_points_per_unit (self);

  if (self->showing)
    return;
  self->showing = TRUE;
  adw_combo_row_set_selected (self->preset, CUSTOM);
  self->showing = FALSE;
  self->figure.width = gtk_spin_button_get_value (self->width) * points;
  self->figure.height = gtk_spin_button_get_value (self->height) * points;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
unit_changed_cb (TfFigureForm *self)
{
  if (!self->showing)
    show_figure (self);
}

static void
look_changed_cb (TfFigureForm *self)
{
  if (self->showing)
    return;
  self->figure.text_size = gtk_spin_button_get_value (self->text_size);
  self->figure.line_width = gtk_spin_button_get_value (self->line_width);
  self->figure.show_letters = gtk_switch_get_active (self->letters);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
font_changed_cb (TfFigureForm *self)
{
  PangoFontFamily *family = gtk_font_chooser_get_font_family (self->font);

  if (self->showing || family == NULL)
    return;
  g_free (self->figure.font_family);
  self->figure.font_family = g_strdup (pango_font_family_get_name (family));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
format_changed_cb (TfFigureForm *self)
{
  if (self->showing)
    return;
  last_format = adw_combo_row_get_selected (self->format);
  last_dpi = gtk_spin_button_get_value (self->dpi);
  changed (self);
}

/* --- the rows --- */

static GtkCheckButton *
add_panel (TfFigureForm *self, const TfView *view)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), view->title);
  gtk_widget_set_tooltip_text (row, view->meaning);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, view->title, -1);
  adw_expander_row_add_row (self->panels_row, row);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (panels_changed_cb), self);
  return GTK_CHECK_BUTTON (check);
}

static void
add_panels (TfFigureForm *self)
{
  static const char *const arrangements[] = { "First one large", "One column", "Two columns", "Three columns", NULL };
  AdwPreferencesGroup *group = tf_form_add_group (GTK_BOX (self), "Panels");

  self->panels_row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->panels_row), "Shown");
  for (guint view = 0; view < TF_N_VIEWS; view++)
    if (tf_view_is_drawn (tf_view_at (view), TRUE))
      self->panels[view] = add_panel (self, tf_view_at (view));
  adw_preferences_group_add (group, GTK_WIDGET (self->panels_row));
  self->arrangement = tf_form_add_combo (group, "Arrangement", arrangements, 0);
  self->letters = GTK_SWITCH (gtk_switch_new ());
  tf_form_add_switch (group, "Letters (a), (b), …", self->letters);
  g_signal_connect_swapped (self->arrangement, "notify::selected", G_CALLBACK (arrangement_changed_cb), self);
  g_signal_connect_swapped (self->letters, "notify::active", G_CALLBACK (look_changed_cb), self);
}

static void
add_size (TfFigureForm *self)
{
  const char *names[G_N_ELEMENTS (presets) + 1] = { NULL }, *units[TF_N_UNITS + 1] = { NULL };
  AdwPreferencesGroup *group = tf_form_add_group (GTK_BOX (self), "Size");

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    names[i] = presets[i].name;
  for (guint i = 0; i < TF_N_UNITS; i++)
    units[i] = tf_unit_name (i);
  self->preset = tf_form_add_combo (group, "For", names, 1);
  self->width = tf_form_make_spin (0.5, 100, 0.25, 2);
  self->height = tf_form_make_spin (0.5, 100, 0.25, 2);
  self->unit = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (units));
  tf_form_add_row (group, "Width", GTK_WIDGET (self->width));
  tf_form_add_row (group, "Height", GTK_WIDGET (self->height));
  tf_form_add_row (group, "Unit", GTK_WIDGET (self->unit));
  g_signal_connect_swapped (self->preset, "notify::selected", G_CALLBACK (preset_changed_cb), self);
  g_signal_connect_swapped (self->width, "value-changed", G_CALLBACK (size_changed_cb), self);
  g_signal_connect_swapped (self->height, "value-changed", G_CALLBACK (size_changed_cb), self);
  g_signal_connect_swapped (self->unit, "notify::selected", G_CALLBACK (unit_changed_cb), self);
}

static void
add_look (TfFigureForm *self)
{
  AdwPreferencesGroup *group = tf_form_add_group (GTK_BOX (self), "Letters and Lines");
  GtkWidget *font = gtk_font_button_new_with_font ("Cantarell 8");

  self->font = GTK_FONT_CHOOSER (font);
  gtk_font_chooser_set_level (self->font, GTK_FONT_CHOOSER_LEVEL_FAMILY);
  gtk_font_button_set_modal (GTK_FONT_BUTTON (font), TRUE);
  self->text_size = tf_form_make_spin (3, 72, 0.5, 1);
  self->line_width = tf_form_make_spin (0.2, 5, 0.1, 1);
  tf_form_add_row (group, "Font", font);
  tf_form_add_row (group, "Text, points", GTK_WIDGET (self->text_size));
  tf_form_add_row (group, "Width of lines, times", GTK_WIDGET (self->line_width));
  g_signal_connect_swapped (font, "font-set", G_CALLBACK (font_changed_cb), self);
  g_signal_connect_swapped (self->text_size, "value-changed", G_CALLBACK (look_changed_cb), self);
  g_signal_connect_swapped (self->line_width, "value-changed", G_CALLBACK (look_changed_cb), self);
}

static void
add_file (TfFigureForm *self)
{
  static const char *const formats[] = { "SVG", "PDF", "PNG", NULL };
  AdwPreferencesGroup *group = tf_form_add_group (GTK_BOX (self), "File");
  AdwActionRow *row;

  self->format = tf_form_add_combo (group, "Format", formats, last_format);
  self->dpi = tf_form_make_spin (TF_FIGURE_MIN_DPI, TF_FIGURE_MAX_DPI, 10, 0);
  gtk_spin_button_set_value (self->dpi, last_dpi);
  tf_form_add_row (group, "Dots per inch", GTK_WIDGET (self->dpi));
  self->full_paths = GTK_SWITCH (gtk_switch_new ());
  row = tf_form_add_switch (group, "Full paths of files", self->full_paths);
  adw_action_row_set_subtitle (row, "Where the features lie on this computer, in the record that the figure carries");
  g_signal_connect_swapped (self->format, "notify::selected", G_CALLBACK (format_changed_cb), self);
  g_signal_connect_swapped (self->dpi, "value-changed", G_CALLBACK (format_changed_cb), self);
}

static void
tf_figure_form_finalize (GObject *object)
{
  tf_figure_clear (&TF_FIGURE_FORM (object)->figure);
  G_OBJECT_CLASS (tf_figure_form_parent_class)->finalize (object);
}

static void
tf_figure_form_class_init (TfFigureFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tf_figure_form_finalize;
  signals[CHANGED] = g_signal_new ("changed", TF_TYPE_FIGURE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tf_figure_form_init (TfFigureForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 12);
  tf_figure_init (&self->figure);
  self->showing = TRUE;
  add_panels (self);
  add_size (self);
  add_look (self);
  add_file (self);
  show_figure (self);
}

/* public */

GtkWidget *
tf_figure_form_new (void)
{
  return g_object_new (TF_TYPE_FIGURE_FORM, NULL);
}

void
tf_figure_form_set_has_epochs (TfFigureForm *self, gboolean has_epochs)
{
  for (guint view = 0; view < TF_N_VIEWS; view++)
    if (self->panels[view] != NULL && !tf_view_is_drawn (tf_view_at (view), FALSE))
      gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->panels[view]), ADW_TYPE_ACTION_ROW), has_epochs);
}

void
tf_figure_form_set_figure (TfFigureForm *self, const TfFigure *figure)
{
  g_return_if_fail (TF_IS_FIGURE_FORM (self));
  tf_figure_clear (&self->figure);
  tf_figure_copy (figure, &self->figure);
  suit_height (self);
  changed (self);
}

const TfFigure *
tf_figure_form_get_figure (TfFigureForm *self)
{
  return &self->figure;
}

TfFigureFormat
tf_figure_form_get_format (TfFigureForm *self)
{
  return adw_combo_row_get_selected (self->format);
}

double
tf_figure_form_get_dpi (TfFigureForm *self)
{
  return gtk_spin_button_get_value (self->dpi);
}

gboolean
tf_figure_form_get_full_paths (TfFigureForm *self)
{
  return gtk_switch_get_active (self->full_paths);
}

const char *
tf_figure_form_get_folder (TfFigureForm *self)
{
  return last_folder;
}

void
tf_figure_form_set_folder (TfFigureForm *self, const char *folder)
{
  g_free (last_folder);
  last_folder = g_strdup (folder);
}
