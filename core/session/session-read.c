/* session-read.c: from a text to a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text may come from anywhere. What it says is taken only where it is of the
 * right kind and in range; a group or key of no known name is passed over, so
 * that a later version may add some.
 */
#include "session-read-private.h"

#include <string.h>
#include <unistd.h>

#include "input.h"
#include "number-text.h"
#include "parameter-info.h"
#include "places.h"

#define MAX_TIME 1e300

/* --- the course --- */

static gboolean
check_parameters (const TfKeys *keys, const TfParameters *parameters, const char *group, GError **error)
{
  g_autoptr (GError) invalid = NULL;

  return tf_parameters_validate (parameters, &invalid) || tf_keys_fail_at (keys, group, "", error, "%s", invalid->message);
}

static gboolean
read_parameters (const TfKeys *keys, const char *group, TfParameters *parameters, GError **error)
{
  *parameters = TF_PARAMETERS_DEFAULT;
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autofree char *text = tf_keys_get_text (keys, group, info->name);
      g_autoptr (GError) wrong = NULL;

      if (text != NULL && !tf_parameters_set_text (parameters, info->name, text, &wrong))
        return tf_keys_fail_at (keys, group, info->name, error, "%s", wrong->message);
    }
  return check_parameters (keys, parameters, group, error);
}

static gboolean
is_instant (const TfInstant *at)
{
  return at->t >= 0 && at->t <= MAX_TIME && at->iteration <= G_GUINT64_CONSTANT (1) << 53;
}

static gboolean
set_in_change (TfCourseChange *change, const char *name, const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (g_str_equal (name, "t"))
    return tf_number_read (text, &change->at.t) || tf_keys_fail (error, "its time is not a number");
  if (g_str_equal (name, "iteration"))
    return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &change->at.iteration, NULL)
           || tf_keys_fail (error, "its iteration is not a whole number");
  if (tf_parameters_set_text (&change->parameters, name, text, &wrong)
      || g_error_matches (wrong, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

/* line: name=text words. change: holds what was in force before. */
static gboolean
read_change (const char *line, TfCourseChange *change, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  change->at = (TfInstant){ -1, 0 };
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      if (!set_in_change (change, words[i], equals + 1, error))
        return FALSE;
    }
  if (!is_instant (&change->at))
    return tf_keys_fail (error, "its time is missing or out of range");
  return tf_parameters_validate (&change->parameters, error);
}

/* Fills changes (TfCourseChange), which ends with the last that there is a number for. */
static gboolean
read_changes (const TfKeys *keys, const char *group, const TfParameters *start, GArray *changes, GError **error)
{
  TfCourseChange change = { .parameters = *start };

  for (guint i = 1;; i++)
    {
      TfInstant before = change.at;
      g_autoptr (GError) wrong = NULL;
      g_autofree char *line = NULL;
      char key[16];

      g_snprintf (key, sizeof key, "%u", i);
      line = tf_keys_get_text (keys, group, key);
      if (line == NULL)
        return TRUE;
      if (i > TF_COURSE_MAX_CHANGES)
        return tf_keys_fail_at (keys, group, key, error, "there are more than %d changes of parameters", TF_COURSE_MAX_CHANGES);
      if (!read_change (line, &change, &wrong))
        return tf_keys_fail_at (keys, group, key, error, "change %u: %s", i, wrong->message);
      if (i > 1 && tf_instant_compare (&before, &change.at) >= 0)
        return tf_keys_fail_at (keys, group, key, error, "change %u is not later than the one before it", i);
      g_array_append_val (changes, change);
    }
}

static TfCourse *
read_course (const TfKeys *keys, const char *group, const char *changes_group, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (TfCourseChange));
  g_autofree char *exact = tf_keys_get_text (keys, group, "exact");
  TfParameters start;
  TfCourse *course;

  if (!read_parameters (keys, group, &start, error) || !read_changes (keys, changes_group, &start, changes, error))
    return NULL;
  course = tf_course_new (&start);
  /* All at once, while nobody else has seen it: one by one they would be copied n^2 times. */
  g_free (course->changes);
  course->n_changes = changes->len;
  course->changes = g_new (TfCourseChange, MAX (changes->len, 1));
  if (changes->len > 0)
    memcpy (course->changes, changes->data, changes->len * sizeof (TfCourseChange));
  course->is_exact = g_strcmp0 (exact, "false") != 0;
  return course;
}

static gboolean
read_instant (const TfKeys *keys, const char *group, const char *time, const char *iteration, TfInstant *at,
              GError **error)
{
  if (!tf_keys_get_number (keys, group, time, &at->t, error)
      || !tf_keys_get_integer (keys, group, iteration, 0, G_GUINT64_CONSTANT (1) << 53, &at->iteration, error))
    return FALSE;
  return is_instant (at) || tf_keys_fail_at (keys, group, time, error, "the time is out of range");
}

/* --- the whole --- */

static gboolean
read_pin (const TfKeys *keys, TfSession *self, const char *group, GError **error)
{
  g_autofree char *features_group = g_strconcat (group, " Features", NULL);
  g_autofree char *changes_group = g_strconcat (group, " Changes", NULL);
  g_autofree char *name = tf_keys_get_name (keys, group, "name");
  g_autofree char *hidden = tf_keys_get_text (keys, group, "hidden");
  g_autoptr (TfSource) source = NULL;
  g_autoptr (TfCourse) course = NULL;
  TfInstant at = { 0, 0 };

  if (g_key_file_has_group (keys->file, features_group))
    {
      source = tf_session_read_source (keys, features_group, error);
      if (source == NULL)
        return FALSE;
    }
  course = read_course (keys, group, changes_group, error);
  if (course == NULL || !read_instant (keys, group, "time", "iteration", &at, error))
    return FALSE;
  tf_session_add_pin (self, name != NULL ? name : group, g_strcmp0 (hidden, "true") == 0, source, course, &at);
  return TRUE;
}

static gboolean
read_pins (const TfKeys *keys, TfSession *self, GError **error)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *group = g_strdup_printf ("Pin %u", i);

      if (!g_key_file_has_group (keys->file, group))
        return TRUE;
      if (i > TF_SESSION_MAX_PINS)
        return tf_keys_fail (error, "it has more than %d pinned runs", TF_SESSION_MAX_PINS);
      if (!read_pin (keys, self, group, error))
        return FALSE;
    }
}

static gboolean
read_beside (const TfKeys *keys, TfSession *self, GError **error)
{
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (TfSource) source = NULL;

  if (!g_key_file_has_group (keys->file, "Beside"))
    return TRUE;
  if (g_key_file_has_group (keys->file, "Beside Features")
      && (source = tf_session_read_source (keys, "Beside Features", error)) == NULL)
    return FALSE;
  course = read_course (keys, "Beside", "Beside Changes", error);
  if (course != NULL)
    tf_session_set_beside (self, course, source);
  return course != NULL;
}

static void
read_view (const TfKeys *keys, TfSession *self)
{
  g_auto (GStrv) names = g_key_file_get_keys (keys->file, "View", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *text = tf_keys_get_text (keys, "View", names[i]);

      if (text == NULL || strspn (names[i], "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (names[i]))
        continue;
      g_ptr_array_add (self->view, g_strdup (names[i])); /* keys of a group differ */
      g_ptr_array_add (self->view, g_steal_pointer (&text));
    }
}

static TfSession *
read_run (const TfKeys *keys, GError **error)
{
  g_autoptr (TfSource) source = tf_session_read_source (keys, "Features", error);
  g_autoptr (TfCourse) course = NULL;
  TfInstant at = { 0, 0 }, latest;

  if (source == NULL || (course = read_course (keys, "Run", "Changes", error)) == NULL
      || !read_instant (keys, "Run", "time", "iteration", &at, error))
    return NULL;
  latest = at;
  if (!read_instant (keys, "Run", "latest-time", "latest-iteration", &latest, error))
    return NULL;
  if (tf_instant_compare (&latest, &at) < 0)
    latest = at;
  /* A change made where the run stood is at its latest instant; one beyond is known to be later. */
  if (course->n_changes > 0 && tf_instant_compare (&latest, &course->changes[course->n_changes - 1].at) < 0)
    latest = course->changes[course->n_changes - 1].at;
  return tf_session_new (source, course, &at, &latest);
}

static gboolean
check_format (const TfKeys *keys, GError **error)
{
  g_autofree char *format = tf_keys_get_text (keys, "Tightframe", "format");
  guint64 number = 0;

  if (format == NULL || !g_ascii_string_to_unsigned (format, 10, 1, G_MAXUINT64, &number, NULL))
    return tf_keys_fail (error, "this is no session of Tightframe: its format is not given");
  return number == 1 || tf_keys_fail (error, "it was written by a later version of Tightframe, in a format not known here");
}

static TfSession *
read_session (const TfKeys *keys, GError **error)
{
  g_autoptr (TfSession) self = NULL;
  g_autofree char *version = NULL;

  if (!check_format (keys, error) || (self = read_run (keys, error)) == NULL)
    return NULL;
  version = tf_keys_get_name (keys, "Tightframe", "version");
  if (version != NULL)
    {
      g_free (self->version);
      self->version = g_steal_pointer (&version);
    }
  if (!read_beside (keys, self, error) || !read_pins (keys, self, error))
    return NULL;
  read_view (keys, self);
  return g_steal_pointer (&self);
}

/* public */

TfSession *
tf_session_from_text (const char *text, gsize length, const char *folder, GError **error)
{
  g_auto (TfKeys) keys = { 0 };

  if (!tf_keys_read (&keys, text, length, folder, error))
    return NULL;
  return read_session (&keys, error);
}

TfSession *
tf_session_load (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *text = g_malloc (TF_SESSION_MAX_LENGTH + 1);
  TfSession *self;
  int fd = tf_input_open (absolute, error);
  gssize length;

  if (fd < 0)
    return NULL;
  length = tf_input_read (fd, text, TF_SESSION_MAX_LENGTH + 1, error);
  close (fd);
  if (length < 0)
    return NULL;
  self = tf_session_from_text (text, length, folder, error);
  if (self != NULL)
    self->path = g_steal_pointer (&absolute);
  return self;
}
