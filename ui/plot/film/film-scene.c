/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-scene.h"

#include "lesson-text.h"
#include "number-format.h"
#include "parameter-info.h"
#include "plot-text.h"

#define WORDS_SHARE 0.25 /* of a frame's height, below the plots */
#define WORDS_SIZE 1.6   /* relative to the text of the plots */
#define LEAST_SIZE 0.7
#define TELLS_SIZE 1.2
#define TELLS_HEIGHT 2.4 /* ems of the plots' text */
#define MARGIN 1.5
#define LINE_SPACING 1.12f

/* --- the parameters' values --- */

/* Of the objective, as they are in that frame: "λ_W = 0.005", with wide gaps between them. */
static char *
say_parameters (const TfParameters *parameters, const GArray *highlights)
{
  GString *out = g_string_new (NULL);

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);
      g_autofree char *value = NULL;

      if (info->kind != TF_PARAMETER_REAL || info->group != TF_GROUP_OBJECTIVE || !tf_parameter_applies (info, parameters)
          || (!info->is_usual && tf_parameter_is_default (info, parameters)))
        continue;
      value = tf_format_number_short (tf_parameter_get_real (info, parameters), 3);
      g_string_append_printf (out,
                              tf_film_is_marked (highlights, info)
                                  ? "%s<span weight='bold' foreground='#1a5fb4'>%s = %s</span>"
                                  : "%s%s = %s",
                              out->len > 0 ? "\u2003\u2003" : "", info->markup, value);
    }
  return g_string_free (out, FALSE);
}

static void
draw_parameters (cairo_t *cr, const TfFilmScene *scene, const TfParameters *parameters, double x, double y, const TfPlotStyle *style)
{
  g_autofree char *said = say_parameters (parameters, scene->highlights);
  TfPlotText text;

  tf_plot_text_init (&text, cr, style);
  tf_plot_text_set_size (&text, TELLS_SIZE, FALSE);
  tf_plot_set_color (cr, style->foreground, 1);
  tf_plot_text_draw (&text, said, x, y, 0, 0.5);
  tf_plot_text_clear (&text);
}

/* --- words --- */

static char *
write_markup (const TfFilmScene *scene)
{
  g_autofree char *title = tf_lesson_text_to_markup (scene->title);
  g_auto (GStrv) paragraphs = g_strsplit (scene->words != NULL ? scene->words : "", "\n\n", -1);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "<b><big>%s</big></b>", title);
  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      g_autofree char *markup = tf_lesson_text_to_markup (paragraphs[i]);

      if (*markup != '\0')
        g_string_append_printf (out, "\n%s", markup);
    }
  return g_string_free (out, FALSE);
}

static void
set_size (PangoLayout *layout, const TfPlotStyle *style, double size)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, style->font_family);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
}

/* As large as fits. */
static void
draw_words (cairo_t *cr, const TfFilmScene *scene, const TfBox *box, const TfPlotStyle *style)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autofree char *markup = write_markup (scene);
  double size = style->text_size * WORDS_SIZE;
  int height;

  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (box->width * PANGO_SCALE));
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  pango_layout_set_markup (layout, markup, -1);
  do
    {
      set_size (layout, style, size);
      pango_layout_get_size (layout, NULL, &height);
      size *= 0.95;
    }
  while (height > box->height * PANGO_SCALE && size > style->text_size * LEAST_SIZE);
  tf_plot_set_color (cr, style->foreground, 1);
  cairo_move_to (cr, box->x, box->y);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

/* --- public --- */

void
tf_film_scene_free (TfFilmScene *self)
{
  tf_moments_unref (self->moments);
  g_clear_pointer (&self->beside, tf_moments_unref);
  g_clear_pointer (&self->pins, tf_scene_free);
  g_clear_pointer (&self->layers, tf_layers_unref);
  tf_session_free (self->session);
  tf_figure_clear (&self->figure);
  g_clear_pointer (&self->highlights, g_array_unref);
  g_free (self->title);
  g_free (self->words);
  g_free (self);
}

void
tf_film_scene_draw (const TfFilmScene *self, cairo_t *cr, const TfViewData *data)
{
  TfFigure plots = self->figure;
  double em = plots.text_size, tells = self->tells ? TELLS_HEIGHT * em : 0;
  double words = self->title != NULL ? WORDS_SHARE * plots.height : 0;
  TfPlotStyle style;

  tf_plot_style_paper (&style, em);
  tf_plot_paint_background (cr, plots.width, plots.height, &style);
  plots.height -= tells + words;
  tf_film_mark_panels (self->highlights, &plots);
  tf_figure_draw (cr, &plots, data);
  if (self->tells)
    draw_parameters (cr, self, tf_view_data_get_parameters (data), MARGIN * em, plots.height + tells / 2, &style);
  if (self->title != NULL)
    {
      TfBox box = { MARGIN * em, plots.height + tells + em / 2, plots.width - 2 * MARGIN * em, words - em };

      draw_words (cr, self, &box, &style);
    }
}
