/* series-watch.h: a folder that a training writes into
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder is looked at when it is asked, so that it works where no one tells of
 * changes (a network's file system). A file is told of once its size and time have
 * stayed as they are from one look to the next, unless it was there from the start.
 * Nothing is kept but a few words for each file.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfSeriesWatch TfSeriesWatch;

typedef enum
{
  TF_SERIES_ADDED,    /* whole, as far as can be seen */
  TF_SERIES_REPLACED, /* written anew, and whole again */
  TF_SERIES_VANISHED,
} TfSeriesChangeKind;

typedef struct
{
  TfSeriesChangeKind kind;
  char *path;
} TfSeriesChange;

/* paths: files and folders, NULL-terminated; copied. */
TfSeriesWatch *tf_series_watch_new (const char *const *paths);
void           tf_series_watch_free (TfSeriesWatch *self);

/* What has changed since the last look, in natural order of the paths: an array of
 * TfSeriesChange that owns its paths. Files that are already whole at the first look
 * are added in it. Caller frees. */
GArray *tf_series_watch_look (TfSeriesWatch *self);

/* The last file told of turned out not to be whole: it will be told of again, by the
 * same kind, when it has changed. Of a set (part-files.h), here and below: all of its parts. */
void tf_series_watch_wait_for (TfSeriesWatch *self, const char *path);

/* A file that is waited for is told of once more though it did not change. */
void tf_series_watch_ask_again (TfSeriesWatch *self, const char *path);

/* The paths that were told of and are there: NULL-terminated, natural order. Caller frees. */
char **tf_series_watch_get_paths (TfSeriesWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSeriesWatch, tf_series_watch_free)

G_END_DECLS
