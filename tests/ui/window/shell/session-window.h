/* session-window.h: windows whose sessions are saved and opened again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "window-fixture.h"

G_BEGIN_DECLS

gboolean is_beyond (TfWindow *window, gpointer data);

gboolean is_still (TfWindow *window, gpointer data);

gboolean knows_digest (TfWindow *window, gpointer data);

void set_state (TfWindow *window, const char *name, GVariant *state);

char *write_features (const char *name, double shift);

void open_file (TfWindow *window, const char *path);

/* A run with two changes of parameters, at rest at a time beyond 1, looked at from the side. */
void make_run (TfWindow *window, const char *features);

/* Everything that was different. */
void change_everything (TfWindow *window);

void save (TfWindow *window, const char *path);

/* What the session must bring back. */
typedef struct
{
  TfFrame       *frame;
  TfMeansCamera *camera;
  TfMetricSet    hidden;
} Scene;

Scene remember (TfWindow *window);

void assert_scene (TfWindow *window, Scene *scene);

gboolean is_figure_ready (TfWindow *window, gpointer dialog);

G_END_DECLS
