/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lessons.h"

#include <string.h>

#include "install-place.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* "2-simplex.lesson.md" is called "simplex", too. */
static gboolean
is_called (const char *file, const char *name)
{
  const char *stem = file + strspn (file, "0123456789");
  gsize length = strlen (name);

  stem += *stem == '-';
  return g_str_equal (file, name)
         || (strncmp (stem, name, length) == 0 && g_str_equal (stem + length, TF_LESSON_SUFFIX));
}

/* public */

char **
tf_lessons_list (void)
{
  g_autofree char *folder = tf_data_find ("lessons");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  GPtrArray *names = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, TF_LESSON_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

TfLesson *
tf_lessons_load (const char *name, GError **error)
{
  g_auto (GStrv) files = tf_lessons_list ();
  g_autofree char *folder = tf_data_find ("lessons");

  for (guint i = 0; files[i] != NULL; i++)
    if (is_called (files[i], name))
      {
        g_autofree char *path = g_build_filename (folder, files[i], NULL);

        return tf_lesson_load (path, error);
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               "no lesson of that name comes with the program; “tightframe lesson” lists those that do");
  return NULL;
}
