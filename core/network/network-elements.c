/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-elements.h"

/* Once for each set of vector instructions, where compiler and linker can have the program choose as it
 * starts (meson.build). Only within this file: not every compiler gives what is chosen the function's own name. */
#ifdef TF_CAN_CLONE
#define IN_VECTORS __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define IN_VECTORS
#endif

void
tf_network_transpose (gsize m, gsize n, const double *restrict from, double *restrict to)
{
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      to[j + i * n] = from[i + j * m];
}

IN_VECTORS static void
add_to_each (gsize m, gsize n, const double *restrict biases, double *restrict z)
{
  for (gsize i = 0; i < n; i++, z += m)
    for (gsize j = 0; j < m; j++)
      z[j] += biases[j];
}

IN_VECTORS static void
add_and_rectify (gsize m, gsize n, const double *restrict biases, double *restrict z)
{
  for (gsize i = 0; i < n; i++, z += m)
    for (gsize j = 0; j < m; j++)
      {
        double value = z[j] + biases[j];

        z[j] = 0 > value ? 0 : value;
      }
}

IN_VECTORS static void
rectify (gsize size, double *z)
{
  for (gsize i = 0; i < size; i++)
    z[i] = 0 > z[i] ? 0 : z[i];
}

void
tf_network_activate (gsize m, gsize n, const double *biases, gboolean rectifies, double *z)
{
  if (biases == NULL && rectifies)
    rectify (m * n, z);
  else if (biases != NULL && rectifies)
    add_and_rectify (m, n, biases, z);
  else if (biases != NULL)
    add_to_each (m, n, biases, z);
}

IN_VECTORS static void
pass_back (gsize size, const double *restrict outputs, double *restrict slope)
{
  for (gsize i = 0; i < size; i++)
    slope[i] = outputs[i] > 0 ? slope[i] : 0;
}

IN_VECTORS static void
add_columns (gsize m, gsize n, const double *restrict slope, double *restrict sum)
{
  for (gsize i = 0; i < n; i++, slope += m)
    for (gsize j = 0; j < m; j++)
      sum[j] += slope[j];
}

void
tf_network_pass_back (gsize size, const double *outputs, double *slope)
{
  pass_back (size, outputs, slope);
}

void
tf_network_add_columns (gsize m, gsize n, const double *slope, double *sum)
{
  add_columns (m, n, slope, sum);
}
