/* pickle-private.h: what the machine and the names it may call share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "pickle.h"

G_BEGIN_DECLS

/* What a name stands for. */
typedef enum
{
  TF_MEANS_INERT,    /* an object of no interest, whatever it is made of */
  TF_MEANS_DICT,     /* made of nothing, or of pairs */
  TF_MEANS_LIST,     /* made of one list or tuple */
  TF_MEANS_STORAGE,  /* a storage's type */
  TF_MEANS_TYPE,     /* a type of item */
  TF_MEANS_TENSOR,   /* (storage, offset, size, stride, …) */
  TF_MEANS_TENSOR_3, /* (storage, offset, size, stride, …, …, type, …) */
  TF_MEANS_FIRST,    /* (tensor, …): the tensor */
  TF_MEANS_REBUILD,  /* (name, type, arguments, state): the name called with the arguments */
  TF_MEANS_NDARRAY,  /* filled by its state */
  TF_MEANS_DTYPE,    /* (text, …) */
  TF_MEANS_ENCODE,   /* (text, "latin1"): the bytes that its characters are */
} TfNameMeaning;

typedef struct
{
  const char   *module;
  const char   *name;
  TfNameMeaning meaning;
  int           scalar; /* TfScalar; -1: of none that is read */
} TfPickleName;

/* The place in the list of what a pickle calls module and name; -1 for what is not in it. */
int                 tf_pickle_find_name (const char *module, gsize n_module, const char *name, gsize n_name);
const TfPickleName *tf_pickle_get_name (guint i);

TfPickleValue *tf_pickle_new_value (TfPickle *self, TfPickleKind kind);
gboolean       tf_pickle_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Item i of a list; NULL where it has none. */
TfPickleValue *tf_pickle_get_item (const TfPickleValue *list, guint i);

/* A text of n bytes that lives as long as the pickle; NULL where the budget has no more. */
char *tf_pickle_new_text (TfPickle *self, gsize n, GError **error);

/* What calling a name with these arguments (a list) gives, or an object of a name that
 * has been given a state. */
TfPickleValue *tf_pickle_call (TfPickle *self, const TfPickleValue *name, const TfPickleValue *arguments, GError **error);
gboolean       tf_pickle_set_state (TfPickle *self, TfPickleValue *object, const TfPickleValue *state, GError **error);

/* A storage, of what the pickle says of it: ('storage', type, key, place, items). */
TfPickleValue *tf_pickle_make_storage (TfPickle *self, const TfPickleValue *id, GError **error);

struct _TfPickle
{
  const guint8 *bytes;
  gsize         n;
  gsize         at;
  guint         n_steps;
  GPtrArray    *values; /* all that were made, and own what is in them */
  GPtrArray    *stack;
  GArray       *marks; /* guint: heights of the stack */
  GHashTable   *memo;  /* index -> value */
  GPtrArray    *texts;
  guint64      *budget;
};

const guint8 *tf_pickle_take (TfPickle *self, guint64 n);

gboolean tf_pickle_take_whole (TfPickle *self, gsize n, guint64 *value);

/* Up to the end of the line. */
const guint8 *tf_pickle_take_line (TfPickle *self, gsize *n);

guint tf_pickle_get_floor (TfPickle *self);

gboolean tf_pickle_push (TfPickle *self, TfPickleValue *value, GError **error);

/* NULL where nothing is left above the last mark. */
TfPickleValue *tf_pickle_pop (TfPickle *self);

TfPickleValue *tf_pickle_peek (TfPickle *self);

gboolean tf_pickle_push_new (TfPickle *self, TfPickleKind kind, GError **error);

G_END_DECLS
