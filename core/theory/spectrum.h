/* spectrum.h: how far a minimizer answers to its features near collapse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At an H0 that is one of the collapsed minimizers of Theorem 2.1 [T23], which
 * is its own H_{1/beta} for every beta > 0, a small delta H0 moves the
 * minimizer by delta H = F delta H0 [T23 Thm 4.1, 4.2]. F is dN x dN; its
 * blocks of dn x dn, from the perturbation of one class to the movement of the
 * same class (intra) or of another one (inter), are alike for all classes and
 * pairs. Their complete spectra are known in closed form, exact in beta, and no
 * matrix is ever formed. Truncated at 1/beta they are those of Theorem 4.2 and
 * Figure 1. The derivation stands in spectrum.c.
 *
 * d is that of the space H0 lies in, not of its span, which at a collapsed H0 has K
 * dimensions (with a bias K - 1) whatever the features were: a perturbation may lead
 * anywhere, also into dimensions in which no feature is, and F says what becomes of it.
 *
 * With a free bias the minimizers are simplex frames (model with bias: not in
 * the paper), and the same is done for those.
 */
#pragma once

#include <gio/gio.h>

#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef enum
{
  TF_SPECTRUM_INTRA, /* F_kk */
  TF_SPECTRUM_INTER, /* F_kj, k != j */
} TfSpectrumBlock;

/* Singular values that are equal for every choice of the parameters stand
 * together; two entries may still happen to have the same value. */
typedef struct
{
  TfSpectrumBlock block;
  double      singular_value; /* exact in beta */
  double      first_order;    /* truncated at 1/beta [T23 Thm 4.2]; below 0 where beta is too small for that */
  guint64     multiplicity;   /* at least 1 */
  const char *meaning;        /* for a person: which perturbations these are; static */
} TfSpectrumEntry;

#define TF_SPECTRUM_MAX_ENTRIES 10

/* A plain value. Intra before inter; within a block the largest first. The
 * multiplicities of a block add up to dn. */
typedef struct
{
  guint n_entries;
  TfSpectrumEntry entries[TF_SPECTRUM_MAX_ENTRIES];
} TfSpectrum;

const char *tf_spectrum_block_name (TfSpectrumBlock block); /* "intra", "inter" */

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the parameters
 * alone stand against it: they are not valid, or beta = 0, lambda_H = 0 or c >= 1. */
gboolean tf_spectrum_check (const TfParameters *parameters, GError **error);

/* Fails as tf_spectrum_check() does, and with G_IO_ERROR_NOT_SUPPORTED when K
 * classes do not fit into d dimensions; the spectrum is then empty. */
gboolean tf_spectrum_compute (guint               n_classes,
                              gsize               per_class,
                              gsize               dim,
                              const TfParameters *parameters,
                              TfSpectrum         *spectrum,
                              GError            **error);

/* For the K, n and d of features, all of their d, as above; fails as above, and with
 * G_IO_ERROR_NOT_SUPPORTED when the classes differ in size. */
gboolean tf_spectrum_compute_for_moments (TfMoments          *moments,
                                          const TfParameters *parameters,
                                          TfSpectrum         *spectrum,
                                          GError            **error);

G_END_DECLS
