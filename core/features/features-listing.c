/* features-listing.c: what a file holds, and what it was taken for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-listing.h"

static void
listed_free (gpointer data)
{
  TfListed *listed = data;

  g_free (listed->key);
  g_free (listed->name);
  g_free (listed->first);
  g_free (listed);
}

GPtrArray *
tf_listing_new (void)
{
  return g_ptr_array_new_with_free_func (listed_free);
}
