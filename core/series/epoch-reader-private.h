/* epoch-reader-private.h: what the files of the epoch reader share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * epoch-reader.c is the thread and what others ask of it; epoch-results.c measures, and fits 1/beta;
 * epoch-cache.c has moments for the display; epoch-publish.c tells what is known; epoch-pairs.c
 * finds what is held out. Each calls those named after it alone.
 */
#pragma once

#include "epoch-reader.h"
#include "series-files.h"
#include "series-watch.h"

G_BEGIN_DECLS

/* What came of a file. */
typedef struct
{
  gboolean  is_measured;
  TfMetrics metrics;
  double    loss, complexity;
  guint     fitted; /* the question that complexity answers; 0: none */
  char     *fitted_from; /* path of the epoch before, or NULL */
  char     *problem;
  gint64    missing_since; /* monotonic: a part of it is not there; 0: all are */
  gboolean  missing_said;
  gboolean  is_due;     /* it is to be measured again, though its file is the same */
  char     *pairs[TF_N_HELD_OUT]; /* paths of what it was measured with, or NULL */
  gint64    failed_at; /* monotonic, first time; 0: not, or it was said */
  guint     version;   /* of its file: epochs.h */
} TfEpochResult;

typedef struct
{
  char      *path;
  TfMoments *moments;
  gsize      size; /* bytes, about */
} TfEpochKept;

struct _TfEpochReader
{
  char        **paths;
  TfSeriesKind  kind;
  TfParameters  parameters;
  GSourceFunc   wake;
  gpointer      user_data;
  GCancellable *end;
  GThread      *thread;

  /* Both threads', under the lock. */
  GMutex     lock;
  GCond      cond;
  TfEpochs  *epochs;      /* the latest, not yet polled, or NULL */
  char      *wanted, *wanted_labels; /* or NULL */
  char      *brought;     /* path of moments, or NULL */
  TfMoments *moments;
  gboolean   is_idle;
  char      *held_out[TF_N_HELD_OUT]; /* files or folders, or NULL */
  gboolean   without[TF_N_HELD_OUT]; /* nor what its names say */
  gboolean   is_other; /* they are others than the worker knows */
  TfParameters asked; /* for 1/beta */
  guint      question, n_questions; /* the present one; 0: nothing is asked */

  /* The worker's. */
  TfSeriesWatch *watch;
  TfSeriesFiles *files;
  char          *beside[TF_N_HELD_OUT]; /* held_out, as it works with it */
  gboolean       ignores[TF_N_HELD_OUT]; /* without, as it works with it */
  TfSeriesFiles *pairs[TF_N_HELD_OUT];  /* of folders */
  GHashTable    *results; /* path -> TfEpochResult */
  GQueue         cache;   /* TfEpochKept, the latest first */
  gsize          cached;
  char          *said;
  guint          n_versions; /* of files, so far */
  gint64         published_at;
};

gboolean tf_epoch_reader_is_over (TfEpochReader *self);

/* Whether anything that was chosen stands beside the files. */
gboolean tf_epoch_reader_holds_out (const TfEpochReader *self);

/* The path of what stands beside a file, with the file of its labels in *labels; either may be NULL. Borrowed. */
const char *
tf_epoch_reader_find_pair (const TfEpochReader *self, const TfSeriesFile *file, TfHeldOutKind kind, const char **labels);

/* Whether that is by the names of the files alone. */
gboolean tf_epoch_reader_is_by_name (const TfEpochReader *self, TfHeldOutKind kind);

/* Whether a file lacks something that was chosen. */
gboolean tf_epoch_reader_lacks_pair (const TfEpochReader *self, const TfSeriesFile *file);

/* Anew: a training may write there, too. */
void tf_epoch_reader_list_pairs (TfEpochReader *self);

void tf_epoch_reader_publish (TfEpochReader *self);
void tf_epoch_reader_say (TfEpochReader *self, const char *path, const char *what);

/* A file's features with what is held out beside it. What stands there by its name alone and does not fit is said, and
 * waited for. */
TfFeatures *tf_epoch_reader_load (TfEpochReader *self, const char *path, const char *labels, GError **error);

/* For drawing, kept for the next time; NULL: they cannot be had. */
TfMoments *tf_epoch_reader_make_moments (TfEpochReader *self, const char *path, const char *labels);
void       tf_epoch_reader_keep (TfEpochReader *self, const char *path, TfMoments *moments);
void       tf_epoch_reader_forget (TfEpochReader *self, const char *path);
void       tf_epoch_reader_forget_all (TfEpochReader *self);

void tf_epoch_result_free (gpointer data);
void tf_epoch_reader_take_file (TfEpochReader *self, const TfSeriesFile *file);
void tf_epoch_reader_take_change (TfEpochReader *self, const TfSeriesChange *change);

/* Says of what parts are missing, and have been for a while. */
void tf_epoch_reader_say_missing (TfEpochReader *self);

/* Looks again where something that was chosen is not there yet; whether any of it has come. */
gboolean tf_epoch_reader_ask_for_pairs (TfEpochReader *self);

/* Files beside which something else stands than when they were measured, or what was written anew (changed: a set of
 * paths), are measured again. */
void     tf_epoch_reader_mark_due (TfEpochReader *self, GHashTable *changed);
gboolean tf_epoch_reader_is_due (const TfEpochReader *self, const char *path);

/* One 1/beta that is not known yet, if it is asked for; FALSE: there is none. */
gboolean tf_epoch_reader_fit_next (TfEpochReader *self);

G_END_DECLS
