/* session-read.c: from a text to a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text may come from anywhere. What it says is taken only where it is of the
 * right kind and in range; a group or key of no known name is passed over, so
 * that a later version may add some.
 */
#include "session.h"

#include <string.h>

#include "examples-folder.h"
#include "number-text.h"
#include "parameter-info.h"
#include "places.h"
#include "session-keys.h"

#define MAX_LAYERS 1000
#define MAX_TIME 1e300

/* --- features --- */

static char *
get_path (const TfKeys *keys, const char *group, const char *key)
{
  g_autofree char *escaped_key = g_strconcat (key, "-escaped", NULL);
  g_autofree char *escaped = tf_keys_get_text (keys, group, escaped_key);
  g_autoptr (GBytes) bytes = NULL;

  if (escaped == NULL)
    return tf_keys_get_text (keys, group, key);
  bytes = g_uri_unescape_bytes (escaped, -1, NULL, NULL);
  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
get_digest (const TfKeys *keys, const char *group, const char *prefix, const char *suffix)
{
  g_autofree char *key = g_strconcat (prefix, "digest", suffix, NULL);
  g_autofree char *digest = tf_keys_get_text (keys, group, key);

  if (digest == NULL || strlen (digest) != 64 || strspn (digest, "0123456789abcdef") != 64)
    return NULL;
  return g_steal_pointer (&digest);
}

/* The relative name where something is, else the absolute one, else where a file of the
 * digest was seen; where nothing is anywhere, the name that is there. */
static GFile *
get_file (const TfKeys *keys, const char *group, const char *prefix, const char *suffix)
{
  g_autofree char *relative_key = g_strconcat (prefix, "path", suffix, NULL);
  g_autofree char *absolute_key = g_strconcat (prefix, "absolute-path", suffix, NULL);
  g_autofree char *relative = get_path (keys, group, relative_key);
  g_autofree char *absolute = get_path (keys, group, absolute_key);
  g_autoptr (GFile) near = NULL;

  g_autofree char *digest = get_digest (keys, group, prefix, suffix);
  g_autoptr (GFile) known = NULL;

  if (relative != NULL && *relative != '\0' && (keys->folder != NULL || absolute == NULL))
    {
      g_autofree char *path = g_canonicalize_filename (relative, keys->folder);

      near = g_file_new_for_path (path);
    }
  if (near != NULL && g_file_query_exists (near, NULL))
    return g_steal_pointer (&near);
  if ((absolute == NULL || !g_file_test (absolute, G_FILE_TEST_EXISTS)) && digest != NULL
      && (known = tf_places_find (digest)) != NULL)
    return g_steal_pointer (&known);
  if (near != NULL && absolute == NULL)
    return g_steal_pointer (&near);
  if (absolute != NULL && g_path_is_absolute (absolute))
    {
      g_autoptr (GFile) far = g_file_new_for_path (absolute);

      return near == NULL || g_file_query_exists (far, NULL) ? g_steal_pointer (&far) : g_steal_pointer (&near);
    }
  return g_steal_pointer (&near);
}

/* A bundled file, wherever this installation has it; where it does not, its name
 * stands for something that is missing. */
static TfSource *
make_example (const char *name, const char *title)
{
  g_autoptr (GFile) file = tf_example_find (name);
  g_autofree char *base = g_path_get_basename (name);

  if (file == NULL)
    file = g_file_new_build_filename (G_DIR_SEPARATOR_S, "tightframe", "examples", base, NULL);
  return tf_source_new_example (file, title != NULL ? title : base);
}

static TfSource *
read_file (const TfKeys *keys, const char *group, const char *suffix, const char *title, GError **error)
{
  g_autofree char *example_key = g_strconcat ("example", suffix, NULL);
  g_autofree char *example = get_path (keys, group, example_key);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) labels = NULL;
  g_autofree char *features_key = get_path (keys, group, "features-key");
  g_autofree char *labels_key = get_path (keys, group, "labels-key");
  g_auto (GStrv) columns = tf_keys_get_list (keys, group, "features-columns");
  g_auto (GStrv) leave_out = tf_keys_get_list (keys, group, "leave-out");
  g_auto (GStrv) classes = tf_keys_get_list (keys, group, "leave-out-class");
  TfFeaturesOptions options = { .features_key = features_key,
                                .labels_key = labels_key,
                                .features_columns = (const char *const *) columns,
                                .leave_out = (const char *const *) leave_out,
                                .leave_out_classes = (const char *const *) classes };
  g_autofree char *digest = get_digest (keys, group, "", suffix);
  g_autofree char *labels_digest = get_digest (keys, group, "labels-", suffix);
  g_autoptr (TfSource) named = NULL;
  g_autoptr (TfSource) optioned = NULL;

  if (example != NULL && *example != '\0')
    named = make_example (example, title);
  else
    {
      file = get_file (keys, group, "", suffix);
      labels = get_file (keys, group, "labels-", suffix);
      if (file == NULL)
        {
          tf_keys_fail_at (keys, group, "path", error, "it does not say where the features are");
          return NULL;
        }
      named = tf_source_new_file (file, labels);
    }
  optioned = tf_source_new_with_options (named, &options);
  return tf_source_new_with_digests (optioned, digest, labels != NULL ? labels_digest : NULL);
}

static TfSource *
read_series (const TfKeys *keys, const char *group, const char *title, GError **error)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  guint64 n = 0;

  if (!tf_keys_get_integer (keys, group, "layers", 2, MAX_LAYERS, &n, error))
    return NULL;
  if (n == 0)
    {
      tf_keys_fail_at (keys, group, "layers", error, "it does not say how many layers there are");
      return NULL;
    }
  for (guint i = 1; i <= n; i++)
    {
      char suffix[16];
      TfSource *layer;

      g_snprintf (suffix, sizeof suffix, "-%u", i);
      layer = read_file (keys, group, suffix, NULL, error);
      if (layer == NULL)
        return NULL;
      g_ptr_array_add (layers, layer);
    }
  return tf_source_new_series ((TfSource *const *) layers->pdata, layers->len, title);
}

static gboolean
read_sizes (const TfKeys *keys, const char *group, TfSynthetic *draw, GArray *sizes, GError **error)
{
  g_autofree char *text = tf_keys_get_text (keys, group, "per-class");
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  guint n = g_strv_length (words);

  for (guint k = 0; k < n; k++)
    {
      guint64 size;
      gsize own;

      if (!g_ascii_string_to_unsigned (words[k], 10, 1, G_MAXUINT32, &size, NULL))
        return tf_keys_fail_at (keys, group, "per-class", error, "per-class is not one whole number or a list of them");
      own = size;
      g_array_append_val (sizes, own);
    }
  if (n > 1 && n != draw->n_classes)
    return tf_keys_fail_at (keys, group, "per-class", error, "per-class lists %u sizes for %u classes", n, draw->n_classes);
  if (n == 1)
    draw->per_class = g_array_index (sizes, gsize, 0);
  draw->sizes = n > 1 ? (gsize *) (gpointer) sizes->data : NULL;
  return TRUE;
}

static TfSource *
read_draw (const TfKeys *keys, const char *group, GError **error)
{
  TfSynthetic draw = TF_SYNTHETIC_DEFAULT;
  guint64 n_classes = draw.n_classes, dim = draw.dim, seed = draw.seed;
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));

  if (!tf_keys_get_integer (keys, group, "classes", 2, 100000, &n_classes, error)
      || !tf_keys_get_integer (keys, group, "dim", 1, 1000000, &dim, error)
      || !tf_keys_get_integer (keys, group, "seed", 0, G_MAXUINT32, &seed, error)
      || !tf_keys_get_number (keys, group, "spread", &draw.spread, error)
      || !tf_keys_get_number (keys, group, "noise", &draw.noise, error))
    return NULL;
  draw.n_classes = n_classes;
  draw.dim = dim;
  draw.seed = seed;
  if (draw.spread < 0 || draw.noise < 0)
    {
      tf_keys_fail_at (keys, group, draw.spread < 0 ? "spread" : "noise", error, "spread and noise must be at least 0");
      return NULL;
    }
  return read_sizes (keys, group, &draw, sizes, error) ? tf_source_new_synthetic (&draw) : NULL;
}

static TfSource *
read_source (const TfKeys *keys, const char *group, GError **error)
{
  g_autofree char *kind = tf_keys_get_text (keys, group, "kind");
  g_autofree char *title = tf_keys_get_name (keys, group, "title");

  if (g_strcmp0 (kind, "synthetic") == 0)
    return read_draw (keys, group, error);
  if (g_strcmp0 (kind, "file") == 0)
    return read_file (keys, group, "", title, error);
  if (g_strcmp0 (kind, "series") == 0)
    return read_series (keys, group, title, error);
  if (kind != NULL)
    tf_keys_fail_at (keys, group, "kind", error, "it names features of a kind that this version does not know");
  else
    tf_keys_fail_at (keys, group, "kind", error, "it does not say what the features are");
  return NULL;
}

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
      source = read_source (keys, features_group, error);
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
  g_autoptr (TfSource) source = read_source (keys, "Features", error);
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
  if (g_key_file_has_group (keys->file, "Beside"))
    {
      self->beside = read_course (keys, "Beside", "Beside Changes", error);
      if (self->beside == NULL)
        return NULL;
    }
  if (!read_pins (keys, self, error))
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
