/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partial-private.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

#define MAX_STEPS 100    /* of a column: a handful, but far from where it began */
#define MAX_HALVINGS 40
#define ENOUGH 4         /* roundings of u that its equation may be wrong by */
#define DESCENT 1e-4

/* Room for one column at a time. */
typedef struct
{
  double *u, *trial, *slope, *step; /* r */
  double *system;  /* r x r */
  double *scaled;  /* K x r */
  double *z, *g;   /* K */
  TfLossCurvature curvature;
} Room;

static void
room_init (Room *self, gsize k_n, gsize r)
{
  *self = (Room){ g_new (double, r), g_new (double, r), g_new (double, r), g_new (double, r), g_new (double, r * r),
                  g_new (double, k_n * r), g_new (double, k_n), g_new (double, k_n),
                  { g_new (double, k_n), g_new (double, 1), g_new (double, 1) } };
}

static void
room_clear (Room *self)
{
  g_free (self->u);
  g_free (self->trial);
  g_free (self->slope);
  g_free (self->step);
  g_free (self->system);
  g_free (self->scaled);
  g_free (self->z);
  g_free (self->g);
  g_free (self->curvature.p);
  g_free (self->curvature.a);
  g_free (self->curvature.c);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, room_clear)

/* l + |u|^2/2 of column i at u, with all that belongs to it. */
static double
look (const TfPartial *self, gsize i, const double *u, Room *room)
{
  gsize k_n = self->columns.k_n, r = self->rank;
  double value;

  memcpy (room->z, self->base + i * k_n, k_n * sizeof (double));
  if (r > 0)
    cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, r, 1, self->factor, k_n, u, 1, 1, room->z, 1);
  value = tf_loss_evaluate (&self->weights.loss, k_n, 1, room->z, self->columns.classes + i, room->g, &room->curvature);
  return value + 0.5 * tf_dot (r, u, u);
}

/* lower <- the Cholesky factor of I + C'SC, S of that curvature; FALSE where it is not
 * positive, as it may be of a loss that is not convex: then of I. */
static gboolean
factor_system (const TfPartial *self, gsize i, const TfLossCurvature *curvature, Room *room, double *lower)
{
  gsize k_n = self->columns.k_n, r = self->rank;
  TfLossCurvature one = *curvature;

  for (gsize j = 0; j < r; j++)
    tf_loss_multiply (&self->weights.loss, k_n, 1, self->columns.classes + i, &one, self->factor + j * k_n,
                      room->scaled + j * k_n);
  tf_gemm (CblasTrans, CblasNoTrans, r, r, k_n, 1, self->factor, room->scaled, 0, lower);
  for (gsize j = 0; j < r; j++)
    lower[j + j * r] += 1;
  if (tf_cholesky (r, lower))
    return TRUE;
  memset (lower, 0, r * r * sizeof (double));
  for (gsize j = 0; j < r; j++)
    lower[j + j * r] = 1;
  return FALSE;
}

/* slope <- u + C'g. */
static double
find_slope (const TfPartial *self, const double *u, Room *room)
{
  gsize k_n = self->columns.k_n, r = self->rank;

  memcpy (room->slope, u, r * sizeof (double));
  cblas_dgemv (CblasColMajor, CblasTrans, k_n, r, 1, self->factor, k_n, room->g, 1, 1, room->slope, 1);
  return tf_norm (r, room->slope);
}

/* A Newton step from room->u, shortened until it descends; FALSE where none does. */
static gboolean
take_step (const TfPartial *self, gsize i, double *value, double before, Room *room)
{
  gsize r = self->rank;
  double slope;

  factor_system (self, i, &room->curvature, room, room->system);
  memcpy (room->step, room->slope, r * sizeof (double));
  tf_cholesky_solve (r, room->system, 1, room->step);
  slope = tf_dot (r, room->step, room->slope);
  for (int halving = 0; halving < MAX_HALVINGS; halving++)
    {
      double t = ldexp (1, -halving), next, after;

      for (gsize j = 0; j < r; j++)
        room->trial[j] = room->u[j] - t * room->step[j];
      next = look (self, i, room->trial, room);
      after = find_slope (self, room->trial, room);
      if (next <= *value - DESCENT * t * slope || (after < before && next <= *value + 4 * DBL_EPSILON * fabs (*value)))
        {
          memcpy (room->u, room->trial, r * sizeof (double));
          *value = next;
          return TRUE;
        }
    }
  return FALSE;
}

/* The column's logits; returns l + |u|^2/2. */
static double
solve_column (TfPartial *self, gsize i, Room *room)
{
  gsize r = self->rank;
  double value = look (self, i, room->u, room), norm = find_slope (self, room->u, room);

  for (int step = 0; step < MAX_STEPS && norm > ENOUGH * DBL_EPSILON * (1 + tf_norm (r, room->u)); step++)
    {
      double before = norm;

      if (!take_step (self, i, &value, before, room))
        break;
      norm = find_slope (self, room->u, room);
      /* Rounding: no step brings more. */
      if (norm > 0.5 * before && norm < 1e-12 * (1 + tf_norm (r, room->u)))
        break;
    }
  return look (self, i, room->u, room);
}

/* From the slopes of before: u = -C'g. */
static void
begin (TfPartial *self, gsize i, Room *room)
{
  gsize k_n = self->columns.k_n, r = self->rank;

  if (self->has_slopes)
    cblas_dgemv (CblasColMajor, CblasTrans, k_n, r, -1, self->factor, k_n, self->slopes + i * k_n, 1, 0, room->u, 1);
  else
    memset (room->u, 0, r * sizeof (double));
}

static void
keep (TfPartial *self, gsize i, Room *room)
{
  gsize k_n = self->columns.k_n, r = self->rank;

  memcpy (self->logits + i * k_n, room->z, k_n * sizeof (double));
  memcpy (self->slopes + i * k_n, room->g, k_n * sizeof (double));
  memcpy (self->along + i * r, room->u, r * sizeof (double));
  memcpy (self->curvature.p + i * k_n, room->curvature.p, k_n * sizeof (double));
  self->curvature.a[i] = room->curvature.a[0];
  self->curvature.c[i] = room->curvature.c[0];
  if (self->systems != NULL)
    factor_system (self, i, &room->curvature, room, self->systems + i * r * r);
}

double
tf_partial_solve_columns (TfPartial *self)
{
  g_auto (Room) room = { 0 };
  double sum = 0;

  room_init (&room, self->columns.k_n, MAX (self->rank, 1));
  for (gsize i = 0; i < self->columns.n; i++)
    {
      begin (self, i, &room);
      sum += self->columns.weights[i] * solve_column (self, i, &room);
      keep (self, i, &room);
    }
  self->has_slopes = isfinite (sum);
  return sum;
}

void
tf_partial_solve_systems (TfPartial *self, double *v)
{
  g_auto (Room) room = { 0 };
  gsize k_n = self->columns.k_n, r = self->rank;

  room_init (&room, k_n, MAX (r, 1));
  for (gsize i = 0; i < self->columns.n; i++)
    {
      TfLossCurvature one = { self->curvature.p + i * k_n, self->curvature.a + i, self->curvature.c + i };
      double *lower = self->systems != NULL ? self->systems + i * r * r : room.system;

      if (self->systems == NULL)
        factor_system (self, i, &one, &room, lower);
      tf_cholesky_solve (r, lower, 1, v + i * r);
    }
}
