/* blas.h: which BLAS runs below, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any BLAS serves. What is here is what OpenBLAS can be told; elsewhere it does
 * nothing.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many threads the BLAS may use. The program gives it one: results then do not
 * depend on how many cores there are, the interface keeps its own, and at the sizes
 * of a flow a second one gains little. Where all samples are gone over there are
 * threads of ours (moments.c, scatter.c). */
void tf_blas_set_threads (int n);

/* OpenBLAS chooses its kernels by the processor's model number, and falls back
 * to those of twenty years ago for a model it does not know, five times slower.
 * The name of the kernels that this processor's instructions allow, to be put
 * into the environment as TF_BLAS_VARIABLE before the program starts, or NULL
 * when what was chosen is right or not to be told. */
#define TF_BLAS_VARIABLE "OPENBLAS_CORETYPE"
#define TF_BLAS_THREADS_VARIABLE "OPENBLAS_NUM_THREADS"
const char *tf_blas_get_better_kernels (void);

/* For a report: "OpenBLAS, SkylakeX kernels" or "BLAS". Free with g_free(). */
char *tf_blas_describe (void);

G_END_DECLS
