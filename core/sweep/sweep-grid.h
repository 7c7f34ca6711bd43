/* sweep-grid.h: which settings a sweep goes through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A grid is the product of its axes; each axis is one parameter and the values it
 * takes. Cells are numbered from 0, the last axis moving fastest. Whatever has a row
 * in the table of parameters can be an axis, the numbers of Gaussian features, and the
 * epochs of a training.
 */
#pragma once

#include "parameter-info.h"
#include "sweep-epochs.h"
#include "synthetic.h"

G_BEGIN_DECLS

#define TF_SWEEP_MAX_AXES 8
#define TF_SWEEP_MAX_CELLS 1000000

/* Of Gaussian features, beside their seed; and which epoch of a training features are of. */
typedef enum
{
  TF_SWEEP_NO_NUMBER = -1,
  TF_SWEEP_CLASSES,
  TF_SWEEP_PER_CLASS,
  TF_SWEEP_DIM,
  TF_SWEEP_NOISE,
  TF_SWEEP_SPREAD,
  TF_SWEEP_IMBALANCE, /* R = n_1/n_K >= 1, sizes falling evenly on a logarithmic scale: n_k = n R^(-(k-1)/(K-1)) */
  TF_SWEEP_EPOCH,
  TF_SWEEP_N_NUMBERS
} TfSweepNumber;

typedef struct
{
  char                  *name;      /* as it was written: "lambda-w", "lambda_w" */
  const TfParameterInfo *parameter; /* or NULL */
  TfSweepNumber          number;    /* of the features, where it is none */
  gboolean               is_log;    /* values are even on a logarithmic scale */
  guint                  n_values;  /* >= 1 */
  double                *values;    /* of a choice and of a flag: their ranks */
} TfSweepAxis;

typedef struct
{
  guint       n_axes;
  TfSweepAxis axes[TF_SWEEP_MAX_AXES];
  gsize       n_cells;
  char       *text; /* the words again, in one line without commas or quotes: tf_sweep_grid_new_from_text() */
} TfSweepGrid;

/* words: NULL-terminated, each NAME=FROM:TO:COUNT[:log|linear] or NAME=VALUE,VALUE,…
 * Numbers are even on a logarithmic scale where both ends are above 0, on a linear one
 * otherwise and for whole numbers; those between the ends are rounded to 15 digits. NULL
 * with G_IO_ERROR_INVALID_ARGUMENT and one sentence. */
TfSweepGrid *tf_sweep_grid_new (const char *const *words, GError **error);
TfSweepGrid *tf_sweep_grid_new_from_text (const char *text, GError **error);
void         tf_sweep_grid_free (TfSweepGrid *self);

/* The place of a cell on an axis, from 0. */
guint tf_sweep_grid_get_place (const TfSweepGrid *self, gsize cell, guint axis);

/* A value as it is written in tables; caller frees. */
char *tf_sweep_axis_get_text (const TfSweepAxis *self, guint place);

/* "lambda-w=0.01 beta=1"; caller frees. */
char *tf_sweep_grid_name_cell (const TfSweepGrid *self, gsize cell);

/* Whether features are others along the axis: drawn anew, or of another epoch. */
gboolean tf_sweep_axis_makes_features (const TfSweepAxis *self);

/* Sets what the cell says in both; synthetic may be NULL where no axis makes features.
 * synthetic->sizes is then a new list, or NULL, that the caller frees; what it was
 * before is only read. */
void tf_sweep_grid_apply (const TfSweepGrid *self, gsize cell, TfParameters *parameters, TfSynthetic *synthetic);

/* Whether every cell is a problem. synthetic: of Gaussian features, or NULL where they
 * come from a file; epochs: that there are, or NULL. FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence. */
gboolean tf_sweep_grid_check (const TfSweepGrid  *self,
                              const TfParameters *parameters,
                              const TfSynthetic  *synthetic,
                              const TfSweepEpochs *epochs,
                              GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSweepGrid, tf_sweep_grid_free)

G_END_DECLS
