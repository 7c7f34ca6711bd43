/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-form.h"

#include <string.h>

#include "figure-size.h"
#include "form-rows.h"
#include "number-format.h"
#include "typed-number.h"
#include "views.h"

#define LINES 50 /* of text, in a frame's height */
#define GLIDE_FLOW 1000
#define GLIDE_FACTOR 100 /* by which a glide goes up, unless something else is typed */

/* What is seen: all three of the run, each of them, or the page of the window. */
enum
{
  SEES_ALL,
  SEES_MEANS,
  SEES_TRACES,
  SEES_GEOMETRY,
  SEES_PAGE,
};

static const struct
{
  const char *name;
  int         width, height;
} sizes[] = {
  { "1280 × 720", 1280, 720 }, { "1920 × 1080", 1920, 1080 }, { "3840 × 2160", 3840, 2160 },
  { "1024 × 768", 1024, 768 }, { "800 × 600", 800, 600 },     { "720 × 720", 720, 720 },
};

static const struct
{
  const char *title, *suffix;
} formats[] = {
  { "WebM, for slides", ".webm" },
  { "GIF", ".gif" },
  { "Animated PNG", ".png" },
  { "Pictures, one a frame", "-%04d.png" },
};

static const char *const rates[] = { "15", "24", "25", "30", "50", "60" };
#define USUAL_RATE 3

struct _TfFilmForm
{
  GtkBox parent_instance;

  TfParameters  parameters;
  const TfView *view; /* of the window's page, or NULL */

  AdwComboRow    *subject, *parameter, *seen, *size, *rate, *format;
  AdwEntryRow    *to;
  GtkWidget      *length; /* the row of */
  GtkSpinButton  *seconds;
  const TfParameterInfo *glides[TF_N_PARAMETERS]; /* those that can */
};

G_DEFINE_FINAL_TYPE (TfFilmForm, tf_film_form, GTK_TYPE_BOX)

/* --- what it is set to --- */

static void
set_panels (TfFilmForm *self, TfFigure *figure)
{
  static const char *const ids[] = { [SEES_MEANS] = "means", [SEES_TRACES] = "traces", [SEES_GEOMETRY] = "geometry" };
  guint seen = adw_combo_row_get_selected (self->seen);

  if (seen == SEES_ALL)
    return;
  figure->n_panels = figure->n_columns = 1;
  figure->panels[0] = seen == SEES_PAGE ? self->view : tf_view_find (ids[seen]);
}

static gboolean
take_glide (TfFilmForm *self, TfFilm *film, GError **error)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->to));
  const TfParameterInfo *info = self->glides[adw_combo_row_get_selected (self->parameter)];
  TfParameters changed = self->parameters;

  if (!tf_typed_number_parse (typed, &film->glide_to))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not a number that %s could move to", typed,
                   info->symbol);
      return FALSE;
    }
  tf_parameter_set_real (info, &changed, film->glide_to);
  film->glide = info;
  film->glide_flow = GLIDE_FLOW;
  return tf_parameters_validate (&changed, error);
}

gboolean
tf_film_form_get_film (TfFilmForm *self, TfFilm *film, GError **error)
{
  guint size = adw_combo_row_get_selected (self->size), rate = adw_combo_row_get_selected (self->rate);
  TfFilmSubject subject = tf_film_form_get_subject (self);

  *film = (TfFilm){ .dpi = TF_PIXELS_PER_INCH,
                    .seconds = gtk_spin_button_get_value (self->seconds),
                    .fps = g_ascii_strtod (rates[rate], NULL),
                    .turns = subject == TF_FILM_OF_TURN ? 1 : 0,
                    .stands = subject == TF_FILM_OF_TURN };
  if (subject == TF_FILM_OF_GLIDE && !take_glide (self, film, error))
    return FALSE;
  tf_figure_init (&film->figure);
  set_panels (self, &film->figure);
  tf_figure_size_apply (&(TfFigureSize){ sizes[size].width, sizes[size].height, TF_UNIT_PIXEL }, film->dpi, &film->figure);
  film->figure.text_size = film->figure.height / LINES;
  return TRUE;
}

/* --- the rows --- */

static void
add_seconds (TfFilmForm *self, AdwPreferencesGroup *group)
{
  self->length = g_object_new (ADW_TYPE_ACTION_ROW, "title", "Length", "subtitle", "Seconds", NULL);
  self->seconds = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 600, 1));
  gtk_spin_button_set_value (self->seconds, 10);
  gtk_widget_set_valign (GTK_WIDGET (self->seconds), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->length), GTK_WIDGET (self->seconds));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->length), GTK_WIDGET (self->seconds));
  adw_preferences_group_add (group, self->length);
}

/* A hundred times what it is, and at the most what its slider has; from 0, one. */
static void
suggest_to_cb (TfFilmForm *self)
{
  const TfParameterInfo *info = self->glides[adw_combo_row_get_selected (self->parameter)];
  double from = tf_parameter_get_real (info, &self->parameters), to = from > 0 ? from * GLIDE_FACTOR : 1;
  g_autofree char *text = tf_format_number_short (MIN (to, info->max), 3);

  gtk_editable_set_text (GTK_EDITABLE (self->to), text);
}

static void
add_glide (TfFilmForm *self, AdwPreferencesGroup *group)
{
  const char *names[TF_N_PARAMETERS + 1] = { NULL };
  guint n = 0;

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (info->kind != TF_PARAMETER_REAL || info->group != TF_GROUP_OBJECTIVE || !tf_parameter_applies (info, &self->parameters))
        continue;
      names[n] = info->symbol;
      self->glides[n++] = info;
    }
  self->parameter = tf_form_add_combo (group, "Which", names, 0);
  self->to = g_object_new (ADW_TYPE_ENTRY_ROW, "title", "Moves to", NULL);
  adw_preferences_group_add (group, GTK_WIDGET (self->to));
  suggest_to_cb (self);
  g_signal_connect_swapped (self->parameter, "notify::selected", G_CALLBACK (suggest_to_cb), self);
}

/* Around the class means nothing else moves; a lesson has plots and time of its own. */
static void
subject_changed_cb (TfFilmForm *self)
{
  TfFilmSubject subject = tf_film_form_get_subject (self);

  if (subject == TF_FILM_OF_TURN)
    adw_combo_row_set_selected (self->seen, SEES_MEANS);
  gtk_widget_set_visible (GTK_WIDGET (self->parameter), subject == TF_FILM_OF_GLIDE);
  gtk_widget_set_visible (GTK_WIDGET (self->to), subject == TF_FILM_OF_GLIDE);
  gtk_widget_set_visible (GTK_WIDGET (self->seen), subject != TF_FILM_OF_LESSON);
  gtk_widget_set_visible (self->length, subject != TF_FILM_OF_LESSON);
}

static void
add_seen (TfFilmForm *self, AdwPreferencesGroup *group)
{
  static const char *const plain[] = { "All three plots", "Class means", "Traces", "Geometry", NULL };
  const char *with_page[] = { plain[0], plain[1], plain[2], plain[3], self->view != NULL ? self->view->title : NULL, NULL };
  gboolean has_page = self->view != NULL;

  self->seen = tf_form_add_combo (group, "Seen In", has_page ? with_page : plain, has_page ? SEES_PAGE : SEES_ALL);
}

static void
add_rows (TfFilmForm *self, AdwPreferencesGroup *group, gboolean has_lesson)
{
  const char *subjects[] = { "The run until now", "One turn of the camera", "A parameter on its way",
                             has_lesson ? "The whole lesson" : NULL, NULL };
  const char *of_size[G_N_ELEMENTS (sizes) + 1] = { NULL }, *of_rate[G_N_ELEMENTS (rates) + 1] = { NULL };
  const char *of_format[G_N_ELEMENTS (formats) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    of_size[i] = sizes[i].name;
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    of_rate[i] = rates[i];
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    of_format[i] = formats[i].title;
  self->subject = tf_form_add_combo (group, "What", subjects, has_lesson ? TF_FILM_OF_LESSON : TF_FILM_OF_RUN);
  add_glide (self, group);
  add_seen (self, group);
  self->size = tf_form_add_combo (group, "Size in Pixels", of_size, 0);
  self->rate = tf_form_add_combo (group, "Frames a Second", of_rate, USUAL_RATE);
  add_seconds (self, group);
  self->format = tf_form_add_combo (group, "File", of_format, 0);
  g_signal_connect_swapped (self->subject, "notify::selected", G_CALLBACK (subject_changed_cb), self);
  subject_changed_cb (self);
}

static void
tf_film_form_class_init (TfFilmFormClass *klass)
{
}

static void
tf_film_form_init (TfFilmForm *self)
{
}

/* public */

GtkWidget *
tf_film_form_new (const TfView *view, gboolean has_lesson, const TfParameters *parameters)
{
  TfFilmForm *self = g_object_new (TF_TYPE_FILM_FORM, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *group = adw_preferences_group_new ();

  self->view = view;
  self->parameters = *parameters;
  add_rows (self, ADW_PREFERENCES_GROUP (group), has_lesson);
  gtk_box_append (GTK_BOX (self), group);
  return GTK_WIDGET (self);
}

void
tf_film_form_set_subject (TfFilmForm *self, TfFilmSubject subject)
{
  g_return_if_fail (TF_IS_FILM_FORM (self));
  adw_combo_row_set_selected (self->subject, subject);
}

TfFilmSubject
tf_film_form_get_subject (TfFilmForm *self)
{
  g_return_val_if_fail (TF_IS_FILM_FORM (self), TF_FILM_OF_RUN);
  return (TfFilmSubject) adw_combo_row_get_selected (self->subject);
}

void
tf_film_form_set_length (TfFilmForm *self, double seconds)
{
  g_return_if_fail (TF_IS_FILM_FORM (self));
  gtk_spin_button_set_value (self->seconds, seconds);
}

void
tf_film_form_set_glide (TfFilmForm *self, const char *name, const char *to)
{
  g_return_if_fail (TF_IS_FILM_FORM (self));
  tf_film_form_set_subject (self, TF_FILM_OF_GLIDE);
  for (guint i = 0; i < G_N_ELEMENTS (self->glides) && self->glides[i] != NULL; i++)
    if (strcmp (self->glides[i]->name, name) == 0)
      adw_combo_row_set_selected (self->parameter, i);
  gtk_editable_set_text (GTK_EDITABLE (self->to), to);
}

const char *
tf_film_form_get_suffix (TfFilmForm *self)
{
  return formats[adw_combo_row_get_selected (self->format)].suffix;
}
