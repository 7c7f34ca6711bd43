/* features-file.h: a file that may hold features, and the bytes of one of its arrays
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Bytes of one array, from a file or from a member of an archive. */
typedef struct _TfByteSource TfByteSource;
struct _TfByteSource
{
  /* At most n bytes; 0 at the end, -1 on failure. */
  gssize (*read) (TfByteSource *self, void *buffer, gsize n, GError **error);
  gpointer    handle;   /* what read reads from */
  const char *name;     /* of the array, for messages */
  guint64     limit;    /* no more bytes than this can come */
  gboolean    honest;   /* the limit is counted on the disk, not inferred from a compressed size */
  guint64     consumed; /* bytes read so far */
  guint64    *budget;   /* bytes that arrays may still take together, or NULL */

  /* Passes over n bytes without reading them; or NULL: they come one after the other. */
  gboolean (*skip) (TfByteSource *self, guint64 n, GError **error);
};

typedef struct
{
  FILE    *stream;
  guint64  size; /* bytes */
  guint8   head[512]; /* its first bytes */
  gsize    n_head;
  gboolean zip; /* an archive, starting at zip_start; once it has been looked for */
  guint64  zip_start;
  guint64  budget; /* bytes that the arrays of an archive may still take, unpacked */
} TfFile;

gboolean tf_file_open (TfFile *file, const char *path, GError **error);
void     tf_file_close (TfFile *file);

gboolean tf_file_starts_with (const TfFile *file, const char *bytes, gsize n);

/* Whether the file is a ZIP archive, which other bytes may precede: sets zip. Fails where
 * there is a broken one, or one that could be read in two ways. */
gboolean tf_file_find_archive (TfFile *file, GError **error);

/* The whole file as one source, from its first byte. */
void tf_file_start_source (TfFile *file, TfByteSource *source);

/* The skip of a source whose handle is a FILE *. */
gboolean tf_file_skip (TfByteSource *source, guint64 n, GError **error);

/* Files of other programs, and members of archives, are refused with what to do (features-foreign.c). */
gboolean tf_file_check_foreign (TfFile *file, GError **error);
gboolean tf_file_check_foreign_member (const char *name, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfFile, tf_file_close)

G_END_DECLS
