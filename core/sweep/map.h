/* map.h: metrics over one parameter or two, beside the run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A map is a sweep's grid of one axis or two that fills from coarse to fine, the cells
 * about the present setting first. Its numbers are those of the sweep.
 */
#pragma once

#include "sweep.h"

G_BEGIN_DECLS

/* Coarse to fine: every so many cells of an axis first; so sides of 8 n + 1 are even. */
#define TF_MAP_STRIDE 8
#define TF_MAP_SIDE 41   /* of two axes */
#define TF_MAP_LENGTH 81 /* of one */

/* What is asked. Texts, moments and sizes are copied or referred to by who keeps one. */
typedef struct
{
  const char        *axes;       /* text of a grid (sweep-grid.h) of one axis or two; `epoch` alone: as many as suit a map */
  TfSweepAt          at;
  TfParameters       parameters; /* what an axis varies has no say but for where to begin */
  TfMoments         *moments;    /* of the features; not looked at where an axis makes others */
  const TfSynthetic *synthetic;  /* what they were drawn with, or NULL */
  TfSweepEpochs     *epochs;     /* of the training that they are of, or NULL */
  const double      *epoch;      /* of them, or NULL; has no say but for where to begin */
} TfMapQuestion;

/* A question of its own. */
typedef struct
{
  TfMapQuestion question; /* its pointers are to what follows */
  char         *axes;
  TfSynthetic   synthetic;
  double        epoch;
} TfMapAsked;

TfMapAsked *tf_map_asked_new (const TfMapQuestion *question);
void        tf_map_asked_free (TfMapAsked *self);

typedef enum
{
  TF_MAP_UNKNOWN, /* not yet worked out */
  TF_MAP_VALUE,
  TF_MAP_EMPTY,   /* has none: no minimizer, or descent diverges */
} TfMapState;

/* Its grid, unchecked; NULL with G_IO_ERROR_INVALID_ARGUMENT. */
TfSweepGrid *tf_map_question_read_grid (const TfMapQuestion *question, GError **error);

/* Immutable and reference-counted. */
typedef struct
{
  gint           ref_count; /* atomic */
  char          *axes;       /* as they were asked for */
  TfSweepGrid   *grid;
  TfSweepAt      at;
  TfParameters   parameters; /* of the question */
  TfMoments     *moments;    /* or NULL */
  TfSweepEpochs *epochs;     /* or NULL */
  gsize          n_known;    /* of grid->n_cells */
  guint8        *states;     /* n_cells: TfMapState */
  TfMetrics     *metrics;    /* n_cells */
  char          *message;    /* of an empty cell, or why there is no map at all; or NULL */
} TfMap;

TfMap *tf_map_ref (TfMap *self);
void   tf_map_unref (TfMap *self);

gboolean tf_map_is_complete (const TfMap *self);

/* Whether a cell of these features takes seconds, and the first of them appear late. moments: or NULL. */
gboolean tf_map_is_slow (const TfMoments *moments);

/* The cell at these places, the second of which is 0 where there is one axis. */
gsize tf_map_cell (const TfMap *self, guint i, guint j);

/* The cell to show there: itself, or the one of a coarser grid that stands for it; or -1. */
gssize tf_map_find_known (const TfMap *self, guint i, guint j);

/* Where the value is on the axis, in [0, n - 1] if it is on it, linear between the places. */
double tf_map_locate (const TfSweepAxis *axis, double value);

/* What the parameters, the numbers of the draw or the epoch (either or NULL) have for the axis; NaN: nothing. */
double tf_map_get_present (const TfSweepAxis *axis, const TfParameters *parameters, const TfSynthetic *synthetic, const double *epoch);

/* How many times more log NC1 changes with log lambda_H than with log lambda_W, |e_H|/|e_W|
 * by central differences of the map's own cells; the first axis of both or the second.
 * NaN: not of these two axes, at the rim, or not known. *e_h, *e_w (may be NULL): either. */
double tf_map_get_decay_ratio (const TfMap *self, guint i, guint j, double *e_h, double *e_w);

/* Whether the answer to `asked` is that to `other`, too, wherever it begins. */
gboolean tf_map_is_same_question (const TfMapQuestion *asked, const TfMapQuestion *other);

/* A grid that says so of one axis or two with ranges that suit a map, e.g. ("beta",
 * "lambda-h"); y may be NULL. NULL where a name is unknown. Caller frees. */
char *tf_map_make_axes (const char *x, const char *y);

/* The whole map, waited for: off the main thread. NULL with G_IO_ERROR_CANCELLED, or with
 * G_IO_ERROR_INVALID_ARGUMENT where the axes are no grid of this problem. */
TfMap *tf_map_work_out (const TfMapQuestion *question, GCancellable *cancellable, GError **error);

/* The same as the table of `tightframe sweep`: its text, the caller's. */
char *tf_map_write (const TfMapQuestion *question, GCancellable *cancellable, GError **error);

/* --- the same in a thread --- */

typedef struct _TfMapper TfMapper;

TfMapper *tf_mapper_new (void);
void      tf_mapper_free (TfMapper *self); /* ends its threads, whatever they are doing */

/* Neither waits. The same question again changes nothing; NULL: nothing is asked any more. */
void   tf_mapper_ask (TfMapper *self, const TfMapQuestion *question);
TfMap *tf_mapper_poll (TfMapper *self); /* the latest since the last poll, or NULL; a reference */
gboolean tf_mapper_is_busy (TfMapper *self);

/* Called on a thread of the mapper whenever a map can be polled. */
void tf_mapper_set_wake (TfMapper *self, GSourceFunc wake, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMapAsked, tf_map_asked_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMap, tf_map_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMapper, tf_mapper_free)

G_END_DECLS
