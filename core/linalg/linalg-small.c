/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg-small.h"

#ifdef TF_SMALL_X86
extern const TfSmall tf_small_avx512, tf_small_avx2; /* linalg-small-kernels.c, compiled for each */
#endif

const TfSmall *
tf_small_get (guint i)
{
  const TfSmall *found[3] = { NULL, NULL, NULL };
  guint n = 0;

#ifdef TF_SMALL_X86
  if (__builtin_cpu_supports ("avx512f"))
    found[n++] = &tf_small_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    found[n++] = &tf_small_avx2;
#endif
  return i < n ? found[i] : NULL;
}
