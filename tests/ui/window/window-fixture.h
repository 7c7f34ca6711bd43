/* window-fixture.h: a window for tests, its actions, and waiting for what they do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "application-private.h"
#include "window-private.h"

G_BEGIN_DECLS

typedef gboolean (*Condition) (TfWindow *window, gpointer data);

/* wait_until (window, condition, data) */
#define wait_until(...) wait_here (G_STRLOC, __VA_ARGS__)

extern TfApplication *application;

/* Where tests may write; configuration and state of the program go there as well. */
extern char *folder;

/* Before tests are added. FALSE: there is no display, and that has been said. */
gboolean begin_tests (int *argc, char ***argv);

/* What main() returns. */
int run_tests (void);

void wait_here (const char *where, TfWindow *window, Condition condition, gpointer data);

void iterate (void);

gboolean has_frame (TfWindow *window, gpointer data);

/* The window has a frame of the features that it shows. */
gboolean has_own_frame (TfWindow *window, gpointer data);

gboolean has_moved (TfWindow *window, gpointer data);

gboolean has_other_run (TfWindow *window, gpointer data);

gboolean has_parameters (TfWindow *window, gpointer data);

gboolean is_at_rest (TfWindow *window, gpointer data);

gboolean has_toast (TfWindow *window, gpointer data);

/* data: the place of a weak pointer. */
gboolean is_gone (TfWindow *window, gpointer data);

/* As a person opens one; it has a frame of its own. */
TfWindow *open_window (void);

/* Closes it and makes sure that nothing of it stays. */
void close_window (TfWindow *window);

/* Holds the run and moves it on, step by step, until it is beyond t: where it stands then does not
 * depend on how busy the machine is. */
void go_beyond (TfWindow *window, double t);

void act (TfWindow *window, const char *name);

void open_path (TfWindow *window, const char *path, const char *labels_path);

char *write_file (const char *name, const char *content, gssize length);

TfSource *synthetic_of (guint n_classes, guint dim, gsize per_class);

GtkWidget *find (GtkWidget *widget, GType type, const char *title);

GtkWidget *find_row (TfWindow *window, const char *title);

/* Whether a label that is to be seen has that text. */
gboolean says (GtkWidget *widget, const char *text);

void type_into (GtkWidget *row, const char *text);

G_END_DECLS
