/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blas.h"

/* OpenBLAS's own; absent elsewhere. */
extern void openblas_set_num_threads (int n) __attribute__ ((weak));
extern char *openblas_get_corename (void) __attribute__ ((weak));

void
tf_blas_set_threads (int n)
{
  if (openblas_set_num_threads)
    openblas_set_num_threads (n);
}

char *
tf_blas_describe (void)
{
  if (openblas_get_corename)
    return g_strdup_printf ("OpenBLAS, %s kernels", openblas_get_corename ());
  return g_strdup ("BLAS");
}

const char *
tf_blas_get_better_kernels (void)
{
#if defined(__x86_64__) && defined(__GNUC__)
  static const char *const old[] = { "Prescott", "Core2",   "Penryn",    "Dunnington",  "Nehalem",
                                     "Atom",     "Generic", "Sandybridge", "Katmai", NULL };

  if (openblas_get_corename && g_strv_contains (old, openblas_get_corename ()))
    {
      if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
          && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl"))
        return "SkylakeX";
      if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
        return "Haswell";
    }
#endif
  return NULL;
}
