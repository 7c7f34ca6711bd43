/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoch-names.h"

#include <math.h>
#include <string.h>

#include "data-sets.h"
#include "layer-names.h"
#include "part-files.h"

static const char *const epoch_words[] = { "epoch", "epochs", "ep", "epo", "epoche", NULL };
static const char *const step_words[] = { "step", "steps", "iter", "iters", "iteration", "it", "ckpt", "checkpoint", "snapshot",
                                          "snap", "time", "t", "e", "global_step", "after", NULL };
static const char *const layer_words[] = { "layer", "layers", "l", "block", "stage", "conv", "fc", "linear", "relu", "hidden",
                                           "h", "depth", "module", "res", "bn", NULL };
static const char *const variant_words[] = { "seed", "lr", "wd", "decay", "run", "fold", "trial", "exp", "lambda", "rate",
                                             "width", "momentum", "bs", "batch", "variant", "version", "v", "smoothing", NULL };

#define LEAST_HASH 6 /* characters */

/* How likely a number is the epoch, by the word before it. */
typedef enum
{
  RANK_EPOCH,
  RANK_STEP,
  RANK_UNKNOWN,
  RANK_VARIANT,
  RANK_LAYER,
} Rank;

typedef struct
{
  gsize  word, start, end; /* bytes of the name: the word before it, and the number */
  double value;
  Rank   rank;
} Number;

static gboolean
is_one_of (const char *const *words, const char *word)
{
  return g_strv_contains (words, word);
}

static Rank
rank_of (const char *word)
{
  if (is_one_of (epoch_words, word))
    return RANK_EPOCH;
  if (is_one_of (step_words, word))
    return RANK_STEP;
  if (is_one_of (layer_words, word))
    return RANK_LAYER;
  return is_one_of (variant_words, word) ? RANK_VARIANT : RANK_UNKNOWN;
}

/* Where the name's suffix begins: ".npz", and ".tar.gz". */
static gsize
stem_length (const char *name)
{
  const char *base = strrchr (name, '/');
  const char *dot = strrchr (base != NULL ? base : name, '.');

  return dot != NULL && dot > name && !g_ascii_isdigit (dot[1]) ? (gsize) (dot - name) : strlen (name);
}

static gsize
skip_digits (const char *name, gsize at, gsize length)
{
  while (at < length && g_ascii_isdigit (name[at]))
    at++;
  return at;
}

/* What makes the number that ends at *end so many times as large: 1000 of "10k", 100 of "5e2"; behind it the word ends. */
static double
read_unit (const char *name, gsize start, gsize *end, gsize length)
{
  gsize at = *end, exponent;
  double unit = 1;

  if (at == length || !g_ascii_isalpha (name[at]))
    return 1;
  exponent = skip_digits (name, at + 1, length);
  if (name[at] == 'k' || name[at] == 'K' || name[at] == 'M')
    unit = name[at] == 'M' ? 1e6 : 1e3;
  else if (name[at] == 'e' && exponent == at + 2 && (start == 0 || !g_ascii_isalpha (name[start - 1])))
    unit = pow (10, name[at + 1] - '0');
  at = name[at] == 'e' ? exponent : at + 1;
  if (unit == 1 || (at < length && g_ascii_isalnum (name[at])))
    return 1;
  *end = at;
  return unit;
}

/* How long the hash is that begins at start, as "3f2a9c1" is; 0: there is none. Its digits are no numbers. */
static gsize
hash_length (const char *name, gsize start, gsize length)
{
  gsize end = start;
  gboolean mixed = FALSE;

  if (start > 0 && g_ascii_isalnum (name[start - 1]))
    return 0;
  for (; end < length && g_ascii_isxdigit (name[end]); end++)
    mixed = mixed || (end > start && g_ascii_isalpha (name[end]) && g_ascii_isdigit (name[end - 1]));
  return mixed && end - start >= LEAST_HASH && (end == length || !g_ascii_isalnum (name[end])) ? end - start : 0;
}

/* Where the digits that begin at start end; a point between them belongs to them. */
static gsize
find_end (const char *name, gsize start, gsize length, gboolean whole)
{
  gsize end = skip_digits (name, start, length);

  return !whole && end + 1 < length && name[end] == '.' && g_ascii_isdigit (name[end + 1]) ? skip_digits (name, end + 1, length) : end;
}

/* The number that begins at start, with its unit. whole: of a layer it is one, "conv3.10" has two. */
static Number
read_number (const char *name, gsize start, gsize length, gboolean whole)
{
  Number number = { .start = start };
  gsize letters = start;
  g_autofree char *word = NULL, *digits = NULL;

  while (letters > 0 && tf_name_separates (name[letters - 1]))
    letters--;
  number.word = letters;
  while (number.word > 0 && g_ascii_isalpha (name[number.word - 1]))
    number.word--;
  word = g_ascii_strdown (name + number.word, letters - number.word);
  number.end = find_end (name, start, length, whole && rank_of (word) == RANK_LAYER);
  digits = g_strndup (name + start, number.end - start);
  number.value = g_ascii_strtod (digits, NULL) * read_unit (name, start, &number.end, length);
  number.rank = rank_of (word);
  /* Without a word separators before it stay; a part of the data is more than its word: "test" of "test_3". */
  if (number.word == letters || tf_data_set_of_name (word) != TF_DATA_SET_NONE)
    number.word = start;
  return number;
}

static GArray *
find_numbers (const char *name, gboolean whole)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (Number));
  gsize length = stem_length (name);

  for (gsize i = 0; i < length; i++)
    if (hash_length (name, i, length) > 0)
      i += hash_length (name, i, length) - 1;
    else if (g_ascii_isdigit (name[i]))
      {
        Number number = read_number (name, i, length, whole);

        g_array_append_val (numbers, number);
        i = number.end;
      }
  return numbers;
}

/* Those of each of n names. */
static GArray **
find_all_numbers (const char *const *names, guint n, gboolean whole)
{
  GArray **numbers = g_new (GArray *, n);

  for (guint i = 0; i < n; i++)
    numbers[i] = find_numbers (names[i], whole);
  return numbers;
}

static void
free_all_numbers (GArray **numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    g_array_unref (numbers[i]);
  g_free (numbers);
}

static const Number *
get (GArray *numbers, guint i)
{
  return &g_array_index (numbers, Number, i);
}

/* The last number of the best rank up to `worst`, or -1. */
static int
find_best (GArray *numbers, Rank worst)
{
  int best = -1;

  for (guint i = 0; i < numbers->len; i++)
    if (get (numbers, i)->rank <= worst && (best < 0 || get (numbers, i)->rank <= get (numbers, best)->rank))
      best = i;
  return best;
}

static guint
count_distinct (GArray **numbers, guint n, guint column)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_double_hash, g_double_equal);

  for (guint i = 0; i < n; i++)
    g_hash_table_add (seen, (gpointer) &get (numbers[i], column)->value);
  return g_hash_table_size (seen);
}

/* The column of numbers, where all names have as many, that takes most values; of
 * several, one that follows no word for something else, and the last. */
static int
find_column (GArray **numbers, guint n)
{
  int best = -1;
  guint most = 1;

  for (guint i = 1; i < n; i++)
    if (numbers[i]->len != numbers[0]->len)
      return -1;
  for (guint c = 0; c < numbers[0]->len; c++)
    {
      guint distinct = count_distinct (numbers, n, c);
      gboolean named = get (numbers[0], c)->rank > RANK_UNKNOWN;

      if (distinct < 2)
        continue;
      if (best < 0 || (get (numbers[0], best)->rank > RANK_UNKNOWN && !named)
          || (distinct >= most && (get (numbers[0], best)->rank > RANK_UNKNOWN) == named))
        {
          best = c;
          most = distinct;
        }
    }
  return best;
}

/* Without the number and its word, and the separators that then stand side by side. */
static char *
cut (const char *name, const Number *number)
{
  gsize length = stem_length (name), from = number != NULL ? number->word : length, to = number != NULL ? number->end : length;
  GString *rest = g_string_new_len (name, from);

  while (rest->len > 0 && tf_name_separates (rest->str[rest->len - 1]))
    g_string_truncate (rest, rest->len - 1);
  while (to < length && tf_name_separates (name[to]))
    to++;
  if (to < length && rest->len > 0 && rest->str[rest->len - 1] != '/' && name[to] != '/')
    g_string_append_c (rest, '_');
  g_string_append_len (rest, name + to, length - to);
  while (rest->len > 0 && (rest->str[rest->len - 1] == '/' || tf_name_separates (rest->str[rest->len - 1])))
    g_string_truncate (rest, rest->len - 1);
  return g_string_free (rest, FALSE);
}

/* Without all numbers for time: "conv1" of "conv1/epoch=3-step=400". */
static char *
cut_times (char *rest)
{
  for (;;)
    {
      g_autoptr (GArray) numbers = find_numbers (rest, TRUE);
      int at = find_best (numbers, RANK_STEP);
      char *shorter;

      if (at < 0)
        return rest;
      shorter = cut (rest, get (numbers, at));
      g_free (rest);
      rest = shorter;
    }
}

/* "init", "initial": before the first epoch. */
static gboolean
is_initial (const char *rest)
{
  const char *base = strrchr (rest, '/');
  g_autofree char *lower = g_ascii_strdown (base != NULL ? base + 1 : rest, -1);

  return g_str_has_suffix (lower, "init") || g_str_has_suffix (lower, "initial") || g_str_has_suffix (lower, "untrained");
}

static gboolean
all_have (GArray **numbers, guint n, Rank worst)
{
  guint have = 0;

  for (guint i = 0; i < n; i++)
    have += find_best (numbers[i], worst) >= 0;
  return have > 0;
}

TfEpochName *
tf_epoch_names_read (const char *const *names, guint n)
{
  TfEpochName *self = g_new0 (TfEpochName, n);
  GArray **numbers = find_all_numbers (names, n, TRUE);
  gboolean has_word;
  int column;

  has_word = all_have (numbers, n, RANK_STEP);
  column = has_word ? -1 : find_column (numbers, n);
  for (guint i = 0; i < n; i++)
    {
      int at = has_word ? find_best (numbers[i], RANK_STEP)
               : column >= 0 ? column : find_best (numbers[i], n == 1 ? RANK_UNKNOWN : RANK_LAYER);
      const Number *number = at >= 0 ? get (numbers[i], at) : NULL;

      self[i].epoch = number != NULL ? number->value : NAN;
      self[i].rest = cut_times (cut (names[i], number));
      if (number == NULL && is_initial (self[i].rest))
        self[i].epoch = 0;
    }
  free_all_numbers (numbers, n);
  return self;
}

void
tf_epoch_names_free (TfEpochName *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (self[i].rest);
  g_free (self);
}

TfSeriesKind
tf_epoch_names_guess (const char *const *names, guint n)
{
  GArray **numbers = find_all_numbers (names, n, FALSE);
  TfSeriesKind kind = TF_SERIES_LAYERS;
  int column;

  column = find_column (numbers, n);
  if (all_have (numbers, n, RANK_STEP))
    kind = TF_SERIES_EPOCHS;
  else if (column >= 0 && get (numbers[0], column)->rank == RANK_UNKNOWN)
    kind = TF_SERIES_EPOCHS;
  else if (column >= 0 && get (numbers[0], column)->rank == RANK_VARIANT)
    kind = TF_SERIES_VARIANTS;
  free_all_numbers (numbers, n);
  return kind;
}

gboolean
tf_epoch_names_say_layers (const char *const *names, guint n)
{
  GArray **numbers = find_all_numbers (names, n, FALSE);
  gboolean says = FALSE;
  int column;

  column = find_column (numbers, n);
  says = !all_have (numbers, n, RANK_STEP) && column >= 0 && get (numbers[0], column)->rank == RANK_LAYER;
  free_all_numbers (numbers, n);
  return says;
}

char **
tf_epoch_names_shorten (GPtrArray *paths)
{
  const char *first = g_ptr_array_index (paths, 0);
  gsize common = strlen (first);
  char **names = g_new0 (char *, paths->len + 1);

  for (guint i = 1; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      gsize j = 0;

      while (j < common && path[j] == first[j])
        j++;
      common = j;
    }
  while (common > 0 && first[common - 1] != '/')
    common--;
  for (guint i = 0; i < paths->len; i++)
    names[i] = g_filename_display_name ((const char *) g_ptr_array_index (paths, i) + common);
  return names;
}

/* --- parts of the data --- */

gboolean
tf_epoch_rest_is_set (const char *rest)
{
  return tf_data_set_of_name (rest) != TF_DATA_SET_NONE;
}

int
tf_epoch_rests_compare (const char *a, const char *b)
{
  gboolean first = tf_data_set_of_name (a) == TF_DATA_SET_TRAIN, second = tf_data_set_of_name (b) == TF_DATA_SET_TRAIN;

  return first != second ? (first ? -1 : 1) : tf_layer_names_compare (a, b);
}
