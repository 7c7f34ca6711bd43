/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "undo.h"

#include "parameter-info.h"

typedef struct
{
  guint        run;
  guint64      what; /* bits: which values differ */
  gint64       at;
  TfParameters before, after;
} Step;

struct _TfUndo
{
  GArray *steps; /* Step */
  guint   done;  /* those of them that are not taken back */
};

TfUndo *
tf_undo_new (void)
{
  TfUndo *self = g_new0 (TfUndo, 1);

  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  return self;
}

void
tf_undo_free (TfUndo *self)
{
  g_array_unref (self->steps);
  g_free (self);
}

void
tf_undo_clear (TfUndo *self)
{
  g_array_set_size (self->steps, 0);
  self->done = 0;
}

G_STATIC_ASSERT (TF_N_PARAMETERS <= 64);

static guint64
compare (const TfParameters *a, const TfParameters *b)
{
  guint64 what = 0;

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (!tf_parameter_agrees (tf_parameter_info (i), a, b))
      what |= G_GUINT64_CONSTANT (1) << i;
  return what;
}

static Step *
get_step (const TfUndo *self, guint i)
{
  return &g_array_index (self->steps, Step, i);
}

void
tf_undo_record (TfUndo *self, guint run, const TfParameters *before, const TfParameters *after, gint64 now)
{
  Step step = { run, compare (before, after), now, *before, *after };
  Step *last = self->done > 0 ? get_step (self, self->done - 1) : NULL;

  if (step.what == 0)
    return;
  g_array_set_size (self->steps, self->done);
  if (last != NULL && last->run == run && (last->what & step.what) != 0 && now - last->at < TF_UNDO_PAUSE)
    {
      last->after = *after;
      last->at = now;
      last->what |= step.what; /* a cross in a map moves two at once */
      if (compare (&last->before, after) == 0) /* the hand is back where it began */
        g_array_set_size (self->steps, --self->done);
      return;
    }
  if (self->steps->len == TF_UNDO_MAX_STEPS)
    g_array_remove_index (self->steps, 0);
  g_array_append_val (self->steps, step);
  self->done = self->steps->len;
}

void
tf_undo_drop_run (TfUndo *self, guint run)
{
  for (guint i = self->steps->len; i-- > 0;)
    if (get_step (self, i)->run == run)
      {
        g_array_remove_index (self->steps, i);
        if (i < self->done)
          self->done--;
      }
}

void
tf_undo_swap_runs (TfUndo *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    get_step (self, i)->run = 1 - get_step (self, i)->run;
}

gboolean
tf_undo_can_undo (const TfUndo *self)
{
  return self->done > 0;
}

gboolean
tf_undo_can_redo (const TfUndo *self)
{
  return self->done < self->steps->len;
}

void
tf_undo_end_step (TfUndo *self)
{
  if (self->done > 0)
    get_step (self, self->done - 1)->at = -TF_UNDO_PAUSE;
}

gboolean
tf_undo_undo (TfUndo *self, guint *run, TfParameters *parameters)
{
  if (!tf_undo_can_undo (self))
    return FALSE;
  self->done--;
  *run = get_step (self, self->done)->run;
  *parameters = get_step (self, self->done)->before;
  tf_undo_end_step (self);
  return TRUE;
}

gboolean
tf_undo_redo (TfUndo *self, guint *run, TfParameters *parameters)
{
  if (!tf_undo_can_redo (self))
    return FALSE;
  *run = get_step (self, self->done)->run;
  *parameters = get_step (self, self->done)->after;
  self->done++;
  tf_undo_end_step (self);
  return TRUE;
}
