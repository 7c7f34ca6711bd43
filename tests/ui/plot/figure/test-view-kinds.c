/* test-view-kinds.c: the table of views and the window's pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "lesson.h"
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

/* A lesson opens each page by its id. */
static void
test_lesson_pages (void)
{
  for (TfPage i = 0; i < tf_page_count (); i++)
    {
      g_autofree char *text = g_strdup_printf ("---\ntightframe-lesson: 1\ntitle: T\n---\n# A\n    page: %s\n", tf_page_get_id (i));
      g_autoptr (GError) error = NULL;
      g_autoptr (TfLesson) lesson = tf_lesson_from_text (text, strlen (text), NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (lesson);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view-kinds/table", test_table);
  g_test_add_func ("/view-kinds/lesson-pages", test_lesson_pages);
  return g_test_run ();
}
