/* arrays-join.c: batches that were saved one by one, as the arrays that they are parts of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

#include <string.h>

#define MAX_KEY 200 /* bytes */

typedef struct
{
  gsize number, entry; /* of inner */
} Part;

/* An array that was saved in parts. */
typedef struct
{
  char    *key;
  GArray  *parts; /* Part, by number */
  TfArray  array; /* its header */
  gboolean rows;  /* each part is one */
} Group;

struct _TfJoin
{
  TfArrays   *inner;
  TfArrays    arrays;
  GHashTable *by_start, *by_end; /* char * -> Group, which groups owns: where the number stood */
  GPtrArray  *groups;
};

/* One group being read. */
typedef struct
{
  TfJoin       *join;
  Group        *group;
  guint         next; /* part */
  TfArrayStream stream; /* of the part before it, where there is one */
  guint64       left;   /* bytes of that */
} Reading;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->key);
  g_array_unref (group->parts);
  g_free (group);
}

/* --- which arrays are parts --- */

/* The number of a name from a digit on, up to end; FALSE: it is none, or not as it is counted. */
static gboolean
read_number (const char *start, const char *end, gsize *number)
{
  *number = 0;
  for (const char *c = start; c < end; c++)
    {
      if (!g_ascii_isdigit (*c) || end - start > 6)
        return FALSE;
      *number = *number * 10 + (gsize) (*c - '0');
    }
  return start < end;
}

static void
add_part (TfJoin *self, GHashTable *by_key, const char *key, gsize number, gsize entry)
{
  Group *group = g_hash_table_lookup (by_key, key);
  Part   part = { number, entry };

  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->key = g_strdup (key);
      group->parts = g_array_new (FALSE, FALSE, sizeof (Part));
      g_hash_table_insert (by_key, group->key, group);
      g_ptr_array_add (self->groups, group);
    }
  g_array_append_val (group->parts, part);
}

/* "feat_list.3" and "feat_list_3" are part 3 of feat_list, "3.1" and "3.features" part 3 of 1 and features. */
static void
sort_entry (TfJoin *self, gsize i)
{
  const char *start;
  gsize n = self->inner->kind->get_key (self->inner, i, &start), number;
  g_autofree char *name = n > 0 && n <= MAX_KEY ? g_strndup (start, n) : NULL;
  const char *end, *first;

  if (name == NULL || !tf_arrays_is_array (self->inner, i, start, n))
    return;
  end = name + strlen (name);
  for (first = end; first > name && g_ascii_isdigit (first[-1]); first--)
    ;
  if (first > name + 1 && strchr ("._", first[-1]) != NULL && read_number (first, end, &number))
    {
      g_autofree char *key = g_strndup (name, (gsize) (first - 1 - name));

      add_part (self, self->by_end, key, number, i);
    }
  first = strchr (name, '.');
  if (first != NULL && first[1] != '\0' && read_number (name, first, &number))
    add_part (self, self->by_start, first + 1, number, i);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const Part *one = a, *other = b;

  return (one->number > other->number) - (one->number < other->number);
}

/* Counted from 0, or from 1, without a gap. */
static gboolean
is_counted (Group *group)
{
  gsize first;

  g_array_sort (group->parts, compare_parts);
  first = g_array_index (group->parts, Part, 0).number;
  for (guint i = 0; i < group->parts->len; i++)
    if (g_array_index (group->parts, Part, i).number != first + i)
      return FALSE;
  return group->parts->len >= 2 && first <= 1;
}

static gboolean
read_part (TfJoin *self, const Group *group, guint i, TfArray *array)
{
  g_auto (TfArrayStream) stream = { 0 };
  gsize entry = g_array_index (group->parts, Part, i).entry;

  return self->inner->kind->open (self->inner, entry, &stream, NULL)
         && self->inner->kind->read_header (self->inner, entry, &stream, array, NULL)
         && !(array->fortran && array->n_dims > 1);
}

/* Whether b goes on where a ends. */
static gboolean
agree (const TfArray *a, const TfArray *b)
{
  if (a->scalar != b->scalar || a->item_size != b->item_size || a->swapped != b->swapped || a->n_dims != b->n_dims)
    return FALSE;
  for (guint i = 1; i < a->n_dims; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

/* A vector of reals a sample, or a number a sample, becomes a dimension more. */
static void
stack (Group *group, gsize rows)
{
  TfArray *array = &group->array;

  if (group->rows)
    {
      array->n_dims++;
      if (array->n_dims == 2)
        array->dims[1] = array->dims[0];
    }
  array->dims[0] = rows;
}

/* Where all of its parts are parts of one array, what that is. */
static gboolean
put_together (TfJoin *self, Group *group)
{
  gsize   rows = 0;
  gboolean equal = TRUE;
  TfArray part;

  if (!is_counted (group) || tf_arrays_find (self->inner, group->key) != -1)
    return FALSE;
  for (guint i = 0; i < group->parts->len; i++)
    {
      part = (TfArray){ 0 };
      if (!read_part (self, group, i, &part) || (i > 0 && !agree (&group->array, &part)))
        return FALSE;
      if (i == 0)
        group->array = part;
      equal = equal && part.n_dims == 1 && part.dims[0] == group->array.dims[0];
      rows += part.n_dims > 0 ? part.dims[0] : 1;
    }
  group->rows = part.n_dims == 0
                || (equal && part.dims[0] > 1 && part.scalar >= TF_SCALAR_FLOAT16 && part.scalar < TF_SCALAR_BYTES);
  stack (group, group->rows ? group->parts->len : rows);
  return tf_array_count_items (&group->array, group->key, NULL);
}

/* --- as arrays --- */

static TfJoin *
get_join (TfArrays *arrays)
{
  return arrays->handle;
}

static Group *
get_group (TfArrays *arrays, gsize i)
{
  TfJoin *self = get_join (arrays);

  return i >= self->inner->n ? g_ptr_array_index (self->groups, i - self->inner->n) : NULL;
}

static gsize
get_key (TfArrays *arrays, gsize i, const char **name)
{
  TfJoin *self = get_join (arrays);
  Group  *group = get_group (arrays, i);

  if (group == NULL)
    return self->inner->kind->get_key (self->inner, i, name);
  *name = group->key;
  return strlen (group->key);
}

static gboolean
is_array (TfArrays *arrays, gsize i, const char *name, gsize length)
{
  TfJoin *self = get_join (arrays);

  return get_group (arrays, i) != NULL || tf_arrays_is_array (self->inner, i, name, length);
}

static void
close_reading (gpointer data)
{
  Reading *reading = data;

  tf_array_stream_clear (&reading->stream);
  g_free (reading);
}

static gboolean
begin_part (Reading *reading, GError **error)
{
  TfArrays *inner = reading->join->inner;
  gsize     entry = g_array_index (reading->group->parts, Part, reading->next++).entry;
  TfArray   array = { 0 };

  tf_array_stream_clear (&reading->stream);
  reading->stream = (TfArrayStream){ 0 };
  if (!inner->kind->open (inner, entry, &reading->stream, error)
      || !inner->kind->read_header (inner, entry, &reading->stream, &array, error)
      || (inner->kind->start_data != NULL && !inner->kind->start_data (inner, entry, &reading->stream, &array, error)))
    return FALSE;
  reading->left = array.n_items * array.item_size;
  return TRUE;
}

/* Past its last byte, where a checksum is compared. */
static gboolean
end_part (Reading *reading, GError **error)
{
  guint8 more;

  return reading->next == 0 || reading->stream.source.read (&reading->stream.source, &more, 1, error) >= 0;
}

static gssize
read_bytes (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  Reading *reading = source->handle;
  TfByteSource *part = &reading->stream.source;
  gssize got;

  while (reading->left == 0)
    {
      if (!end_part (reading, error))
        return -1;
      if (reading->next == reading->group->parts->len)
        return 0;
      if (!begin_part (reading, error))
        return -1;
    }
  got = part->read (part, buffer, MIN (n, reading->left), error);
  if (got > 0)
    {
      part->consumed += (guint64) got;
      reading->left -= (guint64) got;
    }
  return got;
}

static gboolean
open_array (TfArrays *arrays, gsize i, TfArrayStream *stream, GError **error)
{
  TfJoin  *self = get_join (arrays);
  Group   *group = get_group (arrays, i);
  Reading *reading;

  if (group == NULL)
    return self->inner->kind->open (self->inner, i, stream, error);
  reading = g_new0 (Reading, 1);
  reading->join = self;
  reading->group = group;
  *stream = (TfArrayStream){ .handle = reading, .close = close_reading, .name = tf_arrays_show_name (group->key, strlen (group->key)),
                             .size = group->array.n_items * group->array.item_size };
  /* What the parts claim has not been held against what is there. */
  stream->source = (TfByteSource){ .read = read_bytes, .handle = reading, .name = stream->name, .limit = stream->size,
                                   .budget = &self->inner->file->budget };
  return TRUE;
}

static gboolean
read_header (TfArrays *arrays, gsize i, TfArrayStream *stream, TfArray *array, GError **error)
{
  TfJoin *self = get_join (arrays);
  Group  *group = get_group (arrays, i);

  if (group == NULL)
    return self->inner->kind->read_header (self->inner, i, stream, array, error);
  *array = group->array;
  return TRUE;
}

static gboolean
start_data (TfArrays *arrays, gsize i, TfArrayStream *stream, const TfArray *array, GError **error)
{
  TfJoin *self = get_join (arrays);

  return get_group (arrays, i) != NULL || self->inner->kind->start_data == NULL
         || self->inner->kind->start_data (self->inner, i, stream, array, error);
}

static void
explain_none (TfArrays *arrays, GError **error)
{
  TfJoin *self = get_join (arrays);

  self->inner->kind->explain_none (self->inner, error);
}

/* --- public --- */

static const TfArraysKind file_kind
    = { "file", FALSE, get_key, is_array, open_array, read_header, start_data, explain_none };

TfJoin *
tf_join_new (TfArrays *inner)
{
  TfJoin *self = g_new0 (TfJoin, 1);

  self->inner = inner;
  self->by_start = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_end = g_hash_table_new (g_str_hash, g_str_equal);
  self->groups = g_ptr_array_new_with_free_func (group_free);
  for (gsize i = 0; i < inner->n; i++)
    sort_entry (self, i);
  for (guint i = self->groups->len; i-- > 0;)
    if (!put_together (self, g_ptr_array_index (self->groups, i)))
      g_ptr_array_remove_index (self->groups, i);
  if (self->groups->len == 0)
    {
      tf_join_free (self);
      return NULL;
    }
  self->arrays = (TfArrays){ &file_kind, inner->n + self->groups->len, inner->file, self, inner->features_place, inner->labels_place };
  return self;
}

void
tf_join_free (TfJoin *self)
{
  g_hash_table_unref (self->by_start);
  g_hash_table_unref (self->by_end);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

TfArrays *
tf_join_get_arrays (TfJoin *self)
{
  return &self->arrays;
}
