/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialog-work.h"

#include "thread.h"

/* What the thread does, beside the task's data, which are the dialog's. */
typedef struct
{
  GTaskThreadFunc func;
} Thread;

#define THREAD "tf-thread"

void
tf_dialog_work_init (TfDialogWork *self, GtkWidget *dialog, TfDialogWorkEnded ended)
{
  *self = (TfDialogWork){ .dialog = dialog, .ended = ended };
  g_signal_connect_swapped (dialog, "unrealize", G_CALLBACK (tf_dialog_work_stop), self);
}

static void
work_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Thread *thread = g_object_get_data (G_OBJECT (task), THREAD);

  thread->func (task, source_object, task_data, cancellable);
  tf_thread_end_work ();
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfDialogWork *self = user_data;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  self->ended (self->dialog, result);
}

void
tf_dialog_work_begin (TfDialogWork *self, GTaskThreadFunc func, gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GTask) task = NULL;
  Thread *thread = g_new (Thread, 1);

  tf_dialog_work_stop (self);
  thread->func = func;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self->dialog, self->cancellable, ended_cb, self);
  g_task_set_task_data (task, data, free_data);
  g_object_set_data_full (G_OBJECT (task), THREAD, thread, g_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, work_thread);
}

void
tf_dialog_work_cancel (TfDialogWork *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
tf_dialog_work_stop (TfDialogWork *self)
{
  tf_dialog_work_cancel (self);
  g_clear_object (&self->cancellable);
}

gboolean
tf_dialog_work_is_going (const TfDialogWork *self)
{
  return self->cancellable != NULL;
}
