/* dialog-work.h: work on a thread of its own that ends with its dialog
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Such work holds a reference to its dialog: one that is closed is not disposed of before the
 * work has ended. So the work is cancelled as soon as the dialog leaves the screen, and no one
 * is told of what it came to.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Told on the main thread how it ended, unless it was stopped. result: of a GTask, whose data is the work's. */
typedef void (*TfDialogWorkEnded) (GtkWidget *dialog, GAsyncResult *result);

typedef struct
{
  GtkWidget        *dialog;      /* that this is a part of */
  GCancellable     *cancellable; /* of what is under way, or NULL */
  TfDialogWorkEnded ended;
} TfDialogWork;

void tf_dialog_work_init (TfDialogWork *self, GtkWidget *dialog, TfDialogWorkEnded ended);

/* func returns its result by g_task_return_…(). data is taken, and is the task's. What was under way is stopped. */
void tf_dialog_work_begin (TfDialogWork *self, GTaskThreadFunc func, gpointer data, GDestroyNotify free_data);

/* It is to end, and says so when it does. */
void tf_dialog_work_cancel (TfDialogWork *self);

/* It is to end, and no one wants to know. */
void tf_dialog_work_stop (TfDialogWork *self);

gboolean tf_dialog_work_is_going (const TfDialogWork *self);

G_END_DECLS
