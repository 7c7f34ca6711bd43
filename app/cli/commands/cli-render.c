/* cli-render.c: `tightframe render`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "cli-map.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-render.h"
#include "cli-table.h"
#include "output.h"
#include "figure-scene.h"
#include "figure-size.h"
#include "plot-epochs.h"

typedef struct
{
  char *views, *time, *size, *dpi, *font, *text_size, *line_width, *columns, *layers, *output;
  gboolean letters, no_limit, fixed_view, caption, full_paths;
  TfCliMap map;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->views);
  g_free (words->time);
  g_free (words->size);
  g_free (words->dpi);
  g_free (words->font);
  g_free (words->text_size);
  g_free (words->line_width);
  g_free (words->columns);
  g_free (words->layers);
  g_free (words->output);
  tf_cli_map_clear (&words->map);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* What the words mean. */
typedef struct
{
  TfFigure figure;
  TfFigureFormat format;
  TfSurveyQuestion question;
  double time; /* NaN: to the end */
  double dpi;
} Plan;

static void
plan_clear (Plan *plan)
{
  tf_figure_clear (&plan->figure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

/* The words of --view: all views, and the arrangement that the window opens with. */
static void
name_views (void)
{
  const char *words[TF_N_VIEWS + 2] = { NULL };
  guint n = 0;

  for (guint i = 0; i < TF_N_VIEWS; i++)
    if (tf_view_is_drawn (tf_view_at (i), TRUE))
      words[n++] = tf_view_at (i)->id;
  words[n] = "dashboard";
  tf_cli_options_set_words ("view", words, TRUE);
}

/* Of that option; it lives as long as the program. */
static const char *
describe_views (void)
{
  g_autofree char *ids = tf_view_list_ids (", ");
  g_autofree char *text = g_strdup_printf ("What is drawn: %s, several of them with commas between; epochs, of a folder "
                                           "with a file an epoch; or dashboard, as the window opens (dashboard)", ids);

  return g_intern_string (text);
}

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_FILENAME, &words->views,
      describe_views (), "VIEW" },
    { "time", 0, 0, G_OPTION_ARG_FILENAME, &words->time, "Until when the flow goes (until nothing changes any more)", "T" },
    { "size", 0, 0, G_OPTION_ARG_FILENAME, &words->size,
      "Width and height: 6.75x4in, 17x10cm, 1920x1080px, or a width alone (6.75in)", "WxHunit" },
    { "dpi", 0, 0, G_OPTION_ARG_FILENAME, &words->dpi, "Dots per inch of a .png (300, or what the size in px says)", "X" },
    { "font", 0, 0, G_OPTION_ARG_FILENAME, &words->font, "Family of the font (Cantarell)", "NAME" },
    { "text-size", 0, 0, G_OPTION_ARG_FILENAME, &words->text_size, "In points (8; with a size in px 11)", "X" },
    { "line-width", 0, 0, G_OPTION_ARG_FILENAME, &words->line_width, "Factor on the width of all lines (1)", "X" },
    { "columns", 0, 0, G_OPTION_ARG_FILENAME, &words->columns,
      "Several views in rows of so many (0: the first large, the others beside it)", "N" },
    { "letters", 0, 0, G_OPTION_ARG_NONE, &words->letters, "(a), (b), … over several views", NULL },
    { "layers", 0, 0, G_OPTION_ARG_FILENAME, &words->layers, "Layers of the view depth (12)", "L" },
    { "no-limit", 0, 0, G_OPTION_ARG_NONE, &words->no_limit, "Without where the flow will end", NULL },
    { "fixed-view", 0, 0, G_OPTION_ARG_NONE, &words->fixed_view,
      "Class means in the space fitted to those of the start, not in the one that follows them", NULL },
    { "full-paths", 0, 0, G_OPTION_ARG_NONE, &words->full_paths,
      "Also where files are on this machine: a figure names them relative to itself and by digest (without)", NULL },
    { "caption", 0, 0, G_OPTION_ARG_NONE, &words->caption, "Print a caption on standard output", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output, "Where the figure goes: .svg, .pdf or .png", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
  tf_cli_map_add_options (context, &words->map);
  name_views ();
}

static gboolean
refuse_view (const char *id, GError **error)
{
  g_autofree char *ids = tf_view_list_ids (", ");

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--view: “%s” is no view; there are %s and dashboard", id, ids);
  return FALSE;
}

gboolean
tf_cli_render_take_views (const char *list, gboolean once, TfFigure *figure, GError **error)
{
  g_auto (GStrv) ids = g_strsplit (list, ",", -1);

  if (strcmp (list, "dashboard") == 0)
    return TRUE;
  figure->n_panels = 0;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const TfView *view = tf_view_find (ids[i]);

      if (!tf_view_is_drawn (view, once) || figure->n_panels == TF_FIGURE_MAX_PANELS)
        return refuse_view (ids[i], error);
      figure->panels[figure->n_panels++] = view;
    }
  if (figure->n_panels == 0)
    return tf_cli_misuse (error, "--view: no view is given");
  figure->n_columns = MIN (figure->n_panels, 2);
  return TRUE;
}

/* A size in pixels is what a .png has of them, and 96 to the inch elsewhere. */
static gboolean
take_size (const Words *words, Plan *plan, GError **error)
{
  TfFigureSize size = { 6.75, 0, TF_UNIT_INCH };
  double pixels_per_inch;

  if (words->size != NULL && !tf_figure_size_parse (words->size, &size))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--size: “%s” is no size; write it like 6.75x4in, 17x10cm or 1920x1080px", words->size);
      return FALSE;
    }
  plan->dpi = size.unit == TF_UNIT_PIXEL ? TF_PIXELS_PER_INCH : TF_FIGURE_DEFAULT_DPI;
  if (!tf_cli_take_between ("--dpi", words->dpi, TF_FIGURE_MIN_DPI, TF_FIGURE_MAX_DPI, &plan->dpi, error))
    return FALSE;
  pixels_per_inch = plan->format == TF_FIGURE_PNG ? plan->dpi : TF_PIXELS_PER_INCH;
  plan->figure.text_size = size.unit == TF_UNIT_PIXEL ? 11 : 8;
  if (!tf_cli_take_between ("--text-size", words->text_size, 2, 100, &plan->figure.text_size, error))
    return FALSE;
  tf_figure_size_apply (&size, pixels_per_inch, &plan->figure);
  if (plan->figure.width >= TF_FIGURE_MIN_SIZE && plan->figure.width <= TF_FIGURE_MAX_SIZE
      && plan->figure.height >= TF_FIGURE_MIN_SIZE && plan->figure.height <= TF_FIGURE_MAX_SIZE)
    return TRUE;
  return tf_cli_misuse (error, "--size: a figure is between half an inch and 100 inches wide and high");
}

static gboolean
take_look (const Words *words, Plan *plan, GError **error)
{
  TfFigure *figure = &plan->figure;
  guint64 columns = figure->n_columns, layers = plan->question.n_layers;

  if (!tf_cli_take_between ("--line-width", words->line_width, 0.1, 10, &figure->line_width, error)
      || !tf_cli_take_integer ("--columns", words->columns, 0, TF_FIGURE_MAX_PANELS, &columns, error)
      || !tf_cli_take_integer ("--layers", words->layers, 1, TF_SURVEY_MAX_LAYERS, &layers, error))
    return FALSE;
  figure->n_columns = columns;
  figure->show_letters = words->letters;
  figure->font_family = g_strdup (words->font);
  plan->question.n_layers = layers;
  return TRUE;
}

static gboolean
parse_words (TfCliProblem *problem, const Words *words, int argc, char **argv, Plan *plan, GError **error)
{
  plan->time = NAN;
  plan->question = TF_SURVEY_QUESTION_DEFAULT;
  tf_figure_init (&plan->figure);
  if (!tf_cli_table_parse_session (problem, "render", argc, argv, error))
    return FALSE;
  if (words->output == NULL)
    return tf_cli_misuse (error, "-o FILE is missing: a figure's name ends in .svg, .pdf or .png");
  if (!tf_figure_format_from_path (words->output, &plan->format, NULL))
    return tf_cli_misuse (error, "-o: a figure's name ends in .svg, .pdf or .png, which says what it is to be");
  if (!tf_cli_render_take_views (words->views != NULL ? words->views : "dashboard", TRUE, &plan->figure, error)
      || !take_look (words, plan, error) || !take_size (words, plan, error)
      || !tf_cli_map_check (&words->map, error) || !tf_cli_take_between ("--time", words->time, 0, 1e300, &plan->time, error))
    return FALSE;
  plan->question.parts = tf_figure_get_parts (&plan->figure);
  return TRUE;
}

/* The session that is drawn: the given one, with --time at another instant of it. */
static TfSession *
make_session (TfCliProblem *problem, const Plan *plan, GCancellable *cancellable, GError **error)
{
  TfInstant end = { isnan (plan->time) ? INFINITY : plan->time, 0 };
  TfSession *session = tf_cli_problem_make_session (problem, &end, cancellable, error);

  if (session != NULL && !isnan (plan->time))
    {
      session->at = end;
      if (tf_instant_compare (&session->latest, &end) < 0)
        session->latest = end;
    }
  return session;
}

/* Whether each view that is drawn is of all epochs of a training, not of the last one. */
static gboolean
is_of_all_epochs (const Words *words, const TfFigure *figure)
{
  for (guint i = 0; i < figure->n_panels; i++)
    {
      TfSurveyParts parts = figure->panels[i]->parts;

      if (!(parts & TF_VIEW_PART_EPOCHS) && !((parts & TF_VIEW_PART_MAP) && tf_cli_map_has_epochs (&words->map)))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
draw (TfCliProblem *problem, const Words *words, const Plan *plan, char **caption, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  g_autoptr (TfSession) session = NULL;
  g_autoptr (TfFigureScene) scene = NULL;
  g_auto (TfFetched) fetched = { 0 };
  g_autofree char *absolute = g_canonicalize_filename (words->output, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);

  if (is_of_all_epochs (words, &plan->figure))
    tf_cli_problem_take_all_files (problem);
  session = make_session (problem, plan, cancellable, error);
  if (session == NULL || !tf_source_fetch (session->source, cancellable, &fetched, error))
    return NULL;
  if (fetched.notice != NULL)
    tf_cli_note (tf_cli_problem_get_subject (problem, "render"), fetched.notice);
  if (words->no_limit)
    tf_session_set_view (session, "show-limit", "false");
  if (plan->question.parts & TF_VIEW_PART_MAP)
    tf_cli_map_apply (&words->map, session);
  if (words->fixed_view)
    tf_session_set_view (session, "fixed-view", "true");
  scene = tf_figure_scene_new (fetched.moments, fetched.layers, session, &plan->question, cancellable, error);
  if (scene == NULL)
    return NULL;
  tf_figure_scene_set_full_paths (scene, words->full_paths);
  return tf_figure_scene_make (scene, plan->format, &plan->figure, plan->dpi, folder, caption, error);
}

int
tf_cli_render (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("PROBLEM|SESSION --view VIEW -o FILE");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_HELD_OUT);
  g_auto (Words) words = { 0 };
  g_auto (Plan) plan = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *caption = NULL;
  gsize length;
  const char *data;
  int status = TF_CLI_DONE;

  g_option_context_set_summary (context, "A figure of a run: the same drawing as in the window, for paper.\n"
                                         "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!parse_words (problem, &words, argc, argv, &plan, &error))
    return tf_cli_report ("render", error);
  if (!tf_output_check (words.output, &error) || !tf_cli_problem_check_output (problem, words.output, TRUE, &error))
    return tf_cli_report (words.output, error);
  bytes = draw (problem, &words, &plan, &caption, &error);
  tf_cli_progress_clear ();
  if (bytes == NULL)
    return tf_cli_report (tf_cli_problem_get_subject (problem, "render"), error);
  data = g_bytes_get_data (bytes, &length);
  if (!tf_output_write (words.output, data, length, &error))
    return tf_cli_report (words.output, error);
  return words.caption ? tf_cli_print_line (caption) : status;
}
