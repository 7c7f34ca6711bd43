/* test-view-kinds.c: the table of views and the window's pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "views.h"

/* Each view is whole, has an id of its own, and where it is a page of the window that page leads back to it. */
static void
test_table (void)
{
  for (guint i = 0; i < TF_N_VIEWS; i++)
    {
      const TfView *view = tf_view_at (i);
      TfPage page = tf_page_find (view->id);

      g_assert_true (tf_view_find (view->id) == view);
      g_assert_cmpstr (view->title, !=, "");
      g_assert_cmpstr (view->meaning, !=, "");
      g_assert_false (g_str_has_suffix (view->meaning, "."));
      g_assert_cmpfloat (view->aspect, >, 0);
      g_assert_true (view->caption != NULL && view->draw != NULL);
      g_assert_true (page == TF_PAGE_RUN ? view->tab == NULL : tf_page_get_view (page) == view);
      g_assert_true (view->tab == NULL || view->explain != NULL);
      g_assert_true (view->above == NULL || view->above->tab == NULL);
    }
  g_assert_null (tf_view_find ("run"));
  g_assert_null (tf_page_get_view (tf_page_count ()));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view-kinds/table", test_table);
  return g_test_run ();
}
