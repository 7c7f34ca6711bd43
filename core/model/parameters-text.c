/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameters-text.h"

#include <string.h>

#include "number-text.h"

typedef enum
{
  KIND_NUMBER,
  KIND_SWITCH,
  KIND_FLOW,
  KIND_INITIAL_W,
  KIND_SEED,
} Kind;

static const struct
{
  const char *name;
  Kind        kind;
  gsize       offset;
} parameters[TF_N_PARAMETERS] = {
  { "lambda-w", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, lambda_w) },
  { "lambda-h", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, lambda_h) },
  { "beta", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, beta) },
  { "bias", KIND_SWITCH, G_STRUCT_OFFSET (TfParameters, bias) },
  { "flow", KIND_FLOW, G_STRUCT_OFFSET (TfParameters, flow) },
  { "eta", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, eta) },
  { "step", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, step) },
  { "initial-w", KIND_INITIAL_W, G_STRUCT_OFFSET (TfParameters, initial_w) },
  { "initial-w-seed", KIND_SEED, G_STRUCT_OFFSET (TfParameters, initial_w_seed) },
  { "tolerance", KIND_NUMBER, G_STRUCT_OFFSET (TfParameters, tolerance) },
};

static const char *const switches[] = { "false", "true", NULL };
static const char *const flows[] = { "central", "joint", "descent", NULL }; /* TfFlowKind */
static const char *const starts[] = { "file", "zero", "random", NULL };     /* TfInitialW */

static int
find_word (const char *const *words, const char *text)
{
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], text) == 0)
      return i;
  return -1;
}

/* public */

const char *
tf_parameter_name (guint i)
{
  return parameters[i].name;
}

char *
tf_parameters_get_text (const TfParameters *self, guint i)
{
  const void *field = G_STRUCT_MEMBER_P (self, parameters[i].offset);
  char number[TF_NUMBER_TEXT_SIZE];

  switch (parameters[i].kind)
    {
    case KIND_NUMBER:
      return g_strdup (tf_number_write (*(const double *) field, number));
    case KIND_SWITCH:
      return g_strdup (switches[*(const gboolean *) field ? 1 : 0]);
    case KIND_FLOW:
      return g_strdup (flows[self->flow]);
    case KIND_INITIAL_W:
      return g_strdup (starts[self->initial_w]);
    case KIND_SEED:
      return g_strdup_printf ("%" G_GUINT32_FORMAT, self->initial_w_seed);
    }
  g_assert_not_reached ();
}

gboolean
tf_parameters_agree (const TfParameters *a, const TfParameters *b, guint i)
{
  const void *first = G_STRUCT_MEMBER_P (a, parameters[i].offset), *second = G_STRUCT_MEMBER_P (b, parameters[i].offset);

  switch (parameters[i].kind)
    {
    case KIND_NUMBER:
      return *(const double *) first == *(const double *) second;
    case KIND_SWITCH:
      return !*(const gboolean *) first == !*(const gboolean *) second;
    case KIND_FLOW:
      return a->flow == b->flow;
    case KIND_INITIAL_W:
      return a->initial_w == b->initial_w;
    case KIND_SEED:
      return a->initial_w_seed == b->initial_w_seed;
    }
  g_assert_not_reached ();
}

static gboolean
set (TfParameters *self, guint i, const char *text)
{
  void *field = G_STRUCT_MEMBER_P (self, parameters[i].offset);
  guint64 seed;
  int word;

  switch (parameters[i].kind)
    {
    case KIND_NUMBER:
      return tf_number_read (text, field);
    case KIND_SEED:
      if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seed, NULL))
        return FALSE;
      self->initial_w_seed = seed;
      return TRUE;
    case KIND_SWITCH:
      word = find_word (switches, text);
      self->bias = word == 1;
      break;
    case KIND_FLOW:
      word = find_word (flows, text);
      self->flow = MAX (word, 0);
      break;
    default:
      word = find_word (starts, text);
      self->initial_w = MAX (word, 0);
    }
  return word >= 0;
}

gboolean
tf_parameters_set_text (TfParameters *self, const char *name, const char *text, GError **error)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (strcmp (parameters[i].name, name) == 0)
      {
        if (set (self, i, text))
          return TRUE;
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is no value for %s", text, name);
        return FALSE;
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no parameter “%s”", name);
  return FALSE;
}
