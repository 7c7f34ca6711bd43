/* source.h: where features come from, and how they are fetched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfSource is immutable and reference-counted: a file (with a second file for
 * its labels, if need be), the numbers of a synthetic draw, or a series: the files
 * of a network's layers. Fetching it reads or draws the features and gathers
 * their moments, on a thread of its own.
 */
#pragma once

#include <gio/gio.h>

#include "features-listing.h"
#include "layers.h"
#include "moments.h"
#include "synthetic.h"

G_BEGIN_DECLS

typedef struct _TfSource TfSource;

/* Files in a series: every plot over layers is full long before. */
#define TF_SOURCE_MAX_LAYERS 1000

/* Samples kept for drawing: more than the eye can tell apart. */
#define TF_SOURCE_MAX_KEPT 2000

TfSource *tf_source_new_file (GFile *file, GFile *labels); /* labels may be NULL */

/* The same file, with names inside it that tell features and labels apart;
 * either may be NULL. Of a series: every file of it. */
TfSource *tf_source_new_with_keys (TfSource *self, const char *features_key, const char *labels_key);

/* The same with all that options says of how to read it; their labels_path is not
 * looked at. Of a series: every file of it. */
TfSource *tf_source_new_with_options (TfSource *self, const TfFeaturesOptions *options);

/* The same file, of which these digests (see below; either may be NULL) are expected. */
TfSource *tf_source_new_with_digests (TfSource *self, const char *digest, const char *labels_digest);

/* The same with samples beside it that are not trained on: other, of a file; NULL: without. Of a series other is a file
 * for its first layer, or a series whose files stand beside the layers of their names or, where no name fits and they
 * are as many, of their places. */
TfSource *tf_source_new_with_held_out (TfSource *self, TfHeldOutKind kind, TfSource *other);

/* Borrowed, or NULL. Of a series: that of its first layer. */
TfSource *tf_source_get_held_out (TfSource *self, TfHeldOutKind kind);

/* How many files stand beside it or its layers. */
guint tf_source_count_held_out (TfSource *self, TfHeldOutKind kind);

/* How its file is to be read; borrowed. Not of a draw or a series. */
TfFeaturesOptions tf_source_get_options (TfSource *self);

/* A bundled example: a file with a title of its own. */
TfSource *tf_source_new_example (GFile *file, const char *title);

/* The layers of one network: n_layers >= 2 sources of a file each, put in the
 * natural order of the files' names. title may be NULL: one is made of those. */
TfSource *tf_source_new_series (TfSource *const *layers, guint n_layers, const char *title);

/* What opening these n_files >= 1 together means: a file, a file and that of its
 * labels, in either order, or a series of the different ones; where names say that some
 * are not trained on (data-sets.h), these stand beside the others; parts of a set (part-files.h) are one file. Looks into two files. */
TfSource *tf_source_new_files (GFile *const *files, guint n_files);

/* sizes, where given, are copied. */
TfSource *tf_source_new_synthetic (const TfSynthetic *synthetic);

TfSource *tf_source_ref (TfSource *self);
void      tf_source_unref (TfSource *self);

const char        *tf_source_get_title (TfSource *self);     /* for display */
GFile             *tf_source_get_file (TfSource *self);      /* borrowed; NULL for a draw and a series */
GFile             *tf_source_get_labels (TfSource *self);    /* borrowed; NULL where there is none */
const TfSynthetic *tf_source_get_synthetic (TfSource *self); /* NULL for anything else */

const char *tf_source_get_features_key (TfSource *self); /* NULL: found out */
const char *tf_source_get_labels_key (TfSource *self);
gboolean    tf_source_is_example (TfSource *self);

guint       tf_source_get_n_layers (TfSource *self);       /* 0 but for a series */
TfSource   *tf_source_get_layer (TfSource *self, guint i); /* borrowed */

/* Whether both name the same file, or the same files. */
gboolean tf_source_has_same_files (TfSource *a, TfSource *b);

/* --- contents: the SHA-256 of every file; of a set (part-files.h) that of its parts' digests, one after the other --- */

/* Of the file and of its labels' file: 64 hexadecimal digits, or NULL: not known.
 * A source that a session names knows those that the session remembers. */
const char *tf_source_get_digest (TfSource *self);
const char *tf_source_get_labels_digest (TfSource *self);

/* The same source with the digests of its files as they are now (for a draw, self
 * with a reference more). NULL with G_IO_ERROR and a sentence without a name when
 * a file cannot be read. Blocks. */
TfSource *tf_source_digest (TfSource *self, GCancellable *cancellable, GError **error);

/* The same on a thread of its own. */
void      tf_source_digest_async (TfSource           *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
TfSource *tf_source_digest_finish (GAsyncResult *result, GError **error);

/* Whether path is one of its files, by whatever name: what it reads is not to be written over. */
gboolean tf_source_has_file (TfSource *self, const char *path);

/* FALSE with G_IO_ERROR and a sentence without the name when a result written to path
 * would take the place of one of its files. */
gboolean tf_source_check_output (TfSource *self, const char *path, GError **error);

/* The first file that is not there, or NULL. */
GFile *tf_source_find_missing (TfSource *self);

/* The first file whose digest both know and that differs from that of the same
 * place in other, or NULL: the contents are the same as far as they are known. */
GFile *tf_source_find_changed (TfSource *self, TfSource *other);

/* The same with `found` in place of the file or labels' file `lost`, and with
 * files of the right name beside it in place of others that are missing; digests
 * stay those expected. */
TfSource *tf_source_new_moved (TfSource *self, GFile *lost, GFile *found);

/* --- */

typedef struct
{
  TfMoments *moments;      /* of a series: of its first layer */
  TfLayers  *layers;       /* of a series, or NULL */
  char      *labels_from;  /* where labels were found: "column 'species'"; of a series: in its first layer */
  GPtrArray *listing;      /* of TfListed: what the file holds, failed or not; of a series: its first layer, or its culprit; or NULL */
  char      *notice;       /* what the reader did that its user should know, or NULL */
  char      *culprit;      /* failed, and this file of the series is why; or NULL */
  gboolean   needs_labels; /* failed, and a second file with the labels may help */
  gboolean   needs_keys;   /* failed, and names inside the file may help */
} TfFetched;

/* Reads what is held out and stands it beside features of this source that no one else has seen. Blocks. */
gboolean tf_source_load_held_out (TfSource *self, TfFeatures *features, GCancellable *cancellable, GError **error);

/* How its own file is to be read: as tf_source_get_options(), and where what is held out is in the same file
 * the arrays that are named as trained on. */
TfFeaturesOptions tf_source_get_own_options (TfSource *self);

void tf_fetched_clear (TfFetched *self);

/* The callback runs in the thread-default main context. source_object keeps
 * alive whoever waits. *permille, read and written atomically, is the share
 * done, and must live until the callback. */
void tf_source_fetch_async (TfSource           *self,
                            GObject            *source_object,
                            int                *permille,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/* The same here and now. Blocks. */
gboolean tf_source_fetch (TfSource *self, GCancellable *cancellable, TfFetched *fetched, GError **error);

/* FALSE with one sentence (TF_FEATURES_ERROR, G_IO_ERROR); *fetched is then
 * filled in as far as it says why. Clear it in either case. */
gboolean tf_source_fetch_finish (GAsyncResult *result, TfFetched *fetched, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSource, tf_source_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfFetched, tf_fetched_clear)

G_END_DECLS
