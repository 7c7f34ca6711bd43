/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-kit.h"

#include <string.h>

TfLesson *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  TfLesson *lesson = tf_lesson_from_text (text, strlen (text), "/nowhere", &error);

  g_assert_no_error (error);
  return lesson;
}
