/* thin-stages.h: the stages of an explicit step, without a slope or an argument of the state's size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slope of X is -W'R - decay X + beta X0, so every argument and every slope of a step
 * from X is
 *
 *     p X + q X0 + sum over stages k of s_k W_k'R_k,
 *
 * a few numbers, its shares, beside the thin W_k and R_k.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double of_x, of_x0; /* p, q */
  double *of_stages;  /* n_most: s */
} TfShares;

typedef struct
{
  gsize dim, k_n, n, n_most; /* X: dim x n */
  double *weights;           /* dim x (K n_most): the W_k', side by side */
  double *residuals;         /* (K n_most) x n: the R_k, one above the other */
  double *scaled;            /* dim x (K n_most) */
  TfShares *slopes;          /* n_most: of each slope */
} TfThinStages;

void tf_thin_stages_init (TfThinStages *self, gsize dim, gsize k_n, gsize n, gsize n_most);
void tf_thin_stages_clear (TfThinStages *self);

/* residual: K x n, R of that stage; the W' go into `weights` by the caller. */
void tf_thin_stages_keep (TfThinStages *self, guint stage, const double *residual);

/* The slope at an argument with these shares; NULL: at X itself, stage 0. */
void tf_thin_stages_set_slope (TfThinStages *self, guint stage, double beta, double decay, const TfShares *at);

/* sum += the first n slopes, weighted, as shares. */
void tf_thin_stages_add_slopes (const TfThinStages *self, guint n, const double *weights, TfShares *sum);

/* out (dim x n) = p X + q X0 + the sum over the first n stages of s_k W_k'R_k. */
void tf_thin_stages_combine (TfThinStages *self, guint n, const TfShares *shares, const double *x, const double *x0, double *out);

G_END_DECLS
