/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-scene.h"

#include <math.h>

#include "epochs-read.h"
#include "figure-caption.h"
#include "figure-companions.h"
#include "figure-view.h"
#include "map-look.h"
#include "places.h"
#include "plot-epochs.h"
#include "session-training.h"
#include "source-names.h"

struct _TfFigureScene
{
  TfSession       *session;
  TfScene         *scene;
  TfMeansCamera   *camera;
  TfMeansOptions   means;
  TfTracesOptions  traces;
  GArray          *companions; /* TfCompanion */
  GPtrArray       *names;      /* of their features, and behind them of the run's own: for captions */
  TfMap           *map; /* or NULL */
  TfSweepEpochs   *map_epochs; /* or NULL */
  const double    *map_epoch;  /* of them, that of the session's features; or NULL */
  TfMapPlot        map_plot;
  TfViewData     data;
  TfEpochs        *epochs, *epochs_beside; /* or NULL */
  gboolean         full_paths;
};

static void
add_companions (TfFigureScene *self)
{
  TfReplay *beside = self->scene->beside;

  if (beside != NULL)
    tf_companions_append_second (self->companions, beside->trace, beside->frame, beside->survey, beside->moments);
  tf_companions_append_pins (self->companions, self->scene);
}

static void
add_name (TfFigureScene *self, TfSource *source, const char *name, GPtrArray *sources)
{
  g_ptr_array_add (self->names, tf_source_name_among (source, name, (TfSource *const *) sources->pdata, sources->len));
}

/* Each told from the others: of two trainings all files have the same names. */
static void
name_features (TfFigureScene *self)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new (); /* of the companions, and the session's own */
  TfSession *session = self->session;

  if (self->scene->beside != NULL)
    g_ptr_array_add (sources, session->beside_source != NULL ? session->beside_source : session->source);
  for (guint i = 0; i < self->scene->pins->len; i++)
    g_ptr_array_add (sources, ((const TfScenePin *) self->scene->pins->pdata[i])->source);
  g_ptr_array_add (sources, session->source);
  for (guint i = 0; i < self->companions->len; i++)
    add_name (self, sources->pdata[i], g_array_index (self->companions, TfCompanion, i).moments->name, sources);
  add_name (self, session->source, self->scene->run->moments->name, sources);
}

static void
fill_data (TfFigureScene *self, TfLayers *layers)
{
  TfReplay *run = self->scene->run;
  gboolean show_limit;

  /* Where the end was asked for, this is it. */
  self->session->at = (TfInstant){ run->frame->t, run->frame->iteration };
  if (tf_instant_compare (&self->session->latest, &self->session->at) < 0 || !isfinite (self->session->latest.t))
    self->session->latest = self->session->at;
  tf_session_get_options (self->session, &self->means, &self->traces, &show_limit);
  self->camera = tf_session_get_camera (self->session);
  if (self->camera == NULL)
    self->camera = tf_means_camera_new ();
  tf_session_get_flag (self->session, "fixed-view", &self->camera->fixed);
  add_companions (self);
  name_features (self);
  self->data = (TfViewData){
    .frame = run->frame,
    .trace = run->trace,
    .survey = run->survey,
    .moments = run->moments,
    .layers = layers != NULL ? tf_layers_ref (layers) : NULL,
    .camera = self->camera,
    .means = &self->means,
    .traces = &self->traces,
    .hide_limit = !show_limit,
    .name = self->scene->beside != NULL ? TF_FIGURE_FIRST : "now",
    .companions = { self->companions->len, (const TfCompanion *) (gpointer) self->companions->data },
  };
}

/* Of the training that the session's features are of. */
static gboolean
find_epochs (TfFigureScene *self, GError **error)
{
  g_autofree char *folder = tf_session_get_training (self->session, FALSE);

  if (folder != NULL)
    self->map_epochs = tf_sweep_epochs_new_of_folder (folder, self->session->source, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "epochs are varied of a folder of files: these features are of none");
  for (guint i = 0; self->map_epochs != NULL && i < self->map_epochs->n; i++)
    if (tf_source_has_same_files (self->map_epochs->sources[i], self->session->source))
      self->map_epoch = &self->map_epochs->epochs[i];
  return self->map_epochs != NULL;
}

/* As the session's window had it. FALSE when cancelled, or where there is no such map. */
static gboolean
make_map (TfFigureScene *self, GCancellable *cancellable, GError **error)
{
  g_auto (TfMapLook) look = { 0 };
  TfMapQuestion question;

  tf_map_look_init (&look);
  tf_map_look_load (&look, self->session);
  if (tf_sweep_axes_have_epochs (look.axes) && !find_epochs (self, error))
    return FALSE;
  question = tf_map_look_ask (&look, &self->data.frame->parameters, self->data.moments, self->session->source,
                              self->map_epochs, self->map_epoch);
  self->map = tf_map_work_out (&question, cancellable, error);
  self->map_plot = (TfMapPlot){ .map = self->map, .metric = look.metric, .as_family = look.as_family,
                                .synthetic = tf_source_get_synthetic (self->session->source), .epoch = self->map_epoch };
  self->data.map = &self->map_plot;
  return self->map != NULL;
}

static TfEpochs *
read_epochs (TfFigureScene *self, gboolean second, const char *folder, GCancellable *cancellable, GError **error)
{
  const char *paths[] = { folder, NULL };
  TfEpochsBeside beside[TF_N_HELD_OUT];
  TfEpochs *epochs;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    beside[kind].told = tf_session_get_training_held_out (self->session, second, kind, &beside[kind].path);
  epochs = tf_epochs_read (paths, TF_SERIES_EPOCHS, &self->data.frame->parameters, beside, cancellable, error);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    g_free (beside[kind].path);
  return epochs;
}

/* That of the second run, where it has one of its own. */
static gboolean
make_epochs_beside (TfFigureScene *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = tf_session_has_training (self->session, TRUE) ? tf_session_get_training (self->session, TRUE) : NULL;

  if (folder == NULL)
    return TRUE;
  self->epochs_beside = read_epochs (self, TRUE, folder, cancellable, error);
  if (self->epochs_beside == NULL)
    return FALSE;
  self->data.epochs_beside = self->epochs_beside;
  self->data.epoch_beside = tf_epochs_find (self->epochs_beside, g_file_peek_path (tf_source_get_file (self->session->beside_source)));
  return TRUE;
}

/* The series that the session's features are of, as the window had it. */
static gboolean
make_epochs (TfFigureScene *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = tf_session_get_training (self->session, FALSE);
  const char *metrics = tf_session_get_view (self->session, "epochs-metrics");
  g_auto (GStrv) names = metrics != NULL ? g_strsplit (metrics, " ", -1) : NULL;

  if (folder == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "epochs are drawn of a folder of files: these features are of none");
      return FALSE;
    }
  self->epochs = read_epochs (self, FALSE, folder, cancellable, error);
  if (self->epochs == NULL || !make_epochs_beside (self, cancellable, error))
    return FALSE;
  self->data.epochs_flow = self->data.trace;
  self->data.epochs = self->epochs;
  self->data.epoch_shown = tf_epochs_find (self->epochs, g_file_peek_path (tf_source_get_file (self->session->source)));
  self->data.epochs_metrics = names == NULL ? tf_plot_epochs_usual_metrics () : (TfMetricSet){ 0 };
  for (int m = 0; names != NULL && m < TF_N_METRICS; m++)
    if (g_strv_contains ((const char *const *) names, tf_metric_name (m)))
      tf_metric_set_add (&self->data.epochs_metrics, m);
  self->data.epochs_log_x = self->data.epochs_log_y = TRUE;
  tf_session_get_flag (self->session, "epochs-log-x", &self->data.epochs_log_x);
  tf_session_get_flag (self->session, "epochs-log-y", &self->data.epochs_log_y);
  return TRUE;
}

TfFigureScene *
tf_figure_scene_new (TfMoments              *moments,
                     TfLayers               *layers,
                     TfSession              *session,
                     const TfSurveyQuestion *question,
                     GCancellable           *cancellable,
                     GError                **error)
{
  TfSurveyQuestion asked = question != NULL ? *question : TF_SURVEY_QUESTION_DEFAULT;
  gboolean with_map = question != NULL && (asked.parts & TF_VIEW_PART_MAP) != 0;
  gboolean with_epochs = question != NULL && (asked.parts & TF_VIEW_PART_EPOCHS) != 0;
  TfScene *scene;
  TfFigureScene *self;

  asked.parts &= ~(TF_VIEW_PART_MAP | TF_VIEW_PART_EPOCHS);
  scene = tf_scene_new (moments, session, TF_SCENE_RUNS | TF_SCENE_SHOWN_PINS, question != NULL ? &asked : NULL, cancellable,
                        error);

  if (scene == NULL)
    return NULL;
  self = g_new0 (TfFigureScene, 1);
  self->session = tf_session_copy (session);
  self->scene = scene;
  self->companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion));
  self->names = g_ptr_array_new_with_free_func (g_free);
  fill_data (self, layers);
  if ((with_map && !make_map (self, cancellable, error)) || (with_epochs && !make_epochs (self, cancellable, error)))
    g_clear_pointer (&self, tf_figure_scene_free);
  return self;
}

void
tf_figure_scene_free (TfFigureScene *self)
{
  g_array_unref (self->companions);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->map, tf_map_unref);
  g_clear_pointer (&self->map_epochs, tf_sweep_epochs_unref);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  g_clear_pointer (&self->epochs_beside, tf_epochs_unref);
  g_clear_pointer (&self->camera, tf_means_camera_free);
  g_clear_pointer (&self->data.layers, tf_layers_unref);
  tf_scene_free (self->scene);
  tf_session_free (self->session);
  g_free (self);
}

const TfViewData *
tf_figure_scene_get_data (TfFigureScene *self)
{
  return &self->data;
}

void
tf_figure_scene_set_full_paths (TfFigureScene *self, gboolean full)
{
  self->full_paths = full;
}

char *
tf_figure_scene_make_caption (TfFigureScene *self, const TfFigure *figure, gboolean latex)
{
  return tf_figure_caption (figure, &self->data, (const char *const *) self->names->pdata, latex);
}

GBytes *
tf_figure_scene_make (TfFigureScene  *self,
                      TfFigureFormat  format,
                      const TfFigure *figure,
                      double          dpi,
                      const char     *folder,
                      char          **caption,
                      GError        **error)
{
  g_autofree char *sentence = tf_figure_scene_make_caption (self, figure, FALSE);
  g_autofree char *text = self->full_paths ? tf_session_to_text (self->session, folder, NULL)
                                           : tf_session_to_published_text (self->session, folder, NULL);
  TfFigureWords words = { self->data.moments->name, sentence, text };
  GBytes *bytes = tf_figure_file_make (format, figure, &self->data, &words, dpi, error);

  tf_places_remember (self->session);
  if (caption != NULL)
    *caption = g_steal_pointer (&sentence);
  return bytes;
}
