/* session-write.c: the text of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     [Tightframe]          format=1, version
 *     [Features]            kind=file, series or synthetic. A file: path (relative)
 *                           and absolute-path, or example (a bundled file's base
 *                           name); digest (SHA-256); labels-path, labels-absolute-path
 *                           and labels-digest; features-key, labels-key, and
 *                           the lists features-columns, leave-out, leave-out-class. Of a series
 *                           each ends with -1, -2, …. A draw: the command line's words.
 *     [Features Test]       samples that are not trained on, as [Features]; so is
 *     [Features Ood]
 *     [Run]                 the parameters at the start, by the command line's words;
 *                           time and iteration, where one stood; latest-time and
 *                           latest-iteration, where the run had come further;
 *                           exact=false where changes were too many to be kept
 *     [Changes]             1, 2, …: t=… iteration=… and each parameter that is another
 *     [Beside]              the second run, as [Run]
 *     [Beside Changes]
 *     [Beside Features]     where they are not those of the run
 *     [Pin 1]               name, hidden, and as [Run]
 *     [Pin 1 Features]      where they are not those of the run
 *     [Pin 1 Changes]
 *     [View]                as those who draw have it
 */
#include "session.h"

#include <string.h>

#include "number-text.h"
#include "output.h"
#include "parameter-info.h"
#include "session-groups.h"
#include "text-clean.h"

/* So many times ".." may lead a relative name. */
#define MAX_UP 2

/* Where the text will lie, and who will see it. */
typedef struct
{
  const char *folder; /* or NULL */
  gboolean    published;
} Place;

static void
set_number (GKeyFile *file, const char *group, const char *key, double value)
{
  char text[TF_NUMBER_TEXT_SIZE];

  g_key_file_set_value (file, group, key, tf_number_write (value, text));
}

/* Key files are UTF-8, and those in figures XML; names of files are any bytes: those that
 * are no clean text are escaped. */
static void
set_path (GKeyFile *file, const char *group, const char *key, const char *path)
{
  g_autofree char *clean = tf_text_clean (path, -1);

  if (g_str_equal (clean, path))
    g_key_file_set_string (file, group, key, path);
  else
    {
      g_autofree char *name = g_strconcat (key, "-escaped", NULL);
      g_autofree char *escaped = g_uri_escape_bytes ((const guint8 *) path, strlen (path), "/");

      g_key_file_set_string (file, group, name, escaped);
    }
}

/* A text for people, who do not miss what XML has no character for. */
static void
set_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
  g_autofree char *clean = tf_text_clean_lines (text, -1);

  g_key_file_set_string (file, group, key, clean);
}

/* From folder to path, both absolute and canonical; NULL where they are too far apart. */
static char *
make_relative (const char *folder, const char *path)
{
  g_autofree char *base = g_strdup (folder);
  g_autoptr (GString) up = g_string_new (NULL);

  for (guint n = 0; n <= MAX_UP; n++)
    {
      gsize length = strlen (base);
      char *slash = strrchr (base, '/');

      if (length == 1) /* the root is near to everything */
        break;
      if (strncmp (path, base, length) == 0 && path[length] == '/')
        return g_strconcat (up->str, path + length + 1, NULL);
      g_string_append (up, "../");
      slash[slash == base] = '\0';
    }
  return NULL;
}

/* prefix: of the keys, "labels-" or nothing; suffix: "-1" of a layer, or nothing. */
static void
set_file (GKeyFile *file, const char *group, const char *prefix, const char *suffix, GFile *of, const Place *place)
{
  g_autofree char *path = g_file_get_path (of);
  g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : g_file_get_uri (of);
  g_autofree char *base = place->folder != NULL ? g_canonicalize_filename (place->folder, NULL) : NULL;
  g_autofree char *relative = base != NULL && path != NULL ? make_relative (base, absolute) : NULL;
  g_autofree char *relative_key = g_strconcat (prefix, "path", suffix, NULL);
  g_autofree char *absolute_key = g_strconcat (prefix, "absolute-path", suffix, NULL);

  if (relative == NULL && place->published)
    relative = g_file_get_basename (of);
  if (relative != NULL)
    set_path (file, group, relative_key, relative);
  if (!place->published)
    set_path (file, group, absolute_key, absolute);
}

static void
set_digest (GKeyFile *file, const char *group, const char *prefix, const char *suffix, const char *digest)
{
  g_autofree char *key = g_strconcat (prefix, "digest", suffix, NULL);

  if (digest != NULL)
    g_key_file_set_string (file, group, key, digest);
}

static void
add_file (GKeyFile *file, const char *group, const char *suffix, TfSource *source, const Place *place)
{
  if (tf_source_is_example (source))
    {
      g_autofree char *key = g_strconcat ("example", suffix, NULL);
      g_autofree char *name = g_file_get_basename (tf_source_get_file (source));

      set_path (file, group, key, name);
    }
  else
    set_file (file, group, "", suffix, tf_source_get_file (source), place);
  set_digest (file, group, "", suffix, tf_source_get_digest (source));
  if (tf_source_get_labels (source) == NULL)
    return;
  set_file (file, group, "labels-", suffix, tf_source_get_labels (source), place);
  set_digest (file, group, "labels-", suffix, tf_source_get_labels_digest (source));
}

static void
add_draw (GKeyFile *file, const char *group, const TfSynthetic *synthetic)
{
  g_autoptr (GString) sizes = g_string_new (NULL);

  g_key_file_set_string (file, group, "kind", "synthetic");
  g_key_file_set_uint64 (file, group, "classes", synthetic->n_classes);
  if (synthetic->sizes == NULL)
    g_string_printf (sizes, "%" G_GSIZE_FORMAT, synthetic->per_class);
  for (guint k = 0; synthetic->sizes != NULL && k < synthetic->n_classes; k++)
    g_string_append_printf (sizes, "%s%" G_GSIZE_FORMAT, k > 0 ? "," : "", synthetic->sizes[k]);
  g_key_file_set_string (file, group, "per-class", sizes->str);
  g_key_file_set_uint64 (file, group, "dim", synthetic->dim);
  g_key_file_set_uint64 (file, group, "seed", synthetic->seed);
  set_number (file, group, "spread", synthetic->spread);
  set_number (file, group, "noise", synthetic->noise);
}

static void
set_list (GKeyFile *file, const char *group, const char *key, const char *const *list)
{
  g_autoptr (GPtrArray) escaped = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    g_ptr_array_add (escaped, g_uri_escape_bytes ((const guint8 *) list[i], strlen (list[i]), " ,"));
  if (list != NULL)
    g_key_file_set_string_list (file, group, key, (const char *const *) escaped->pdata, escaped->len);
}

static void
add_one_source (GKeyFile *file, const char *group, TfSource *source, const Place *place)
{
  guint n = tf_source_get_n_layers (source);
  TfSource *first = n > 0 ? tf_source_get_layer (source, 0) : source;
  TfFeaturesOptions options;

  if (tf_source_get_synthetic (source) != NULL)
    {
      add_draw (file, group, tf_source_get_synthetic (source));
      return;
    }
  g_key_file_set_string (file, group, "kind", n > 0 ? "series" : "file");
  set_text (file, group, "title", tf_source_get_title (source));
  if (n > 0)
    g_key_file_set_uint64 (file, group, "layers", n);
  else
    add_file (file, group, "", source, place);
  for (guint i = 0; i < n; i++)
    {
      char suffix[16];

      g_snprintf (suffix, sizeof suffix, "-%u", i + 1);
      add_file (file, group, suffix, tf_source_get_layer (source, i), place);
    }
  if (tf_source_get_features_key (first) != NULL)
    set_path (file, group, "features-key", tf_source_get_features_key (first));
  if (tf_source_get_labels_key (first) != NULL)
    set_path (file, group, "labels-key", tf_source_get_labels_key (first));
  options = tf_source_get_options (first);
  set_list (file, group, "features-columns", options.features_columns);
  set_list (file, group, "leave-out", options.leave_out);
  set_list (file, group, "leave-out-class", options.leave_out_classes);
  if (options.alone)
    g_key_file_set_boolean (file, group, "alone", TRUE);
}

/* What is held out beside the layers that have any. */
static void
add_beside_layers (GKeyFile *file, const char *group, TfSource *source, TfHeldOutKind kind, const Place *place)
{
  g_key_file_set_string (file, group, "kind", "series");
  for (guint i = 0; i < tf_source_get_n_layers (source); i++)
    {
      TfSource *other = tf_source_get_held_out (tf_source_get_layer (source, i), kind);
      char suffix[16];

      g_snprintf (suffix, sizeof suffix, "-%u", i + 1);
      if (other != NULL)
        add_file (file, group, suffix, other, place);
    }
}

/* With what is held out, each in a group of its own. */
static void
add_source (GKeyFile *file, const char *group, TfSource *source, const Place *place)
{
  add_one_source (file, group, source, place);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *own = tf_held_out_get_group (group, kind);

      if (tf_source_count_held_out (source, kind) == 0)
        continue;
      if (tf_source_get_n_layers (source) > 0)
        add_beside_layers (file, own, source, kind, place);
      else
        add_one_source (file, own, tf_source_get_held_out (source, kind), place);
    }
}

static void
add_changes (GKeyFile *file, const char *group, const TfCourse *course)
{
  const TfParameters *before = &course->start;

  for (guint i = 0; i < course->n_changes; i++)
    {
      const TfCourseChange *change = &course->changes[i];
      g_autoptr (GString) line = g_string_new ("t=");
      char text[TF_NUMBER_TEXT_SIZE];

      g_string_append (line, tf_number_write (change->at.t, text));
      g_string_append_printf (line, " iteration=%" G_GUINT64_FORMAT, change->at.iteration);
      for (guint j = 0; j < TF_N_PARAMETERS; j++)
        {
          const TfParameterInfo *info = tf_parameter_info (j);
          g_autofree char *value = tf_parameter_get_text (info, &change->parameters);

          if (!tf_parameter_agrees (info, before, &change->parameters))
            g_string_append_printf (line, " %s=%s", info->name, value);
        }
      before = &change->parameters;
      g_snprintf (text, sizeof text, "%u", i + 1);
      g_key_file_set_string (file, group, text, line->str);
    }
}

/* The parameters at the start and, in a group of its own, what changed. */
static void
add_course (GKeyFile *file, const char *group, const char *changes, const TfCourse *course)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autofree char *value = tf_parameter_get_text (info, &course->start);

      g_key_file_set_string (file, group, info->name, value);
    }
  if (!course->is_exact)
    g_key_file_set_boolean (file, group, "exact", FALSE);
  add_changes (file, changes, course);
}

static void
add_instant (GKeyFile *file, const char *group, const char *time, const char *iteration, const TfInstant *at)
{
  set_number (file, group, time, at->t);
  g_key_file_set_uint64 (file, group, iteration, at->iteration);
}

static void
add_pin (GKeyFile *file, guint number, const TfSessionPin *pin, const Place *place)
{
  g_autofree char *group = g_strdup_printf ("Pin %u", number);
  g_autofree char *features = g_strconcat (group, " Features", NULL);
  g_autofree char *changes = g_strconcat (group, " Changes", NULL);

  set_text (file, group, "name", pin->name);
  g_key_file_set_boolean (file, group, "hidden", pin->hidden);
  add_instant (file, group, "time", "iteration", &pin->at);
  add_course (file, group, changes, pin->course);
  if (pin->source != NULL)
    add_source (file, features, pin->source, place);
}

static char *
write_session (TfSession *self, const Place *place, gsize *length)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, "Tightframe", "format", 1);
  g_key_file_set_string (file, "Tightframe", "version", self->version);
  add_source (file, "Features", self->source, place);
  add_instant (file, "Run", "time", "iteration", &self->at);
  if (tf_instant_compare (&self->latest, &self->at) != 0)
    add_instant (file, "Run", "latest-time", "latest-iteration", &self->latest);
  add_course (file, "Run", "Changes", self->course);
  if (self->beside != NULL)
    add_course (file, "Beside", "Beside Changes", self->beside);
  if (self->beside != NULL && self->beside_source != NULL)
    add_source (file, "Beside Features", self->beside_source, place);
  for (guint i = 0; i < self->pins->len; i++)
    add_pin (file, i + 1, self->pins->pdata[i], place);
  for (guint i = 0; i < self->view->len; i += 2)
    g_key_file_set_string (file, "View", self->view->pdata[i], self->view->pdata[i + 1]);
  return g_key_file_to_data (file, length, NULL);
}

/* public */

char *
tf_session_to_text (TfSession *self, const char *folder, gsize *length)
{
  return write_session (self, &(Place){ folder, FALSE }, length);
}

char *
tf_session_to_published_text (TfSession *self, const char *folder, gsize *length)
{
  return write_session (self, &(Place){ folder, TRUE }, length);
}

gboolean
tf_session_save (TfSession *self, const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  gsize length;
  g_autofree char *text = tf_session_to_text (self, folder, &length);

  return tf_output_write (absolute, text, length, error);
}
