/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "means-camera.h"

#include <math.h>
#include <string.h>

#include "simplex.h"

#define MIN_ZOOM 0.1
#define MAX_ZOOM 200.0

/* Shares of the extent that the picture fills: where shrinking starts, and where it ends. */
#define SHRINK_BELOW 0.8
#define SHRINK_UNTIL 0.98

/* In so many seconds two thirds of the way are done. */
#define SHRINK_TIME 0.7

/* Of the tetrahedron: how much its top leans to the eye, and how far its base
 * is turned. So its corners, seen from here, keep clear of one another and of
 * the edges they do not belong to. */
#define TETRAHEDRON_TILT (24 * G_PI / 180)
#define TETRAHEDRON_TURN (14 * G_PI / 180)

#define MOVES_BETWEEN_CARE 32

TfMeansCamera *
tf_means_camera_new (void)
{
  TfMeansCamera *self = g_new0 (TfMeansCamera, 1);

  tf_means_camera_reset (self, 1, 2);
  return self;
}

TfMeansCamera *
tf_means_camera_copy (const TfMeansCamera *self)
{
  TfMeansCamera *copy = g_memdup2 (self, sizeof *self);

  copy->rotation = g_memdup2 (self->rotation, sizeof (double) * self->dim * self->dim);
  return copy;
}

void
tf_means_camera_free (TfMeansCamera *self)
{
  g_free (self->rotation);
  g_free (self);
}

/* Rows a and b become c a + s b and c b - s a. */
static void
mix_rows (TfMeansCamera *self, guint a, guint b, double angle)
{
  double c = cos (angle), s = sin (angle);
  double *row_a = self->rotation + (gsize) a * self->dim, *row_b = self->rotation + (gsize) b * self->dim;

  for (guint j = 0; j < self->dim; j++)
    {
      double x = row_a[j], y = row_b[j];
      row_a[j] = c * x + s * y;
      row_b[j] = c * y - s * x;
    }
}

static void
mix_columns (TfMeansCamera *self, guint a, guint b, double angle)
{
  double c = cos (angle), s = sin (angle);

  for (guint i = 0; i < self->dim; i++)
    {
      double *row = self->rotation + (gsize) i * self->dim;
      double x = row[a], y = row[b];
      row[a] = c * x + s * y;
      row[b] = c * y - s * x;
    }
}

/* Modified Gram-Schmidt: row i of dim numbers without its parts along the rows before it, which are orthonormal. */
static void
remove_rows_before (double *rotation, guint dim, guint i)
{
  double *row = rotation + (gsize) i * dim;

  for (guint k = 0; k < i; k++)
    {
      const double *other = rotation + (gsize) k * dim;
      double dot = 0;

      for (guint j = 0; j < dim; j++)
        dot += row[j] * other[j];
      for (guint j = 0; j < dim; j++)
        row[j] -= dot * other[j];
    }
}

/* First rows first: the screen moves the least. */
static void
orthonormalize (TfMeansCamera *self)
{
  guint dim = self->dim;

  for (guint i = 0; i < dim; i++)
    {
      double *row = self->rotation + (gsize) i * dim, norm = 0;

      remove_rows_before (self->rotation, dim, i);
      for (guint j = 0; j < dim; j++)
        norm += row[j] * row[j];
      for (guint j = 0; j < dim; j++)
        row[j] /= sqrt (norm);
    }
}

static void
note_move (TfMeansCamera *self, double angle)
{
  self->relief = self->dim >= 3 ? MIN (1, self->relief + fabs (angle) * 2) : 0;
  if (++self->n_moves < MOVES_BETWEEN_CARE)
    return;
  self->n_moves = 0;
  orthonormalize (self);
}

/* The first class at the top, the second next to the eye. */
static void
show_tetrahedron (TfMeansCamera *self)
{
  g_autofree double *simplex = tf_simplex_new (4);
  double *right = self->rotation, *up = right + self->dim, *eye = up + self->dim;

  /* Rows 1 and 2 towards the first two vertices, row 0 across: orthonormal once they are repaired. */
  memcpy (up, simplex, sizeof (double) * 3);
  memcpy (eye, simplex + 3, sizeof (double) * 3);
  for (int j = 0; j < 3; j++)
    {
      int a = (j + 1) % 3, b = (j + 2) % 3;
      right[j] = up[a] * eye[b] - up[b] * eye[a];
    }
  orthonormalize (self);
  memcpy (eye, simplex + 3, sizeof (double) * 3);
  orthonormalize (self);
  mix_rows (self, 0, 2, TETRAHEDRON_TURN);
  mix_rows (self, 1, 2, -TETRAHEDRON_TILT);
  self->relief = 1;
}

void
tf_means_camera_reset (TfMeansCamera *self, guint dim, guint n_classes)
{
  dim = MAX (dim, 1);
  self->rotation = g_renew (double, self->rotation, (gsize) dim * dim);
  memset (self->rotation, 0, sizeof (double) * dim * dim);
  for (guint i = 0; i < dim; i++)
    self->rotation[(gsize) i * dim + i] = 1;
  self->dim = dim;
  self->n_classes = n_classes;
  self->zoom = 1;
  self->relief = 0;
  self->extent = self->wanted = 0;
  self->shrinking = FALSE;
  self->n_moves = 0;

  if (n_classes == 4 && dim >= 3)
    show_tetrahedron (self);
  else if (n_classes > 2 && dim >= 2)
    {
      /* Axis 0 up and axis 1 right: the hours of a clock. */
      self->rotation[0] = self->rotation[dim + 1] = 0;
      self->rotation[1] = self->rotation[dim] = 1;
    }
}

void
tf_means_camera_rotate (TfMeansCamera *self, double dx, double dy)
{
  if (self->dim == 2)
    mix_rows (self, 0, 1, -(dx + dy));
  if (self->dim >= 3)
    {
      mix_rows (self, 0, 2, dx);
      mix_rows (self, 1, 2, dy);
    }
  note_move (self, fabs (dx) + fabs (dy));
}

void
tf_means_camera_tour (TfMeansCamera *self, double angle)
{
  guint n_planes = self->dim - 1;

  /* Speeds spread by the golden ratio never come back to where they began. */
  for (guint i = 0; i < n_planes; i++)
    mix_columns (self, i, i + 1, angle * (0.5 + 0.5 * fmod (1 + i * 0.6180339887498949, 1.0)));
  note_move (self, angle);
}

/* Of row i what the rows before it leave, at length 1; FALSE when that is as good as nothing. */
static gboolean
complete_row (double *rotation, guint dim, guint i)
{
  double *row = rotation + (gsize) i * dim, before = 0, after = 0;

  for (guint j = 0; j < dim; j++)
    before += row[j] * row[j];
  for (int pass = 0; pass < 2; pass++)
    remove_rows_before (rotation, dim, i);
  for (guint j = 0; j < dim; j++)
    after += row[j] * row[j];
  if (!(after > 1e-4 * before) || !isfinite (after))
    return FALSE;
  for (guint j = 0; j < dim; j++)
    row[j] /= sqrt (after);
  return TRUE;
}

gboolean
tf_means_camera_look (TfMeansCamera *self, guint n_rows, const double *rows)
{
  guint dim = self->dim, axis = 0;
  g_autofree double *rotation = g_new0 (double, (gsize) dim * dim);

  g_return_val_if_fail (n_rows <= dim, FALSE);
  memcpy (rotation, rows, sizeof (double) * n_rows * dim);
  for (guint i = 0; i < n_rows; i++)
    if (!complete_row (rotation, dim, i))
      return FALSE;
  /* Of the D axes at most n_rows fall out. */
  for (guint i = n_rows; i < dim; i++)
    do
      {
        if (axis == dim)
          return FALSE;
        memset (rotation + (gsize) i * dim, 0, sizeof (double) * dim);
        rotation[(gsize) i * dim + axis++] = 1;
      }
    while (!complete_row (rotation, dim, i));
  memcpy (self->rotation, rotation, sizeof (double) * dim * dim);
  self->n_moves = 0;
  return TRUE;
}

void
tf_means_camera_zoom_by (TfMeansCamera *self, double factor)
{
  if (factor > 0 && isfinite (factor))
    self->zoom = CLAMP (self->zoom * factor, MIN_ZOOM, MAX_ZOOM);
}

void
tf_means_camera_project (const TfMeansCamera *self, const double *point, double out[3])
{
  for (guint i = 0; i < 3; i++)
    {
      const double *row = self->rotation + (gsize) i * self->dim;
      out[i] = 0;
      for (guint j = 0; i < self->dim && j < self->dim; j++)
        out[i] += row[j] * point[j];
    }
}

const double *
tf_means_camera_get_means (const TfMeansCamera *self, const TfFrame *frame)
{
  return self->fixed ? frame->fixed_means : frame->view_means;
}

const double *
tf_means_camera_get_weights (const TfMeansCamera *self, const TfFrame *frame)
{
  return self->fixed ? frame->fixed_weights : frame->view_weights;
}

const float *
tf_means_camera_get_samples (const TfMeansCamera *self, const TfFrame *frame)
{
  return self->fixed ? frame->fixed_samples : frame->view_samples;
}

guint
tf_means_camera_get_n_seen (const TfMeansCamera *self)
{
  return MIN (self->dim, self->relief > 0 ? 3 : 2);
}

double
tf_means_camera_get_share (const TfMeansCamera *self, const TfFrame *frame)
{
  const double *means = tf_means_camera_get_means (self, frame);
  double seen = 0, all = 0;

  for (guint k = 0; k < frame->n_classes; k++)
    {
      double p[3];

      tf_means_camera_project (self, means + (gsize) k * self->dim, p);
      all = hypot (all, frame->norms[k]);
      for (guint i = 0; i < tf_means_camera_get_n_seen (self); i++)
        seen = hypot (seen, p[i]);
    }
  return all > 0 ? MIN (seen / all, 1) : NAN;
}

/* Distance from the middle; depth counts as far as it could be turned in. */
static double
measure (const TfMeansCamera *self, const double *point)
{
  double p[3];

  tf_means_camera_project (self, point, p);
  return hypot (hypot (p[0], p[1]), self->relief * p[2]);
}

static double
measure_ghost (const TfMeansCamera *self, const TfFrame *frame)
{
  guint n = frame->ghost_dim, k = frame->n_classes;
  g_autofree double *simplex = NULL, *point = NULL;
  double farthest = 0, scale;

  if (n == 0 || n > self->dim || !(frame->ghost_radius > 0) || !isfinite (frame->ghost_radius))
    return 0;
  simplex = tf_simplex_new (k);
  point = g_new0 (double, self->dim);
  scale = frame->ghost_radius * sqrt (k / (k - 1.0));
  for (guint i = 0; i < k; i++)
    {
      memcpy (point, simplex + (gsize) i * n, sizeof (double) * n);
      farthest = MAX (farthest, scale * measure (self, point));
    }
  return farthest;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The distance that nine samples of ten keep, from 400 of them at the most. */
static double
measure_samples (const TfMeansCamera *self, const TfFrame *frame)
{
  guint stride = MAX (1, frame->n_kept / 400), n = 0, dim = self->dim;
  g_autofree double *distances = g_new (double, frame->n_kept / stride + 1);
  g_autofree double *point = g_new (double, dim);
  const float *samples = tf_means_camera_get_samples (self, frame);

  for (guint s = 0; s < frame->n_kept; s += stride)
    {
      double distance;
      for (guint j = 0; j < dim; j++)
        point[j] = samples[(gsize) s * dim + j];
      distance = measure (self, point);
      if (isfinite (distance))
        distances[n++] = distance;
    }
  if (n == 0)
    return 0;
  qsort (distances, n, sizeof (double), compare);
  return distances[(n - 1) * 9 / 10];
}

void
tf_means_camera_fit (TfMeansCamera *self, const TfFrame *frame)
{
  double wanted = MAX (measure_ghost (self, frame), measure_samples (self, frame));

  g_return_if_fail (frame->view_dim == self->dim);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      double distance = measure (self, tf_means_camera_get_means (self, frame) + (gsize) k * self->dim);
      if (isfinite (distance))
        wanted = MAX (wanted, distance);
    }
  /* A run that goes to zero keeps its last scale: the end is seen as a point. */
  if (!(wanted > 0))
    wanted = self->extent > 0 ? self->extent : 1;
  self->wanted = wanted;
  self->extent = MAX (self->extent, wanted);
  if (self->held)
    self->shrinking = FALSE;
  else if (wanted < SHRINK_BELOW * self->extent)
    self->shrinking = TRUE;
  else if (wanted > SHRINK_UNTIL * self->extent)
    self->shrinking = FALSE;
}

void
tf_means_camera_approach (TfMeansCamera *self, double seconds)
{
  if (!self->shrinking)
    return;
  self->extent += (1 - exp (-seconds / SHRINK_TIME)) * (self->wanted - self->extent);
  self->shrinking = self->wanted <= SHRINK_UNTIL * self->extent;
}
