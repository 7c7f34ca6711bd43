/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pins.h"

#include <string.h>

#include "number-format.h"
#include "parameter-info.h"

struct _TfPins
{
  GObject    parent_instance;
  GPtrArray *pins; /* TfPin */
  TfSurveyQuestion wanted;
  GCancellable *asking; /* a survey is being worked out, or NULL */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfPins, tf_pins, G_TYPE_OBJECT)

static void
pin_free (gpointer data)
{
  TfPin *pin = data;

  g_free (pin->name);
  tf_frame_unref (pin->frame);
  tf_trace_free (pin->trace);
  g_clear_pointer (&pin->survey, tf_survey_unref);
  g_clear_pointer (&pin->source, tf_source_unref);
  g_free (pin);
}

static void
tf_pins_dispose (GObject *object)
{
  TfPins *self = TF_PINS (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  G_OBJECT_CLASS (tf_pins_parent_class)->dispose (object);
}

static void
tf_pins_finalize (GObject *object)
{
  g_ptr_array_unref (TF_PINS (object)->pins);
  G_OBJECT_CLASS (tf_pins_parent_class)->finalize (object);
}

static void
tf_pins_class_init (TfPinsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_pins_dispose;
  G_OBJECT_CLASS (klass)->finalize = tf_pins_finalize;
  signals[CHANGED] = g_signal_new ("changed", TF_TYPE_PINS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tf_pins_init (TfPins *self)
{
  self->pins = g_ptr_array_new_with_free_func (pin_free);
}

TfPins *
tf_pins_new (void)
{
  return g_object_new (TF_TYPE_PINS, NULL);
}

static gboolean
is_real_of_objective (const TfParameterInfo *info)
{
  return info->kind == TF_PARAMETER_REAL && info->group == TF_GROUP_OBJECTIVE;
}

/* Where those at place and after it may share one symbol and number, the last of them. */
static guint
find_last_alike (guint place, const TfParameters *p)
{
  const TfParameterInfo *first = tf_parameter_at_place (place);

  for (; place + 1 < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *next = tf_parameter_at_place (place + 1);

      if (!is_real_of_objective (next) || first->family == NULL || g_strcmp0 (first->family, next->family) != 0
          || tf_parameter_get_real (first, p) != tf_parameter_get_real (next, p))
        break;
    }
  return place;
}

/* Those at place first to last, of equal value. */
static char *
describe_numbers (guint first, guint last, const TfParameters *p)
{
  const TfParameterInfo *info = tf_parameter_at_place (first);
  g_autofree char *value = tf_format_number_short (tf_parameter_get_real (info, p), 3);

  return g_strdup_printf ("%s = %s", last > first ? info->family : info->symbol, value);
}

/* The objective's parameters, and the kind of flow where it is not the usual one. */
static char *
describe (const TfParameters *p)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);
      guint last = place;

      if (!tf_parameter_applies (info, p) || (!info->is_usual && tf_parameter_is_default (info, p)))
        continue;
      if (is_real_of_objective (info))
        {
          last = find_last_alike (place, p);
          g_ptr_array_add (parts, describe_numbers (place, last, p));
        }
      else if (info->kind == TF_PARAMETER_FLAG)
        g_ptr_array_add (parts, g_strdup (info->symbol));
      else if ((info->kind == TF_PARAMETER_CHOICE && info->group == TF_GROUP_DYNAMICS) || info->kind == TF_PARAMETER_WIDTHS)
        g_ptr_array_add (parts, tf_parameter_get_text (info, p));
      place = last;
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static gboolean
is_taken (TfPins *self, const char *name)
{
  for (guint i = 0; i < self->pins->len; i++)
    if (strcmp (tf_pins_get (self, i)->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* The parameters; the time, and then a number, where that is not enough to tell it
 * from the others. */
static char *
find_name (TfPins *self, const TfFrame *frame)
{
  g_autofree char *parameters = describe (&frame->parameters), *t = tf_format_number_short (frame->t, 3), *both = NULL;

  if (!is_taken (self, parameters))
    return g_steal_pointer (&parameters);
  both = g_strdup_printf ("%s, t = %s", parameters, t);
  for (guint i = 2; is_taken (self, both); i++)
    {
      g_free (both);
      both = g_strdup_printf ("%s, t = %s (%u)", parameters, t, i);
    }
  return g_steal_pointer (&both);
}

static guint
find_free_look (TfPins *self)
{
  for (guint look = 0; look < TF_COMPANION_N_LOOKS; look++)
    {
      gboolean taken = look == TF_COMPANION_BESIDE;

      for (guint i = 0; i < self->pins->len && !taken; i++)
        taken = tf_pins_get (self, i)->look == look;
      if (!taken)
        return look;
    }
  return 0;
}

gboolean
tf_pins_add (TfPins        *self,
             const char    *name,
             gboolean       hidden,
             TfFrame       *frame,
             const TfTrace *trace,
             TfSurvey      *survey,
             TfSource      *source)
{
  TfPin *pin;

  g_return_val_if_fail (TF_IS_PINS (self), FALSE);
  if (self->pins->len == TF_PINS_MAX)
    return FALSE;
  pin = g_new0 (TfPin, 1);
  pin->name = name != NULL ? g_strdup (name) : find_name (self, frame);
  pin->hidden = hidden;
  pin->look = find_free_look (self);
  pin->frame = tf_frame_ref (frame);
  pin->trace = tf_trace_copy (trace);
  pin->survey = survey != NULL ? tf_survey_ref (survey) : NULL;
  pin->source = source != NULL ? tf_source_ref (source) : NULL;
  g_ptr_array_add (self->pins, pin);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

guint
tf_pins_get_n (TfPins *self)
{
  return self->pins->len;
}

const TfPin *
tf_pins_get (TfPins *self, guint i)
{
  g_return_val_if_fail (i < self->pins->len, NULL);
  return self->pins->pdata[i];
}

void
tf_pins_rename (TfPins *self, guint i, const char *name)
{
  TfPin *pin;

  g_return_if_fail (i < self->pins->len);
  pin = self->pins->pdata[i];
  if (g_strcmp0 (pin->name, name) == 0)
    return;
  g_free (pin->name);
  pin->name = g_strdup (name);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tf_pins_set_hidden (TfPins *self, guint i, gboolean hidden)
{
  TfPin *pin;

  g_return_if_fail (i < self->pins->len);
  pin = self->pins->pdata[i];
  if (!pin->hidden == !hidden)
    return;
  pin->hidden = hidden;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tf_pins_remove (TfPins *self, guint i)
{
  g_return_if_fail (i < self->pins->len);
  g_ptr_array_remove_index (self->pins, i);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tf_pins_clear (TfPins *self)
{
  if (self->pins->len == 0)
    return;
  g_ptr_array_set_size (self->pins, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tf_pins_append_companions (TfPins *self, GArray *companions)
{
  for (guint i = 0; i < self->pins->len; i++)
    {
      const TfPin *pin = self->pins->pdata[i];
      TfCompanion companion = { pin->name, pin->look, TF_COMPANION_PIN_FADE, pin->trace, pin->frame, pin->survey };

      if (!pin->hidden)
        g_array_append_val (companions, companion);
    }
}

/* --- what the theory says of them --- */

typedef struct
{
  TfMoments *moments;
  TfFrame   *frame; /* which pin it is for */
  TfSurveyQuestion question;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  tf_moments_unref (asking->moments);
  tf_frame_unref (asking->frame);
  g_free (asking);
}

static void
survey_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Asking *asking = task_data;
  TfSurvey *survey = tf_survey_work_out (asking->moments, &asking->question, cancellable);

  if (survey != NULL)
    g_task_return_pointer (task, survey, (GDestroyNotify) tf_survey_unref);
  else
    g_task_return_error_if_cancelled (task);
}

static void ask_next (TfPins *self);

static void
surveyed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfPins *self = TF_PINS (object);
  const Asking *asking = g_task_get_task_data (G_TASK (result));
  g_autoptr (TfSurvey) survey = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;
  g_clear_object (&self->asking);
  for (guint i = 0; i < self->pins->len && survey != NULL; i++)
    {
      TfPin *pin = self->pins->pdata[i];

      if (pin->frame == asking->frame)
        {
          g_clear_pointer (&pin->survey, tf_survey_unref);
          pin->survey = g_steal_pointer (&survey);
          g_signal_emit (self, signals[CHANGED], 0);
          break;
        }
    }
  ask_next (self);
}

/* What is there already is wanted again with what is not: a survey is one. */
static gboolean
lacks (TfPins *self, const TfPin *pin)
{
  TfSurveyParts complete = pin->survey != NULL ? pin->survey->complete : 0;

  return !pin->hidden && pin->survey != NULL && (self->wanted.parts & ~complete) != 0;
}

static void
ask_next (TfPins *self)
{
  for (guint i = 0; i < self->pins->len && self->asking == NULL; i++)
    {
      const TfPin *pin = self->pins->pdata[i];
      g_autoptr (GTask) task = NULL;
      Asking *asking;

      if (!lacks (self, pin))
        continue;
      asking = g_new0 (Asking, 1);
      asking->moments = tf_moments_ref (pin->survey->moments);
      asking->frame = tf_frame_ref (pin->frame);
      asking->question = self->wanted;
      asking->question.parts |= pin->survey->complete;
      asking->question.parameters = pin->frame->parameters;
      self->asking = g_cancellable_new ();
      task = g_task_new (self, self->asking, surveyed_cb, NULL);
      g_task_set_task_data (task, asking, asking_free);
      g_task_run_in_thread (task, survey_thread);
    }
}

void
tf_pins_want (TfPins *self, const TfSurveyQuestion *question)
{
  g_return_if_fail (TF_IS_PINS (self));
  self->wanted = *question;
  ask_next (self);
}
