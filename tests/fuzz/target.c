/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The entry of libFuzzer; FUZZ_READER is one of readers.h. */
#include "readers.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n)
{
  FUZZ_READER (bytes, n);
  return 0;
}
