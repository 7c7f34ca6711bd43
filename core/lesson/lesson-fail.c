/* lesson-fail.c: what is wrong with a text, and in which line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lesson-private.h"

#include "text-clean.h"

gboolean
tf_lesson_fail (const TfLessonReader *reader, GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;
  g_autofree char *clean = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_utf8_strlen (sentence, -1) > 300)
    *g_utf8_offset_to_pointer (sentence, 300) = '\0';
  clean = tf_text_clean (sentence, -1);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "line %u: %s", reader->line, clean);
  return FALSE;
}
