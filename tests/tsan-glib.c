/* tsan-glib.c: what the thread sanitizer cannot see of GLib
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GLib hands tasks and results from thread to thread by futexes of its own, in code
 * that is not instrumented: whatever comes after such a handing-over looks like a
 * race. The functions here stand in front of GLib's and tell the sanitizer of it;
 * what the tests' and the program's own code does is watched as ever.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

#define REAL(name) ((__typeof__ (&name)) (void (*) (void)) find (#name))

static void *
find (const char *name)
{
  void *function = dlsym (RTLD_NEXT, name);

  g_assert (function != NULL);
  return function;
}

/* --- tasks --- */

static GQuark
function_quark (void)
{
  return g_quark_from_static_string ("tsan-function");
}

static void
run_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc function;

  __tsan_acquire (task);
  function = (GTaskThreadFunc) (void (*) (void)) g_object_get_qdata (G_OBJECT (task), function_quark ());
  function (task, source, data, cancellable);
  __tsan_release (task);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  g_object_set_qdata (G_OBJECT (task), function_quark (), (gpointer) (void (*) (void)) function);
  __tsan_release (task);
  REAL (g_task_run_in_thread) (task, run_task);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy)
{
  __tsan_release (task);
  REAL (g_task_return_pointer) (task, result, destroy);
}

void
g_task_return_boolean (GTask *task, gboolean result)
{
  __tsan_release (task);
  REAL (g_task_return_boolean) (task, result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  __tsan_release (task);
  REAL (g_task_return_error) (task, error);
}

gboolean
g_task_return_error_if_cancelled (GTask *task)
{
  __tsan_release (task);
  return REAL (g_task_return_error_if_cancelled) (task);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  __tsan_acquire (task);
  __tsan_release (task);
  return REAL (g_task_propagate_pointer) (task, error);
}

gboolean
g_task_propagate_boolean (GTask *task, GError **error)
{
  __tsan_acquire (task);
  __tsan_release (task);
  return REAL (g_task_propagate_boolean) (task, error);
}

gpointer
g_task_get_task_data (GTask *task)
{
  __tsan_acquire (task);
  __tsan_release (task);
  return REAL (g_task_get_task_data) (task);
}

/* --- what a task leaves: freed by whoever comes last --- */

typedef struct
{
  GTask         *task; /* an address only */
  gpointer       data;
  GDestroyNotify destroy;
} Left;

static void
left_free (gpointer data)
{
  Left *self = data;

  __tsan_acquire (self->task);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

void
g_task_set_task_data (GTask *task, gpointer data, GDestroyNotify destroy)
{
  Left *left = g_new (Left, 1);

  *left = (Left){ task, data, destroy };
  g_object_set_data_full (G_OBJECT (task), "tsan-left", left, left_free);
  REAL (g_task_set_task_data) (task, data, NULL);
}

/* --- calls that another thread's loop makes --- */

typedef struct
{
  GSourceFunc    function;
  gpointer       data;
  GDestroyNotify destroy;
} Call;

static gboolean
call_made_cb (gpointer data)
{
  Call *self = data;
  gboolean goes_on;

  __tsan_acquire (self);
  goes_on = self->function (self->data);
  __tsan_release (self);
  return goes_on;
}

static void
call_free (gpointer data)
{
  Call *self = data;

  __tsan_acquire (self);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

static Call *
call_new (GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  Call *self = g_new (Call, 1);

  *self = (Call){ function, data, destroy };
  __tsan_release (self);
  return self;
}

guint
g_idle_add_full (int priority, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  return REAL (g_idle_add_full) (priority, call_made_cb, call_new (function, data, notify), call_free);
}

guint
g_idle_add (GSourceFunc function, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}

void
g_main_context_invoke_full (GMainContext  *context,
                            int            priority,
                            GSourceFunc    function,
                            gpointer       data,
                            GDestroyNotify notify)
{
  REAL (g_main_context_invoke_full) (context, priority, call_made_cb, call_new (function, data, notify), call_free);
}

/* --- locks --- */

void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_mutex_unlock) (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  gboolean woken;

  __tsan_release (mutex);
  woken = REAL (g_cond_wait_until) (cond, mutex, end);
  __tsan_acquire (mutex);
  return woken;
}
