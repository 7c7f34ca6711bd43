/* window-lesson.c: a lesson in the window: its steps are gone through, whatever is tried in between
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A step is entered by following its run to where the step starts (lesson-walk.h), as a
 * session is opened. Then its glides move the sliders, and the run plays until the step
 * ends. A person may touch everything meanwhile: the step's own motion then ends, and
 * the next step is entered as if nothing had happened.
 */
#include <math.h>
#include <string.h>

#include "lesson-walk.h"
#include "lessons.h"
#include "window-showing.h"

#define OFFER_SECONDS 12

struct _TfTeaching
{
  TfLesson  *lesson;
  guint      step;
  gboolean   entering;   /* its start is being fetched and followed */
  TfSource  *source;     /* of the lesson, that moments were fetched from; borrowed from it */
  TfMoments *moments;    /* borrowed, only to be compared; NULL: none yet */
  TfMoments *before;     /* the same of what was there when a fetch began, or NULL: nothing is fetched */
  guint      glide;      /* the one under way */
  guint      glide_tick; /* 0: none is */
  gint64     begun;      /* of the glide, by the frame clock; 0: it has not yet */
  double     from;       /* the glide's first value */
  double     until;      /* position of the run at which the step ends; INFINITY: nothing waits for it */
  gboolean   held;       /* it has ended there */
};

static const TfLessonStep *
get_step (TfWindow *self)
{
  return tf_lesson_get_step (self->teaching->lesson, self->teaching->step);
}

/* --- highlights --- */

static void
show_highlight (TfWindow *self, const TfLessonHighlight *highlight)
{
  switch (highlight->kind)
    {
    case TF_LESSON_CLASS:
      tf_means_view_mark (self->means_view, highlight->first);
      break;
    case TF_LESSON_METRIC:
      tf_traces_view_mark (self->traces_view, highlight->first);
      break;
    case TF_LESSON_PARAMETER:
      tf_parameters_panel_mark (self->parameters_panel, highlight->first);
      break;
    case TF_LESSON_CELL:
      tf_geometry_view_mark (self->geometry_view, highlight->first, highlight->second);
      break;
    case TF_LESSON_PLOT:
      tf_stage_mark (self->stage, highlight->first);
      break;
    default:
      break;
    }
}

static void
clear_highlights (TfWindow *self)
{
  tf_means_view_mark (self->means_view, NULL);
  tf_traces_view_mark (self->traces_view, NULL);
  tf_parameters_panel_mark (self->parameters_panel, NULL);
  tf_geometry_view_mark (self->geometry_view, NULL, NULL);
  tf_stage_mark (self->stage, NULL);
}

static void
show_highlights (TfWindow *self)
{
  const GArray *highlights = get_step (self)->highlights;

  clear_highlights (self);
  for (guint i = 0; i < highlights->len; i++)
    show_highlight (self, &g_array_index (highlights, TfLessonHighlight, i));
}

/* In a lesson the legend names the lines that are shown, and no others. */
static void
show_metrics (TfWindow *self, gboolean taught)
{
  TfMetricSet hidden = tf_traces_view_get_options (self->traces_view)->hidden;

  tf_traces_view_set_metrics (self->traces_view, taught && tf_metric_set_count (hidden) > 0
                                                        ? tf_metric_set_without (tf_metric_set_all (), hidden)
                                                        : tf_metric_set_of (TF_METRIC_IN_TRACES));
  if (!taught)
    tf_traces_view_set_hidden (self->traces_view, TF_TRACES_OPTIONS_DEFAULT.hidden);
}

/* --- the step's motion --- */

static void
stop_motion (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;

  if (teaching->glide_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), teaching->glide_tick);
  teaching->glide_tick = 0;
  teaching->until = INFINITY;
  teaching->held = FALSE;
}

static double
get_position (const TfFrame *frame)
{
  return tf_parameters_count_iterations (&frame->parameters) ? (double) frame->iteration : frame->t;
}

/* All glides are over. */
static void
play_to_end (TfWindow *self)
{
  const TfLessonStep *step = get_step (self);

  if (step->duration > 0)
    {
      self->teaching->until = get_position (tf_lab_get_frame (self->lab)) + step->duration;
      tf_lab_set_playing (self->lab, TRUE);
    }
  else
    {
      tf_lab_set_playing (self->lab, FALSE);
      self->teaching->held = TRUE;
    }
}

static gboolean
is_still (void)
{
  gboolean animated = TRUE;

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &animated, NULL);
  return !animated;
}

static gboolean
glide_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (widget);
  TfTeaching *teaching = self->teaching;
  const GArray *glides = get_step (self)->glides;
  const TfLessonGlide *glide = &g_array_index (glides, TfLessonGlide, teaching->glide);
  TfParameters parameters = *tf_lab_get_parameters_of (self->lab, 0);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double share;

  if (teaching->begun == 0)
    {
      teaching->begun = now;
      teaching->from = tf_parameter_get_real (glide->info, &parameters);
    }
  share = is_still () ? 1 : MIN ((now - teaching->begun) / 1e6 / glide->seconds, 1);
  tf_parameter_set_real (glide->info, &parameters, tf_lesson_glide_at (glide, teaching->from, share));
  tf_lab_set_parameters (self->lab, 0, &parameters);
  if (share < 1)
    return G_SOURCE_CONTINUE;
  teaching->begun = 0;
  if (++teaching->glide < glides->len)
    return G_SOURCE_CONTINUE;
  teaching->glide_tick = 0;
  play_to_end (self);
  return G_SOURCE_REMOVE;
}

static void
begin_motion (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;

  teaching->glide = 0;
  teaching->begun = 0;
  if (get_step (self)->glides->len == 0)
    {
      play_to_end (self);
      return;
    }
  tf_lab_set_playing (self->lab, TRUE);
  teaching->glide_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), glide_cb, NULL, NULL);
}

/* --- a step is entered --- */

/* What follows the lesson where it is a bundled one: its file's name, or NULL. */
static char *
find_next (TfLesson *lesson)
{
  g_auto (GStrv) names = tf_lessons_list ();
  g_autofree char *name = lesson->path != NULL ? g_path_get_basename (lesson->path) : NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return g_strdup (names[i + 1]);
  return NULL;
}

static void
show_words (TfWindow *self)
{
  g_autofree char *name = find_next (self->teaching->lesson);
  g_autoptr (TfLesson) next = name != NULL ? tf_lessons_load (name, NULL) : NULL;

  tf_lesson_bar_show (self->lesson_bar, self->teaching->lesson, self->teaching->step, next != NULL ? next->title : NULL);
  tf_theory_view_set_explained (self->theory_view, FALSE);
}

static void
enter (TfWindow *self, guint step)
{
  TfTeaching *teaching = self->teaching;
  TfSession *session = tf_lesson_make_session (teaching->lesson, step, FALSE);

  stop_motion (self);
  teaching->step = step;
  teaching->entering = TRUE;
  teaching->before = NULL;
  show_words (self);
  show_highlights (self);
  if (teaching->moments != NULL && teaching->moments == tf_lab_get_moments (self->lab) && teaching->source == get_step (self)->source
      && self->loading == NULL)
    {
      tf_lab_restore (self->lab, session);
      tf_session_free (session);
    }
  else
    {
      teaching->before = tf_lab_get_moments (self->lab);
      tf_window_fetch (self, get_step (self)->source, session);
    }
}

static void
leave (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;

  if (teaching == NULL)
    return;
  stop_motion (self);
  tf_lesson_unref (teaching->lesson);
  g_clear_pointer (&self->teaching, g_free);
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  tf_lesson_bar_show (self->lesson_bar, NULL, 0, NULL);
  tf_theory_view_set_explained (self->theory_view, TRUE);
  clear_highlights (self);
  show_metrics (self, FALSE);
  tf_window_choose_plots (self, NULL);
  tf_window_update (self);
}

/* --- handles --- */

static void
moved_cb (TfLessonBar *bar, int step, TfWindow *self)
{
  enter (self, step);
}

static void
closed_cb (TfLessonBar *bar, TfWindow *self)
{
  leave (self);
}

static void
open_bundled (TfWindow *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lessons_load (name, &error);

  if (lesson != NULL)
    tf_window_teach (self, lesson);
  else
    tf_window_toast (self, error->message);
}

static void
finished_cb (TfLessonBar *bar, TfWindow *self)
{
  g_autofree char *next = find_next (self->teaching->lesson);

  if (next != NULL)
    open_bundled (self, next);
  else
    leave (self);
}

static void
lesson_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_bundled (user_data, g_variant_get_string (parameter, NULL));
}

static void
next_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lesson_bar_move (TF_WINDOW (user_data)->lesson_bar, 1);
}

static void
back_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lesson_bar_move (TF_WINDOW (user_data)->lesson_bar, -1);
}

static void
leave_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  leave (user_data);
}

static void
first_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_auto (GStrv) names = tf_lessons_list ();

  if (names[0] != NULL)
    open_bundled (user_data, names[0]);
}

static void
frame_cb (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;

  if (teaching == NULL || teaching->entering || !(get_position (tf_lab_get_frame (self->lab)) >= teaching->until))
    return;
  tf_lab_set_playing (self->lab, FALSE);
  teaching->until = INFINITY;
  teaching->held = TRUE;
}

/* A person has changed parameters: they have them in their hands from now on. */
static void
touched_cb (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;
  gboolean held = teaching != NULL && teaching->held;

  if (teaching == NULL || teaching->entering)
    return;
  stop_motion (self);
  if (held && !tf_lab_wants_play (self->lab))
    tf_lab_set_playing (self->lab, TRUE);
}

/* shared with the other files */

void
tf_window_make_lessons (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "lesson", .activate = lesson_activated_cb, .parameter_type = "s" },
    { .name = "first-lesson", .activate = first_activated_cb },
    { .name = "lesson-next", .activate = next_activated_cb },
    { .name = "lesson-back", .activate = back_activated_cb },
    { .name = "lesson-leave", .activate = leave_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->lab, "frame", G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "touched", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lesson_bar, "moved", G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (self->lesson_bar, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (self->lesson_bar, "finished", G_CALLBACK (finished_cb), self, 0);
}

void
tf_window_end_lessons (TfWindow *self)
{
  leave (self);
}

gboolean
tf_window_go_on_teaching (TfWindow *self)
{
  TfTeaching *teaching = self->teaching;

  if (teaching == NULL || !teaching->entering || self->loading != NULL || tf_lab_get_frame (self->lab) == NULL
      || tf_lab_get_frame (self->lab)->owner != tf_lab_get_moments (self->lab)
      || (teaching->before != NULL && teaching->before == tf_lab_get_moments (self->lab)))
    return FALSE;
  teaching->entering = FALSE;
  teaching->before = NULL;
  teaching->moments = tf_lab_get_moments (self->lab);
  teaching->source = get_step (self)->source;
  show_metrics (self, TRUE);
  begin_motion (self);
  return TRUE;
}

/* public */

void
tf_window_teach (TfWindow *self, TfLesson *lesson)
{
  tf_window_teach_from (self, lesson, 0);
}

void
tf_window_teach_from (TfWindow *self, TfLesson *lesson, guint step)
{
  g_return_if_fail (TF_IS_WINDOW (self) && lesson != NULL && step < lesson->steps->len);
  if (self->teaching == NULL)
    self->teaching = g_new0 (TfTeaching, 1);
  else
    {
      stop_motion (self);
      tf_lesson_unref (self->teaching->lesson);
    }
  self->teaching->source = NULL;
  self->teaching->moments = NULL;
  self->teaching->lesson = tf_lesson_ref (lesson);
  tf_toasts_withdraw (self->toasts, "win.first-lesson");
  show_metrics (self, FALSE); /* those of the lesson before are not this one's */
  enter (self, step);
  tf_window_update (self);
}

void
tf_window_offer_lesson (TfWindow *self)
{
  g_auto (GStrv) names = tf_lessons_list ();

  if (names[0] != NULL)
    tf_toasts_show (self->toasts, "New to neural collapse? A lesson shows it.", "_Begin", "win.first-lesson",
                    OFFER_SECONDS);
}

TfLesson *
tf_window_get_lesson (TfWindow *self, guint *step)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  if (self->teaching == NULL)
    return NULL;
  *step = self->teaching->step;
  return self->teaching->lesson;
}
