/* window-pins.c: runs that are kept in the plots, and the offer to keep what is let go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "number-format.h"
#include "window-private.h"

#define OFFER_TIMEOUT 10 /* seconds */

/* A run as far as it had come before it was let go. */
typedef struct
{
  TfFrame  *frame;
  TfTrace  *trace;
  TfSurvey *survey; /* or NULL */
} Kept;

struct _TfLater
{
  guint     n; /* two where two runs are compared */
  Kept      runs[TF_N_RUNS];
  TfSource *source;
};

static void
later_free (TfLater *later)
{
  for (guint i = 0; i < later->n; i++)
    {
      tf_frame_unref (later->runs[i].frame);
      tf_trace_free (later->runs[i].trace);
      g_clear_pointer (&later->runs[i].survey, tf_survey_unref);
    }
  tf_source_unref (later->source);
  g_free (later);
}

static void
explain_full (TfWindow *self)
{
  g_autofree char *text = g_strdup_printf ("There are %u pins already; remove one of them first", (guint) TF_PINS_MAX);

  tf_window_toast (self, text);
}

static void
pin_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfFrame *frame = tf_window_get_chosen_frame (self);

  if (frame == NULL || self->source == NULL)
    return;
  if (!tf_pins_add (self->pins, NULL, FALSE, frame, tf_window_get_chosen_trace (self), tf_window_get_survey (self),
                    self->source))
    explain_full (self);
}

static void
pin_later_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  gboolean good = TRUE;

  for (guint i = 0; self->later != NULL && i < self->later->n && good; i++)
    {
      Kept *kept = &self->later->runs[i];

      good = tf_pins_add (self->pins, NULL, FALSE, kept->frame, kept->trace, kept->survey, self->later->source);
    }
  if (!good)
    {
      explain_full (self);
      return;
    }
  g_clear_pointer (&self->later, later_free);
  tf_window_update_actions (self);
}

static Kept
keep (TfWindow *self, TfFrame *frame, const TfTrace *trace)
{
  TfSurvey *survey = tf_window_get_survey (self);
  Kept kept = { tf_frame_ref (frame), tf_trace_copy (trace), NULL };

  /* Where the clock was ahead of the display, a little more was recorded than the frame has. */
  tf_trace_cut (kept.trace, frame->t);
  if (survey != NULL && tf_parameters_equal (&survey->question.parameters, &frame->parameters))
    kept.survey = tf_survey_ref (survey);
  return kept;
}

static void
offer (TfWindow *self, TfLater *later, const char *text)
{
  g_clear_pointer (&self->later, later_free);
  self->later = later;
  tf_toasts_show (self->toasts, text, "_Pin It", "win.pin-later", OFFER_TIMEOUT);
  tf_window_update_actions (self);
}

/* shared with the other files */

void
tf_window_offer_later (TfWindow *self)
{
  TfFrame *latest = self->latest_frame;
  g_autofree char *t = NULL, *text = NULL;
  TfLater *later;

  /* Once for every time that the past was gone to. */
  if (!tf_window_is_past (self) || latest == NULL || latest->run != self->frame->run
      || (self->later != NULL && self->later->runs[0].frame == latest))
    return;
  later = g_new0 (TfLater, 1);
  later->source = tf_source_ref (self->source);
  later->runs[later->n++] = keep (self, latest, self->trace);
  if (self->compared && latest->beside != NULL)
    later->runs[later->n++] = keep (self, latest->beside, self->beside_trace);
  t = tf_format_number_short (self->frame->t, 3);
  text = g_strdup_printf ("The run goes on from t = %s; what came after is let go", t);
  offer (self, later, text);
}

void
tf_window_offer_beside (TfWindow *self)
{
  TfLater *later;

  if (self->frame == NULL || self->frame->beside == NULL)
    return;
  later = g_new0 (TfLater, 1);
  later->source = tf_source_ref (self->source);
  later->runs[later->n++] = keep (self, self->frame->beside, self->beside_trace);
  offer (self, later, "Run B is let go");
}

void
tf_window_make_pins (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "pin", .activate = pin_activated_cb },
    { .name = "pin-later", .activate = pin_later_activated_cb },
  };

  self->pins = tf_pins_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tf_pins_panel_set_pins (self->pins_panel, self->pins);
}

void
tf_window_end_pins (TfWindow *self)
{
  g_clear_pointer (&self->later, later_free);
  g_clear_pointer (&self->latest_frame, tf_frame_unref);
  g_clear_object (&self->pins);
}
