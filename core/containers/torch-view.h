/* torch-view.h: a tensor's items, out of the storage that it is a view of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pickle.h"
#include "zip-file.h"

G_BEGIN_DECLS

/* Where storages are: members data/0, data/1, … of the folder. */
typedef struct
{
  zip_t  *archive;
  char   *folder; /* "archive/" */
  TfFile *file;
} TfTorchStore;

/* A member of the archive from which a view is read. */
typedef struct
{
  TfArrayStream record; /* of the storage */
  guint64       first;  /* byte of the view */
  guint8       *copy;   /* of its items, one after the other; or NULL: they are read as they lie */
  const guint8 *bytes;  /* in memory: of the copy, or of the pickle */
  guint64       left;   /* bytes of it to be read */
  char         *name;
} TfTorchView;

/* The items of a tensor lie in its storage as those of an array do: one after the other. */
gboolean tf_torch_is_dense (const TfPickleValue *tensor, gboolean fortran);

/* Opens the storage and passes over what stands before the view. What lies there in another order is
 * copied as a whole, within the file's budget. name: for messages. */
gboolean tf_torch_view_open (const TfTorchStore  *self,
                             const TfPickleValue *tensor,
                             const TfArray       *array,
                             const char          *name,
                             TfTorchView         *view,
                             GError             **error);

/* For TfByteSource, whose handle is the view: of what is in memory, and of what is read as it lies. */
gssize tf_torch_view_read_bytes  (TfByteSource *source, void *buffer, gsize n, GError **error);
gssize tf_torch_view_read_record (TfByteSource *source, void *buffer, gsize n, GError **error);

/* Its skip, where the record's source has one. */
gboolean tf_torch_view_skip (TfByteSource *source, guint64 n, GError **error);

/* Frees it. */
void tf_torch_view_close (gpointer view);

G_END_DECLS
