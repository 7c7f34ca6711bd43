/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-private.h"

#include <math.h>
#include <string.h>

TfMapAsked *
tf_map_asked_new (const TfMapQuestion *question)
{
  TfMapAsked *self = g_new0 (TfMapAsked, 1);

  self->question = *question;
  self->axes = g_strdup (question->axes);
  self->question.axes = self->axes;
  if (question->moments != NULL)
    tf_moments_ref (question->moments);
  if (question->epochs != NULL)
    tf_sweep_epochs_ref (question->epochs);
  if (question->epoch != NULL)
    {
      self->epoch = *question->epoch;
      self->question.epoch = &self->epoch;
    }
  if (question->synthetic != NULL)
    {
      self->synthetic = *question->synthetic;
      if (self->synthetic.sizes != NULL)
        self->synthetic.sizes = g_memdup2 (self->synthetic.sizes, self->synthetic.n_classes * sizeof (gsize));
      self->question.synthetic = &self->synthetic;
    }
  return self;
}

void
tf_map_asked_free (TfMapAsked *self)
{
  g_clear_pointer (&self->question.moments, tf_moments_unref);
  g_clear_pointer (&self->question.epochs, tf_sweep_epochs_unref);
  g_free (self->synthetic.sizes);
  g_free (self->axes);
  g_free (self);
}

TfSweepGrid *
tf_map_question_read_grid (const TfMapQuestion *question, GError **error)
{
  guint most = strchr (question->axes, ' ') != NULL ? TF_MAP_SIDE : TF_MAP_LENGTH;
  g_autofree char *axes = tf_sweep_epochs_expand (question->epochs, question->axes, most);

  return tf_sweep_grid_new_from_text (axes, error);
}

static TfMap *
allocate (TfSweepGrid *grid, const char *axes, const TfSweepAt *at, const TfParameters *parameters, TfMoments *moments,
          TfSweepEpochs *epochs)
{
  TfMap *self = g_new0 (TfMap, 1);

  self->ref_count = 1;
  self->grid = grid;
  self->axes = g_strdup (axes);
  self->at = *at;
  self->parameters = *parameters;
  self->moments = moments != NULL ? tf_moments_ref (moments) : NULL;
  self->epochs = epochs != NULL ? tf_sweep_epochs_ref (epochs) : NULL;
  self->states = g_new0 (guint8, grid->n_cells);
  self->metrics = g_new (TfMetrics, grid->n_cells);
  return self;
}

TfMap *
tf_map_new (const TfMapQuestion *question, GError **error)
{
  g_autoptr (TfSweepGrid) grid = tf_map_question_read_grid (question, error);
  TfMap *self;

  if (grid == NULL || !tf_sweep_grid_check (grid, &question->parameters, question->synthetic, question->epochs, error))
    return NULL;
  if (grid->n_axes > 2)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a map has one axis or two");
      return NULL;
    }
  self = allocate (g_steal_pointer (&grid), question->axes, &question->at, &question->parameters, question->moments, question->epochs);
  for (gsize cell = 0; cell < self->grid->n_cells; cell++)
    tf_metrics_clear (&self->metrics[cell]);
  return self;
}

TfMap *
tf_map_copy (const TfMap *self)
{
  gsize n = self->grid->n_cells;
  TfMap *copy = allocate (tf_sweep_grid_new_from_text (self->grid->text, NULL), self->axes, &self->at, &self->parameters, self->moments,
                          self->epochs);

  memcpy (copy->states, self->states, n);
  memcpy (copy->metrics, self->metrics, n * sizeof (TfMetrics));
  copy->n_known = self->n_known;
  copy->message = g_strdup (self->message);
  return copy;
}

TfMap *
tf_map_ref (TfMap *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_map_unref (TfMap *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  tf_sweep_grid_free (self->grid);
  g_free (self->axes);
  g_clear_pointer (&self->epochs, tf_sweep_epochs_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_free (self->states);
  g_free (self->metrics);
  g_free (self->message);
  g_free (self);
}

gboolean
tf_map_is_complete (const TfMap *self)
{
  return self->n_known == self->grid->n_cells;
}

/* K = 1,000 in d = 512: 35 s of one core; K = 10: some hundredths. */
#define MANY_CLASSES 250

gboolean
tf_map_is_slow (const TfMoments *moments)
{
  return moments != NULL && moments->n_classes >= MANY_CLASSES;
}

static guint
count_second (const TfSweepGrid *grid)
{
  return grid->n_axes > 1 ? grid->axes[1].n_values : 1;
}

gsize
tf_map_cell (const TfMap *self, guint i, guint j)
{
  return (gsize) i * count_second (self->grid) + j;
}

/* The place on a coarser axis that is nearest, the axis' last one being on it. */
static guint
coarsen (guint i, guint stride, guint n)
{
  return MIN ((i + stride / 2) / stride * stride, (n - 1) / stride * stride);
}

gssize
tf_map_find_known (const TfMap *self, guint i, guint j)
{
  guint m = self->grid->axes[0].n_values, n = count_second (self->grid);

  for (guint stride = 1; stride <= TF_MAP_STRIDE; stride *= 2)
    {
      gsize cell = tf_map_cell (self, coarsen (i, stride, m), coarsen (j, stride, n));

      if (self->states[cell] != TF_MAP_UNKNOWN)
        return cell;
    }
  return -1;
}

/* --- values on an axis --- */

double
tf_map_locate (const TfSweepAxis *axis, double value)
{
  guint last = axis->n_values - 1;
  double from = axis->values[0], to = axis->values[last];

  if (last == 0 || isnan (value))
    return 0;
  if (axis->is_log)
    return value > 0 ? last * log (value / from) / log (to / from) : from < to ? -INFINITY : INFINITY;
  for (guint i = 0; i < last; i++)
    if ((value - axis->values[i]) * (value - axis->values[i + 1]) <= 0)
      return i + (value - axis->values[i]) / (axis->values[i + 1] - axis->values[i]);
  return last * (value - from) / (to - from);
}

double
tf_map_get_present (const TfSweepAxis *axis, const TfParameters *parameters, const TfSynthetic *synthetic, const double *epoch)
{
  if (axis->parameter != NULL)
    return axis->parameter->kind == TF_PARAMETER_REAL ? tf_parameter_get_real (axis->parameter, parameters)
                                                      : tf_parameter_get_whole (axis->parameter, parameters);
  if (axis->number == TF_SWEEP_EPOCH)
    return epoch != NULL ? *epoch : NAN;
  if (synthetic == NULL)
    return NAN;
  switch (axis->number)
    {
    case TF_SWEEP_CLASSES:
      return synthetic->n_classes;
    case TF_SWEEP_PER_CLASS:
      return synthetic->sizes == NULL ? synthetic->per_class : NAN;
    case TF_SWEEP_DIM:
      return synthetic->dim;
    case TF_SWEEP_NOISE:
      return synthetic->noise;
    case TF_SWEEP_SPREAD:
      return synthetic->spread;
    case TF_SWEEP_IMBALANCE:
      return synthetic->sizes == NULL ? 1 : NAN;
    case TF_SWEEP_EPOCH:
    case TF_SWEEP_N_NUMBERS:
    case TF_SWEEP_NO_NUMBER:
    default:
      return NAN;
    }
}

static gboolean
is_parameter (const TfSweepAxis *axis, const char *name)
{
  return axis->parameter != NULL && strcmp (axis->parameter->name, name) == 0;
}

/* d log NC1/d log x along an axis, two cells apart. */
static double
find_slope (const TfMap *self, guint axis, guint i, guint j)
{
  const TfSweepAxis *along = &self->grid->axes[axis];
  guint place = axis == 0 ? i : j;
  gsize before, after;
  double a, b;

  if (place == 0 || place + 1 >= along->n_values)
    return NAN;
  before = axis == 0 ? tf_map_cell (self, i - 1, j) : tf_map_cell (self, i, j - 1);
  after = axis == 0 ? tf_map_cell (self, i + 1, j) : tf_map_cell (self, i, j + 1);
  if (self->states[before] != TF_MAP_VALUE || self->states[after] != TF_MAP_VALUE)
    return NAN;
  a = self->metrics[before].values[TF_METRIC_NC1];
  b = self->metrics[after].values[TF_METRIC_NC1];
  if (!(a > 0 && b > 0))
    return NAN;
  return log (b / a) / log (along->values[place + 1] / along->values[place - 1]);
}

double
tf_map_get_decay_ratio (const TfMap *self, guint i, guint j, double *e_h, double *e_w)
{
  const TfSweepGrid *grid = self->grid;
  gboolean turned = grid->n_axes == 2 && is_parameter (&grid->axes[0], "lambda-h");
  double of_h, of_w;

  if (grid->n_axes < 2 || !is_parameter (&grid->axes[turned ? 1 : 0], "lambda-w")
      || !is_parameter (&grid->axes[turned ? 0 : 1], "lambda-h"))
    return NAN;
  of_h = find_slope (self, turned ? 0 : 1, i, j);
  of_w = find_slope (self, turned ? 1 : 0, i, j);
  if (e_h != NULL)
    *e_h = of_h;
  if (e_w != NULL)
    *e_w = of_w;
  return fabs (of_h) / fabs (of_w);
}

/* --- questions --- */

static gboolean
is_same_draw (const TfSynthetic *a, const TfSynthetic *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->n_classes == b->n_classes && a->per_class == b->per_class && a->dim == b->dim && a->seed == b->seed
         && a->spread == b->spread && a->noise == b->noise && (a->sizes == NULL) == (b->sizes == NULL)
         && (a->sizes == NULL || memcmp (a->sizes, b->sizes, a->n_classes * sizeof (gsize)) == 0);
}

gboolean
tf_map_is_same_question (const TfMapQuestion *asked, const TfMapQuestion *other)
{
  TfParameters p = asked->parameters, q = other->parameters;
  g_autoptr (TfSweepGrid) grid = NULL;

  if (strcmp (asked->axes, other->axes) != 0 || asked->moments != other->moments || asked->at.on_flow != other->at.on_flow
      || asked->at.t != other->at.t || asked->at.iterations != other->at.iterations
      || !is_same_draw (asked->synthetic, other->synthetic) || !tf_sweep_epochs_equal (asked->epochs, other->epochs))
    return FALSE;
  grid = tf_map_question_read_grid (asked, NULL);
  if (grid == NULL)
    return tf_parameters_equal (&p, &q);
  tf_sweep_grid_apply (grid, 0, &p, NULL);
  tf_sweep_grid_apply (grid, 0, &q, NULL);
  return tf_parameters_agree (&p, &q, asked->at.on_flow ? TF_GROUP_OBJECTIVE | TF_GROUP_DYNAMICS | TF_GROUP_START | TF_GROUP_ACCURACY
                                                        : TF_GROUP_OBJECTIVE);
}

/* Ranges of Gaussian features' numbers that are worked out while one looks. */
static char *
make_axis (const char *name, guint n)
{
  static const struct
  {
    const char *name, *range;
  } ranges[] = {
    { "imbalance", "1:100" }, { "classes", "2:17:16" }, { "per-class", "2:256:8:log" },
    { "dim", "4:128:6:log" }, { "noise", "0.01:10" }, { "spread", "0.01:10" },
  };

  if (strcmp (name, "epoch") == 0)
    return g_strdup (name);
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (strcmp (ranges[i].name, name) == 0)
      return strchr (strchr (ranges[i].range, ':') + 1, ':') != NULL
               ? g_strdup_printf ("%s=%s", name, ranges[i].range)
               : g_strdup_printf ("%s=%s:%u:log", name, ranges[i].range, n);
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);

      if (strcmp (info->name, name) == 0 && info->kind == TF_PARAMETER_REAL && info->slider_lower < info->slider_upper)
        return g_strdup_printf ("%s=1e%d:1e%d:%u:log", name, info->slider_lower, info->slider_upper, n);
    }
  return NULL;
}

char *
tf_map_make_axes (const char *x, const char *y)
{
  g_autofree char *first = make_axis (x, y != NULL ? TF_MAP_SIDE : TF_MAP_LENGTH);
  g_autofree char *second = y != NULL ? make_axis (y, TF_MAP_SIDE) : NULL;

  if (first == NULL || (y != NULL && second == NULL))
    return NULL;
  return y != NULL ? g_strconcat (first, " ", second, NULL) : g_steal_pointer (&first);
}

/* --- filling it --- */

TfSweep *
tf_map_make_sweep (const TfMap *self, const TfMapQuestion *question)
{
  gboolean drawn = question->moments == NULL;

  for (guint i = 0; i < self->grid->n_axes; i++)
    drawn = drawn || tf_sweep_axis_makes_features (&self->grid->axes[i]);
  return tf_sweep_new (tf_sweep_grid_new_from_text (self->grid->text, NULL), &question->parameters,
                       drawn ? NULL : question->moments, question->synthetic, question->epochs, &question->at);
}

typedef struct
{
  gsize cell;
  guint level;     /* 0 the coarsest */
  guint epoch;     /* its place on that axis, so that a file is read once a level; or 0 */
  double distance; /* of its place from the present setting, shares of the axes' lengths */
} Turn;

static guint
find_level (guint i, guint j)
{
  guint level = 0;

  for (guint stride = TF_MAP_STRIDE; stride > 1 && (i % stride != 0 || j % stride != 0); stride /= 2)
    level++;
  return level;
}

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  const Turn *s = a, *t = b;

  if (s->level != t->level)
    return s->level < t->level ? -1 : 1;
  if (s->epoch != t->epoch)
    return s->epoch < t->epoch ? -1 : 1;
  if (s->distance != t->distance)
    return s->distance < t->distance ? -1 : 1;
  return s->cell < t->cell ? -1 : 1;
}

/* In [0, 1]; the middle where the present setting is not on the axis. */
static double
find_centre (const TfMapQuestion *question, const TfSweepAxis *axis)
{
  double value = tf_map_get_present (axis, &question->parameters, question->synthetic, question->epoch);
  double place = isnan (value) || axis->n_values < 2 ? 0.5 : tf_map_locate (axis, value) / (axis->n_values - 1);

  return CLAMP (place, 0, 1);
}

gsize *
tf_map_order (const TfMap *self, const TfMapQuestion *question)
{
  const TfSweepGrid *grid = self->grid;
  guint m = grid->axes[0].n_values, n = count_second (grid);
  g_autofree Turn *turns = g_new (Turn, grid->n_cells);
  gsize *cells = g_new (gsize, grid->n_cells);
  gboolean of_second = grid->n_axes > 1 && grid->axes[1].number == TF_SWEEP_EPOCH;
  double x = find_centre (question, &grid->axes[0]), y = grid->n_axes > 1 ? find_centre (question, &grid->axes[1]) : 0;

  for (guint i = 0; i < m; i++)
    for (guint j = 0; j < n; j++)
      {
        gsize cell = tf_map_cell (self, i, j);

        turns[cell] = (Turn){ cell, find_level (i, j), grid->axes[0].number == TF_SWEEP_EPOCH ? i : of_second ? j : 0,
                              hypot (i / MAX (m - 1.0, 1) - x, j / MAX (n - 1.0, 1) - y) };
      }
  qsort (turns, grid->n_cells, sizeof (Turn), compare_turns);
  for (gsize k = 0; k < grid->n_cells; k++)
    cells[k] = turns[k].cell;
  return cells;
}

void
tf_map_take (TfMap *self, gsize cell, const TfSweepCell *result)
{
  self->n_known++;
  self->states[cell] = result->message != NULL ? TF_MAP_EMPTY : TF_MAP_VALUE;
  self->metrics[cell] = result->metrics;
  if (result->message != NULL && self->message == NULL)
    self->message = g_strdup (result->message);
}
