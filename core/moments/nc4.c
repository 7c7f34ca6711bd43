/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nc4.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"
#include "thread.h"

#define BLOCK 256
/* Multiplications for which a thread is worth while. */
#define LEAST_WORK 2e7

enum { LOGITS, DISTANCES, N_GROUPS };

/* How fast the scores of a group can run apart; K x K each, by pairs. A pair of
 * scores that do not vary at all, as the logits of W = 0, has -1 in it: their
 * order is that at the class mean, be they equal. */
typedef struct
{
  double *apart;  /* >= |slope_i - slope_j| */
  double *unseen; /* >= |slope_i - slope_j| where shadows do not show it; NULL without shadows */
} Group;

/* What one part of the points comes to, and those of it in doubt, which wait to be worked
 * out together. */
typedef struct
{
  gssize n_differing; /* less those presumed to by their class's mean */
  gsize n_evaluated;
  gsize n_waiting;
  gsize *waiting; /* BLOCK, ascending */
  double *points; /* dim x BLOCK */
  double *scores; /* 2K x BLOCK */
} Part;

typedef struct
{
  const TfMoments *moments;
  const TfKept *kept;
  gsize k_n, two;        /* K, 2K */
  double *slopes;        /* 2K x dim: of points */
  const double *offsets; /* 2K x K */
  const TfNc4Ties *ties; /* or NULL */
  double *seen;          /* 2K x m: slopes V */
  double *rounding;      /* 2K: relative to |y|, what a score worked out may be wrong by */
  Group groups[N_GROUPS];
  double *reaches;       /* K: shorter points are as their class's mean is */
  gboolean *differing;   /* K: whether that differs, presumed of all its points */
  Part parts[2];
} Nc4;

/* The first of the largest. */
static gsize
argmax (gsize n, const double *x)
{
  gsize best = 0;

  for (gsize i = 1; i < n; i++)
    if (x[i] > x[best])
      best = i;
  return best;
}

/* Whether class j's score is as good as that of `best`, the largest. scores: K, of group g. */
static gboolean
is_among_largest (const Nc4 *self, int g, const double *scores, gsize best, gsize j)
{
  const double *blurs = self->ties->blurs + g * self->k_n;
  const gsize *places = self->ties->places;

  return j == best || scores[best] - scores[j] < blurs[best] + blurs[j]
         || (g == DISTANCES && places[best] == places[j]);
}

static gboolean
differ (const Nc4 *self, const double *scores)
{
  const double *distances = scores + self->k_n;
  gsize chosen = argmax (self->k_n, scores), nearest = argmax (self->k_n, distances);

  if (chosen == nearest || self->ties == NULL)
    return chosen != nearest;
  for (gsize j = 0; j < self->k_n; j++)
    if (is_among_largest (self, LOGITS, scores, chosen, j)
        && is_among_largest (self, DISTANCES, distances, nearest, j))
      return FALSE;
  return TRUE;
}

/* |x_i - x_j| for rows i > j of a group from their inner products, with what these
 * may be wrong by: a share of the squared lengths, here those of the slopes. */
static double
bound_distance (gsize i, gsize j, gsize n, const double *gram, gsize dim, const double *lengths)
{
  double square = gram[i + i * n] + gram[j + j * n] - 2 * gram[i + j * n];

  return sqrt (MAX (square, 0) + 8 * (dim + 8) * DBL_EPSILON * (lengths[i] * lengths[i] + lengths[j] * lengths[j]))
         + DBL_EPSILON * (lengths[i] + lengths[j]);
}

/* What the shadows do not see of the slopes, S (I - V V'): 2K x dim. */
static double *
look_aside (const Nc4 *self)
{
  gsize dim = self->kept->dim, size = self->two * dim;
  double *aside = g_memdup2 (self->slopes, size * sizeof (double));

  tf_gemm (CblasNoTrans, CblasTrans, self->two, dim, self->kept->n_axes, -1, self->seen, self->kept->axes, 1, aside);
  return aside;
}

/* Distances between the K rows (of the 2K x dim matrix that they begin): K x K. Both
 * halves are written; on the diagonal, where nothing is asked, stands 0. */
static double *
bound_distances (const Nc4 *self, const double *rows, const double *lengths)
{
  gsize n = self->k_n, dim = self->kept->dim;
  g_autofree double *gram = g_new0 (double, n * n);
  double *bounds = g_new0 (double, n * n);

  if (dim > 0)
    cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, n, dim, 1, rows, self->two, 0, gram, n);
  for (gsize j = 0; j < n; j++)
    for (gsize i = j + 1; i < n; i++)
      bounds[i + j * n] = bounds[j + i * n] = bound_distance (i, j, n, gram, dim, lengths);
  return bounds;
}

static void
fill_group (Nc4 *self, int g, const double *aside, const double *lengths)
{
  gsize k_n = self->k_n;
  Group *group = self->groups + g;

  lengths += g * k_n;
  group->apart = bound_distances (self, self->slopes + g * k_n, lengths);
  group->unseen = aside != NULL ? bound_distances (self, aside + g * k_n, lengths) : NULL;
  for (gsize b = 0; b < k_n; b++)
    for (gsize a = 0; lengths[b] == 0 && a < k_n; a++)
      if (lengths[a] == 0)
        group->apart[a + b * k_n] = -1;
}

static void
prepare (Nc4 *self, const TfMoments *moments, const double *slopes, const double *offsets)
{
  gsize k_n = moments->n_classes, two = 2 * k_n, dim = moments->kept->dim, m = moments->kept->n_axes;
  g_autofree double *aside = NULL;
  g_autofree double *lengths = g_new (double, two);

  *self = (Nc4){ .moments = moments, .kept = moments->kept, .k_n = k_n, .two = two, .offsets = offsets };
  self->slopes = tf_kept_bring (moments, two, slopes);
  self->reaches = g_new (double, k_n);
  self->differing = g_new (gboolean, k_n);
  self->rounding = g_new (double, two);
  for (gsize i = 0; i < two; i++)
    {
      lengths[i] = cblas_dnrm2 (dim, self->slopes + i, two);
      self->rounding[i] = 4 * (dim + 8) * DBL_EPSILON * lengths[i];
    }
  if (m > 0)
    {
      self->seen = g_new (double, two * m);
      tf_gemm (CblasNoTrans, CblasNoTrans, two, m, dim, 1, self->slopes, self->kept->axes, 0, self->seen);
      aside = look_aside (self);
    }
  for (int g = 0; g < N_GROUPS; g++)
    fill_group (self, g, aside, lengths);
}

static void
clear (Nc4 *self)
{
  for (int g = 0; g < N_GROUPS; g++)
    {
      g_free (self->groups[g].apart);
      g_free (self->groups[g].unseen);
    }
  g_free (self->slopes);
  g_free (self->seen);
  g_free (self->rounding);
  g_free (self->reaches);
  g_free (self->differing);
}

/* The scores of those waiting, by the definition. */
static void
evaluate (const Nc4 *self, Part *part)
{
  gsize dim = self->kept->dim, n = part->n_waiting;

  for (gsize i = 0, run; i < n; i += run)
    {
      for (run = 1; i + run < n && part->waiting[i + run] == part->waiting[i] + run; run++)
        ;
      tf_kept_get_points (self->moments, part->waiting[i], run, part->points + i * dim);
    }
  for (gsize i = 0; i < n; i++)
    memcpy (part->scores + i * self->two, self->offsets + self->kept->classes[part->waiting[i]] * self->two,
            self->two * sizeof (double));
  tf_gemm (CblasNoTrans, CblasNoTrans, self->two, n, dim, 1, self->slopes, part->points, 1, part->scores);
  for (gsize i = 0; i < n; i++)
    part->n_differing += differ (self, part->scores + i * self->two);
  part->n_evaluated += n;
  part->n_waiting = 0;
}

/* How far scores i and j of group g may differ in a tie; INFINITY where they are one always. */
static double
get_blur (const Nc4 *self, int g, gsize i, gsize j)
{
  if (self->ties == NULL)
    return 0;
  if (g == DISTANCES && self->ties->places[i] == self->ties->places[j])
    return INFINITY;
  return self->ties->blurs[g * self->k_n + i] + self->ties->blurs[g * self->k_n + j];
}

/* How long a point of a class may be before another score of group g can be the largest,
 * or one of a tie can leave it. x: K scores of the class mean. */
static double
find_reach_of_group (const Nc4 *self, int g, const double *x)
{
  gsize k_n = self->k_n, best = argmax (k_n, x);
  double reach = INFINITY;

  for (gsize j = 0; j < k_n; j++)
    {
      double apart = self->groups[g].apart[best + j * k_n], blur = get_blur (self, g, best, j);
      double margin = fabs (x[best] - x[j] - blur) - 16 * DBL_EPSILON * (fabs (x[best]) + fabs (x[j]));

      if (j == best || apart < 0 || isinf (blur))
        continue;
      if (!(margin / apart > 0))
        return 0;
      reach = MIN (reach, margin / apart);
    }
  return reach;
}

static double
find_reach (const Nc4 *self, const double *offsets)
{
  double reach = find_reach_of_group (self, LOGITS, offsets);

  return reach > 0 ? MIN (reach, find_reach_of_group (self, DISTANCES, offsets + self->k_n)) : 0;
}

/* Whether the largest score of either group, seen in the shadow, is so of the
 * point itself. */
static gboolean
is_certain (const Nc4 *self, const double *scores, double norm, double rest)
{
  gsize k_n = self->k_n;

  if (!isfinite (norm))
    return FALSE;
  for (int g = 0; g < N_GROUPS; g++)
    {
      const double *x = scores + g * k_n, *rounding = self->rounding + g * k_n;
      gsize best = argmax (k_n, x);
      const double *apart = self->groups[g].apart + best * k_n, *unseen = self->groups[g].unseen + best * k_n;

      for (gsize j = 0; j < k_n; j++)
        {
          /* A shadow in single precision is off by 6e-8 of the point. */
          double doubt = unseen[j] * rest + (2e-7 * apart[j] + rounding[best] + rounding[j]) * norm
                         + 16 * DBL_EPSILON * (fabs (x[best]) + fabs (x[j])), blur = get_blur (self, g, best, j);

          if (j != best && !(apart[j] < 0) && !isinf (blur) && !(x[best] - x[j] > doubt + blur))
            return FALSE;
        }
    }
  return TRUE;
}

/* A point longer than its class's reach, with its scores as its shadow has them
 * or NULL. */
static void
ask (const Nc4 *self, Part *part, gsize point, const double *scores)
{
  const TfKept *kept = self->kept;

  if (scores != NULL && is_certain (self, scores, kept->norms[point], kept->rests[point]))
    part->n_differing += differ (self, scores);
  else
    part->waiting[part->n_waiting++] = point;
  if (part->n_waiting == BLOCK)
    evaluate (self, part);
}

/* n <= BLOCK points. shadows: m x BLOCK, scores: 2K x BLOCK, both to work with. */
static void
ask_shadows (const Nc4 *self, Part *part, const gsize *points, gsize n, double *shadows, double *scores)
{
  const TfKept *kept = self->kept;
  gsize m = kept->n_axes;

  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < m; j++)
        shadows[j + i * m] = kept->shadows[j + points[i] * m];
      memcpy (scores + i * self->two, self->offsets + kept->classes[points[i]] * self->two,
              self->two * sizeof (double));
    }
  tf_gemm (CblasNoTrans, CblasNoTrans, self->two, n, m, 1, self->seen, shadows, 1, scores);
  for (gsize i = 0; i < n; i++)
    ask (self, part, points[i], scores + i * self->two);
}

/* Points [first, first + length) that are longer than their class's reach. */
static void
screen (const Nc4 *self, Part *part, gsize first, gsize length)
{
  const TfKept *kept = self->kept;
  g_autofree double *shadows = g_new (double, BLOCK * MAX (kept->n_axes, 1));
  g_autofree double *scores = g_new (double, BLOCK * self->two);
  gsize found[BLOCK], n_found = 0, end = first + length;

  for (gsize i = first; i < end; i++)
    {
      if (!(kept->norms[i] < self->reaches[kept->classes[i]]))
        {
          found[n_found++] = i;
          part->n_differing -= self->differing[kept->classes[i]];
        }
      if (n_found < BLOCK && i + 1 < end)
        continue;
      if (kept->n_axes > 0)
        ask_shadows (self, part, found, n_found, shadows, scores);
      else
        for (gsize j = 0; j < n_found; j++)
          ask (self, part, found[j], NULL);
      n_found = 0;
    }
  evaluate (self, part);
}

static void
screen_part (gsize first, gsize length, guint number, gpointer user_data)
{
  Nc4 *self = user_data;
  Part *part = self->parts + number;

  part->waiting = g_new (gsize, BLOCK);
  part->points = g_new (double, BLOCK * MAX (self->kept->dim, 1));
  part->scores = g_new (double, BLOCK * self->two);
  screen (self, part, first, length);
  g_free (part->waiting);
  g_free (part->points);
  g_free (part->scores);
}

static void
screen_all (Nc4 *self)
{
  gsize n = self->kept->n, width = self->kept->n_axes > 0 ? self->kept->n_axes : self->kept->dim;

  if ((double) n * self->two * width > LEAST_WORK)
    tf_thread_halve (n, BLOCK, screen_part, self);
  else
    screen_part (0, n, 0, self);
}

/* Points that differ. Classes that lie within their reach are as their means are; the others
 * are looked through. */
static gssize
count (Nc4 *self)
{
  const TfKept *kept = self->kept;
  gboolean within = TRUE;
  gssize presumed = 0;

  for (gsize k = 0; k < self->k_n; k++)
    {
      const double *offsets = self->offsets + k * self->two;

      self->reaches[k] = find_reach (self, offsets);
      self->differing[k] = differ (self, offsets);
      within = within && kept->largest_norms[k] < self->reaches[k];
      presumed += self->differing[k] ? kept->sizes[k] : 0;
    }
  if (!within)
    screen_all (self);
  return presumed + self->parts[0].n_differing + self->parts[1].n_differing;
}

double
tf_nc4_measure (const TfMoments *moments, const double *slopes, const double *offsets, const TfNc4Ties *ties,
                gsize *n_evaluated)
{
  Nc4 self;
  double share;

  if (moments->summarized)
    return NAN;
  prepare (&self, moments, slopes, offsets);
  self.ties = ties;
  share = count (&self) / (double) self.kept->n;
  if (n_evaluated != NULL)
    *n_evaluated = self.parts[0].n_evaluated + self.parts[1].n_evaluated;
  clear (&self);
  return share;
}

gboolean
tf_nc4_differs (gsize k_n, const double *scores, const TfNc4Ties *ties)
{
  const Nc4 self = { .k_n = k_n, .ties = ties };

  return differ (&self, scores);
}
