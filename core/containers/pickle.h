/* pickle.h: what a pickle of arrays says, without running any of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pickle is a program for a machine with a stack. Here its instructions build plain values
 * only: numbers, texts, lists, tuples, dicts, arrays. What it may name is a list of ours
 * (pickle-names.c), and to call such a name has a meaning written down there; nothing is
 * imported, and no other name is passed over: a pickle that has one is refused.
 * Read are the instructions of protocols 2 to 5 that torch.save and NumPy write.
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py has them all.
 */
#pragma once

#include "array.h"

G_BEGIN_DECLS

/* Limits: of instructions, and of values that they make. */
#define TF_PICKLE_MAX_STEPS  4000000
#define TF_PICKLE_MAX_VALUES 1000000

typedef enum
{
  TF_PICKLE_OTHER, /* None, a flag, an object that is no array: of no interest */
  TF_PICKLE_WHOLE,
  TF_PICKLE_REAL,
  TF_PICKLE_TEXT,  /* or bytes */
  TF_PICKLE_LIST,  /* or a tuple, or a set */
  TF_PICKLE_DICT,
  TF_PICKLE_NAME,  /* one of the list */
  TF_PICKLE_STORAGE, /* of PyTorch: a record in the archive beside the pickle */
  TF_PICKLE_TENSOR,  /* of PyTorch: a view of a storage */
  TF_PICKLE_DTYPE,   /* of NumPy */
  TF_PICKLE_NDARRAY, /* of NumPy: values within the pickle */
} TfPickleKind;

typedef struct _TfPickleValue TfPickleValue;
struct _TfPickleValue
{
  TfPickleKind   kind;
  gint64         whole;
  double         real;
  const char    *text; /* of a text, a storage's key, an array's bytes; not closed by a 0 */
  gsize          length;
  GPtrArray     *items; /* TfPickleValue: of a list; key, value, key, value, … of a dict */
  guint          name;  /* TfPickleName */
  TfScalar       scalar;
  gboolean       typed;   /* the scalar is known */
  gboolean       swapped; /* of a dtype and an array of NumPy: not in the machine's order */
  guint64        n_items; /* of a storage */
  TfPickleValue *storage; /* of a tensor */
  guint64        offset;  /* of its first item */
  guint          n_dims;
  guint64       *dims;    /* n_dims */
  guint64       *strides; /* n_dims, of a tensor: in items */
  gboolean       fortran; /* an array of NumPy's */
};

typedef struct _TfPickle TfPickle;

/* bytes: borrowed as long as the pickle lives. budget: what texts that have to be written
 * anew may take, is taken from it. NULL with one sentence. */
TfPickle *tf_pickle_read (const char *bytes, gsize n, guint64 *budget, GError **error);

const TfPickleValue *tf_pickle_get_root (TfPickle *self);

void tf_pickle_free (TfPickle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPickle, tf_pickle_free)

G_END_DECLS
