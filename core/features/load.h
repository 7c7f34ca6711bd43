/* load.h: how a load was asked for; what every reader does on the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"
#include "pieces.h"

G_BEGIN_DECLS

/* Long loops look at the cancellable, and report, once in so many bytes. A
 * multiple of every item size. */
#define TF_CHUNK (1024 * 1024)

/* How a load was asked for. options is never NULL here. */
typedef struct
{
  const TfFeaturesOptions *options;
  GCancellable            *cancellable;
  TfProgressFunc           progress;
  gpointer                 user_data;
  GPtrArray               *listing; /* what the features' file holds is added to it; or NULL */
  gboolean                 summarize; /* the features are not to be kept, whatever memory there is */
  const TfShare           *share; /* how pieces of them are shared among processes; or NULL: all are read here */
} TfLoad;

/* Between two chunks of a long loop: reports, and fails when cancelled. */
gboolean tf_load_step (const TfLoad *load, double fraction, GError **error);

/* No array may take more than half of the machine's memory. */
gboolean tf_load_check_memory (guint64 n_bytes, GError **error);

/* Whether a file that cannot be shared is read by this process; else fails. */
gboolean tf_load_is_here (const TfLoad *load, GError **error);

/* Takes so many bytes for that half; 0: what it is. For tests. */
void tf_load_set_memory (guint64 n_bytes);

/* Takes from what arrays may take together; budget may be NULL. */
gboolean tf_load_spend (guint64 *budget, guint64 n_bytes, const char *name, GError **error);

/* Names as options list them: one that is none, and has commas, is several. known tells
 * which are. NULL for NULL. Caller frees. */
typedef gboolean (*TfKnownFunc) (const char *name, gpointer user_data);
char   **tf_names_expand (const char *const *names, TfKnownFunc known, gpointer user_data);

G_END_DECLS
