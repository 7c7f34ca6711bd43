/* safetensors-header.h: what a .safetensors says it holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eight bytes give the length of a header, which is JSON: {"name": {"dtype": "F32", "shape":
 * [2, 3], "data_offsets": [0, 24]}, …, "__metadata__": {"key": "text"}}; then come the
 * values. All rules of the format are held: the header is no longer than 100 MB, no name is
 * there twice, and the arrays, of the size that type and shape give, fill what follows the
 * header without gap and overlap. https://huggingface.co/docs/safetensors
 */
#pragma once

#include "array.h"

G_BEGIN_DECLS

#define TF_SAFETENSORS_MAX_HEADER 100000000

typedef struct
{
  char    *name;       /* valid UTF-8 */
  char     dtype[16];  /* as written */
  gboolean known;      /* the type is one that is read */
  TfArray  array;      /* without data */
  guint64  begin, end; /* bytes after the header */
} TfSafetensor;

/* The entries of a header, as many bytes of values following it: a GArray of TfSafetensor,
 * in the order of the header. NULL with an error. The caller unrefs it. */
GArray *tf_safetensors_parse (const char *header, gsize length, guint64 n_bytes, GError **error);

G_END_DECLS
