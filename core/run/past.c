/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "past.h"

#include <math.h>

/* Before any thinning: states a decade. */
#define PER_DECADE 16
/* Times below are alike. */
#define FIRST_TIME 0.01

typedef struct
{
  TfInstant    at;
  double       change;   /* where its stretch began: its name */
  double       position; /* since then */
  TfFlowState *state;
} Entry;

struct _TfPast
{
  GArray *entries; /* Entry */
  gsize   bytes, max_bytes;
  double  spacing; /* natural logarithm of the position */
};

static void
entry_clear (gpointer data)
{
  tf_flow_state_unref (((Entry *) data)->state);
}

TfPast *
tf_past_new (gsize max_bytes)
{
  TfPast *self = g_new0 (TfPast, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->max_bytes = max_bytes;
  self->spacing = G_LN10 / PER_DECADE;
  return self;
}

void
tf_past_free (TfPast *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static const Entry *
get_entry (const TfPast *self, guint i)
{
  return &g_array_index (self->entries, Entry, i);
}

TfPast *
tf_past_copy (const TfPast *self)
{
  TfPast *copy = tf_past_new (self->max_bytes);

  g_array_append_vals (copy->entries, self->entries->data, self->entries->len);
  for (guint i = 0; i < copy->entries->len; i++)
    tf_flow_state_ref (get_entry (copy, i)->state);
  copy->bytes = self->bytes;
  copy->spacing = self->spacing;
  return copy;
}

static gboolean
is_apart (const TfPast *self, const Entry *last, double change, double position)
{
  return last->change != change || last->position <= 0 || log (position / last->position) >= self->spacing;
}

gboolean
tf_past_wants (const TfPast *self, double change, double position)
{
  guint n = self->entries->len;

  return n == 0 || is_apart (self, get_entry (self, n - 1), change, position);
}

static void
drop_from (TfPast *self, guint n)
{
  for (guint i = n; i < self->entries->len; i++)
    self->bytes -= tf_flow_state_get_size (get_entry (self, i)->state);
  g_array_set_size (self->entries, n);
}

/* Within the stretches. */
static void
thin_stretches (TfPast *self)
{
  g_autoptr (GArray) all = self->entries;

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->bytes = 0;
  for (guint i = 0; i < all->len; i++)
    {
      const Entry *entry = &g_array_index (all, Entry, i);

      if (i > 0 && !tf_past_wants (self, entry->change, entry->position))
        continue;
      tf_flow_state_ref (entry->state);
      g_array_append_vals (self->entries, entry, 1);
      self->bytes += tf_flow_state_get_size (entry->state);
    }
}

/* How far the neighbours of a state are from each other. */
static double
get_gap (const TfPast *self, guint i)
{
  return log ((get_entry (self, i + 1)->at.t + FIRST_TIME) / (get_entry (self, i - 1)->at.t + FIRST_TIME));
}

/* Where even the beginnings of stretches are too many: one of them, where they
 * stand closest. Neither the first nor the last. */
static void
drop_densest (TfPast *self)
{
  guint found = 1;

  for (guint i = 2; i + 1 < self->entries->len; i++)
    if (get_gap (self, i) < get_gap (self, found))
      found = i;
  self->bytes -= tf_flow_state_get_size (get_entry (self, found)->state);
  g_array_remove_index (self->entries, found);
}

static void
make_room (TfPast *self)
{
  if (self->bytes <= self->max_bytes)
    return;
  self->spacing *= 2;
  thin_stretches (self);
  while (self->bytes > self->max_bytes / 4 * 3 && self->entries->len > 2)
    drop_densest (self);
}

void
tf_past_add (TfPast *self, const TfInstant *at, double change, double position, TfFlowState *state)
{
  Entry entry = { *at, change, position, tf_flow_state_ref (state) };
  guint n = self->entries->len;

  while (n > 0 && tf_instant_compare (&get_entry (self, n - 1)->at, at) >= 0)
    n--;
  drop_from (self, n);
  g_array_append_vals (self->entries, &entry, 1);
  self->bytes += tf_flow_state_get_size (state);
  make_room (self);
}

static guint
count_until (const TfPast *self, const TfInstant *at)
{
  guint n = self->entries->len;

  while (n > 0 && tf_instant_compare (&get_entry (self, n - 1)->at, at) > 0)
    n--;
  return n;
}

void
tf_past_cut (TfPast *self, const TfInstant *at)
{
  drop_from (self, count_until (self, at));
}

TfFlowState *
tf_past_find (const TfPast *self, const TfInstant *at, TfInstant *found)
{
  guint n = count_until (self, at);

  if (n == 0)
    return NULL;
  *found = get_entry (self, n - 1)->at;
  return get_entry (self, n - 1)->state;
}

guint
tf_past_get_n (const TfPast *self)
{
  return self->entries->len;
}

gsize
tf_past_get_size (const TfPast *self)
{
  return self->bytes;
}
