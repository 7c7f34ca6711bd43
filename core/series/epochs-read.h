/* epochs-read.h: a series measured once, as it is now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "epoch-names.h"
#include "epochs.h"
#include "parameters.h"

G_BEGIN_DECLS

/* What stands beside the epochs, where it is not what names say. */
typedef struct
{
  gboolean told;
  char    *path; /* NULL: nothing */
} TfEpochsBeside;

/* As epoch-reader.h does, until every file has been measured or has been tried. paths: files and folders,
 * NULL-terminated; beside: TF_N_HELD_OUT of them. NULL with G_IO_ERROR when cancelled, or where no file of them can be measured. Blocks. */
TfEpochs *tf_epochs_read (const char *const  *paths,
                          TfSeriesKind        kind,
                          const TfParameters *parameters,
                          const TfEpochsBeside beside[],
                          GCancellable       *cancellable,
                          GError            **error);

G_END_DECLS
