/* system.h: what a stepper may know of a problem
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A system is a gradient flow y' = -grad f (y) whose Jacobian J is
 * symmetric. Its state vector y is X of a start (dim x q, state.h), followed where W
 * flows too by what else does, in coordinates in which that is a plain gradient flow.
 * So whoever has the start knows what X is, whichever system moves it.
 *
 * A kind of system is one table of functions:
 *   field.h          squared error on the reduced state
 *   sample-field.h   any loss on the whole one; and where b flows, too
 *   head-field.h     any loss on either, with several linear layers on top
 *
 * It belongs to one thread at a time.
 */
#pragma once

#include "state.h"

G_BEGIN_DECLS

typedef struct _TfSystem TfSystem;

/* Errors of the class means' columns of X and of the others are measured in these. */
typedef struct
{
  double means, noise;
} TfSystemScales;

typedef struct
{
  guint64 n_evaluations; /* of the slope */
  guint64 n_products;    /* with the Jacobian */
  guint64 n_factorizations;
} TfSystemCounts;

/* The functions of the same names below say what each does. */
typedef struct
{
  TfSystem *(*new) (const TfStart *start);
  void (*free) (TfSystem *self);
  void (*resize) (TfSystem *self);
  void (*set_parameters) (TfSystem *self, const TfParameters *parameters);
  gsize (*get_size) (const TfSystem *self);
  gsize (*count_rows) (const TfSystem *self);
  void (*write_start) (const TfSystem *self, double *y);
  const struct _TfHeadChain *(*get_layers) (const TfSystem *self); /* or NULL: there is W alone */
  double (*get_weights_square) (const TfSystem *self);
  void (*write_weights) (const TfSystem *self, const double *weights, const double *bias, double *y);
  gboolean (*evaluate) (TfSystem *self, const double *y, double *dy);
  gboolean (*begin_stages) (TfSystem *self, const double *y, const double *dy, guint n_stages); /* or NULL: never */
  gboolean (*evaluate_stage) (TfSystem *self, guint stage, const double *weights);
  void (*combine_stages) (TfSystem *self, guint n, const double *weights, const double *y, double *out);
  void (*sum_residuals) (const TfSystem *self, guint n, const double *weights, double outside, double *sum); /* or NULL */
  void (*multiply) (TfSystem *self, const double *v, double *jv);
  double (*differentiate_weights) (TfSystem *self, const double *v);
  void (*prepare_solve) (TfSystem *self, double g);
  gboolean (*solve) (TfSystem *self, const TfSystemScales *scales, double share, double *b);
  const double *(*get_weights) (const TfSystem *self);
  const double *(*get_residual) (const TfSystem *self);
  void (*get_bias) (const TfSystem *self, double *bias);
  double (*get_fit) (const TfSystem *self);
  double (*get_objective) (const TfSystem *self, double outside);
  double (*get_implicit_cost) (const TfSystem *self);
  void (*get_counts) (const TfSystem *self, TfSystemCounts *counts);
} TfSystemKind;

/* The first member of every system. */
struct _TfSystem
{
  const TfSystemKind *kind;
};

/* Made by system-kinds.h. */
void tf_system_free (TfSystem *self);

/* After the start has grown: everything but parameters and counts is forgotten. */
void tf_system_resize (TfSystem *self);

/* Every parameter but flow, initial_w, tolerance and step may differ from call to call. */
void tf_system_set_parameters (TfSystem *self, const TfParameters *parameters);

gsize tf_system_get_size (const TfSystem *self); /* of y */

/* So many rows of layers, dim numbers each, follow X in y; behind them numbers that do not change with
 * the directions of V. */
gsize tf_system_count_rows (const TfSystem *self);

/* Where W flows: puts W(0) and b(0) of the start behind the X in y. */
void tf_system_write_start (const TfSystem *self, double *y);

/* The layers whose product W is; NULL where there is W alone. */
const struct _TfHeadChain *tf_system_get_layers (const TfSystem *self);

/* What lambda_W/(2K) is the weight of: |W|^2, or the sum of the layers'. */
double tf_system_get_weights_square (const TfSystem *self);

/* Where W flows: puts W (W', dim x K) and b (K, or NULL: 0) behind the X in y. Otherwise
 * nothing. With several layers these get equal shares of W; NULL: those of the last evaluation stay. */
void tf_system_write_weights (const TfSystem *self, const double *weights, const double *bias, double *y);

/* dy = y'(y). Leaves W, b and R at y (and what the Jacobian needs) behind.
 * FALSE when y is not finite or too far gone to solve for W. */
gboolean tf_system_evaluate (TfSystem *self, const double *y, double *dy);

/* The stages of an explicit step from y, the last evaluated state, with slope dy, where a
 * system can hold them in less room than vectors of y's size take. FALSE: it cannot. */
gboolean tf_system_begin_stages (TfSystem *self, const double *y, const double *dy, guint n_stages);

/* The slope of stage >= 1, at y + sum of the slopes before, weighted (stage weights). */
gboolean tf_system_evaluate_stage (TfSystem *self, guint stage, const double *weights);

/* out = y + the sum of the first n slopes, weighted; y may be NULL: 0. */
void tf_system_combine_stages (TfSystem *self, guint n, const double *weights, const double *y, double *out);

/* Of the stages that a system on a thin start holds: sum (K x q) = R of the first n, each times its
 * weight and times `outside` there, which at y is this. */
void tf_system_sum_residuals (const TfSystem *self, guint n, const double *weights, double outside, double *sum);

/* jv = J v, J the Jacobian at the y of the last tf_system_evaluate(), whose
 * memory must still hold that y. */
void tf_system_multiply (TfSystem *self, const double *v, double *jv);

/* |dW*|, to first order, where the X of the last evaluation is off by v; where W does
 * not flow. */
double tf_system_differentiate_weights (TfSystem *self, const double *v);

/* (I - g J) u = b, g > 0, at the y of the last evaluation, u in place of b:
 * prepare once, then any number of right sides. What remains of the equations
 * of X is no longer than `share` of either scale (and so is the error of u, the
 * eigenvalues of I - g J being at least one). FALSE when J has an eigenvalue
 * above 1/g; b is then lost. */
void     tf_system_prepare_solve (TfSystem *self, double g);
gboolean tf_system_solve (TfSystem *self, const TfSystemScales *scales, double share, double *b);

/* At the y of the last evaluation: */
const double *tf_system_get_weights (const TfSystem *self);  /* W', dim x K */
const double *tf_system_get_residual (const TfSystem *self); /* R, K x q: df/dX = W'R + what holds X */
void          tf_system_get_bias (const TfSystem *self, double *bias); /* K: b, zero without bias */
double        tf_system_get_fit (const TfSystem *self); /* the mean of the loss */
double        tf_system_get_objective (const TfSystem *self, double outside); /* f; outside: state.h */

/* How many explicit steps an implicit one takes as long as. */
double tf_system_get_implicit_cost (const TfSystem *self);

TfSystemCounts tf_system_get_counts (const TfSystem *self);

/* sqrt (eta K): what W and b are divided by in the state of a joint flow, so that J is symmetric. */
double tf_system_weight_scale (const TfParameters *parameters, gsize n_classes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSystem, tf_system_free)

G_END_DECLS
