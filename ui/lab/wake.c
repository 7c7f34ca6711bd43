/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wake.h"

static gboolean
wake_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs wake_funcs = { .dispatch = wake_dispatch };

GSource *
tf_wake_new (GSourceFunc callback, gpointer user_data)
{
  GSource *source = g_source_new (&wake_funcs, sizeof (GSource));

  g_source_set_static_name (source, "wake");
  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, NULL);
  return source;
}

gboolean
tf_wake_ready (gpointer data)
{
  g_source_set_ready_time (data, 0);
  return G_SOURCE_REMOVE;
}
