/* features-read.c: from one file to features: what it is, and whether what is in it fits
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-read.h"

#include "projector.h"
#include "reader-table.h"

#define MAX_SHOWN_LABEL 40 /* characters */

static gboolean
read_labels_file (TfParts *parts, const TfLoad *load, GError **error)
{
  g_auto (TfFile) file = { 0 };
  TfLoad   quiet = *load;
  const TfReader *reader = tf_file_open (&file, load->options->labels_path, error)
                               ? tf_reader_find (&file, load->options->labels_path, error)
                               : NULL;
  gboolean done;

  quiet.progress = NULL;
  done = reader != NULL && reader->read (&file, FALSE, TRUE, parts, &quiet, error);
  if (!done)
    g_prefix_error_literal (error, "In the labels’ file: ");
  else
    {
      g_autofree char *base = g_path_get_basename (load->options->labels_path);
      g_autofree char *name = tf_text_clean (base, -1);
      g_autofree char *within = g_steal_pointer (&parts->labels_from);

      tf_parts_set_origin (&parts->labels_from, "file %s%s%s", name, within != NULL ? ", " : "", within != NULL ? within : "");
    }
  return done;
}

/* A label may be a word as long as the file. */
static char *
show_label (const char *name)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_SHOWN_LABEL)
    return g_strdup (name);
  start = g_utf8_substring (name, 0, MAX_SHOWN_LABEL);
  return g_strconcat (start, "…", NULL);
}

/* Labels that training passes over by convention: -100 of PyTorch, -1 beside 0, 1, …. */
static void
note_ignored (const TfLabels *labels, const gsize *sizes, TfParts *parts)
{
  guint n_above = 0, ignored = G_MAXUINT;

  for (guint k = 0; k < labels->n_classes; k++)
    if (g_str_equal (labels->names[k], "-100") || g_str_equal (labels->names[k], "-1"))
      ignored = k;
    else
      n_above += g_ascii_isdigit (labels->names[k][0]);
  if (ignored != G_MAXUINT && n_above >= 2 && n_above + 1 == labels->n_classes)
    tf_parts_add_notice (parts, "%" G_GSIZE_FORMAT " samples have the label %s, which often means “to be ignored”; that class "
                         "can be left out", sizes[ignored], labels->names[ignored]);
}

/* A shard of a summary may be of a single class. */
static gboolean
check_classes (TfParts *parts, const TfLoad *load, GError **error)
{
  TfLabels         *labels = &parts->labels;
  const TfSummary  *summary = parts->summary;
  g_autofree gsize *sizes = summary != NULL ? g_memdup2 (summary->sizes, summary->n_classes * sizeof (gsize))
                                            : g_new0 (gsize, labels->n_classes);
  guint             n_single = 0, single = 0;

  if (labels->n_classes < 2 && !load->summarize && !parts->unlabelled && !parts->is_part)
    {
      g_autofree char *shown = show_label (labels->names[0]);

      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                   "All labels are %s; two classes or more are needed.", shown);
      return FALSE;
    }
  for (gsize i = 0; i < labels->n && summary == NULL; i++)
    sizes[labels->classes[i]]++;
  for (guint k = labels->n_classes; k-- > 0;)
    if (sizes[k] == 1)
      {
        n_single++;
        single = k;
      }
  note_ignored (labels, sizes, parts);
  if (labels->by_columns)
    tf_parts_add_notice (parts, "the labels are one-hot with a column for each sample");
  if (parts->is_part)
    return TRUE;
  if (n_single == 1)
    {
      g_autofree char *shown = show_label (labels->names[single]);

      tf_parts_add_notice (parts, "class %s has a single sample, so no spread of its own", shown);
    }
  else if (n_single > 1)
    tf_parts_add_notice (parts, "%u classes have a single sample, so no spread of their own", n_single);
  return TRUE;
}

static void
finish_notice (GString *notice)
{
  if (notice->len == 0)
    return;
  notice->str[0] = g_ascii_toupper (notice->str[0]);
  g_string_append_c (notice, '.');
}

/* Sentences that begin with a name of ours begin in lower case. */
static void
capitalize (GError **error)
{
  if (error != NULL && *error != NULL && g_str_has_prefix ((*error)->message, "the "))
    (*error)->message[0] = 'T';
}

/* A text by its contents, an archive by its name: a person would look for the wrong fault. */
static void
note_misnamed (TfParts *parts, gboolean done, GError **error)
{
  if (done)
    tf_parts_add_notice (parts, "the file is a text, whatever its name says, and was read as one");
  else
    g_prefix_error_literal (error, "This is a text, not a file of arrays as its name says. ");
}

static gboolean
read_parts (const char *path, TfParts *parts, const TfLoad *load, GError **error)
{
  gboolean apart = load->options->labels_path != NULL && !parts->unlabelled, done;
  g_auto (TfFile) file = { 0 };
  const TfReader *reader;

  if (!tf_load_step (load, 0, error) || !tf_file_open (&file, path, error))
    return FALSE;
  reader = tf_reader_find (&file, path, error);
  if (reader == NULL || (!reader->arrays && !tf_load_is_here (load, error)) || (apart && !read_labels_file (parts, load, error)))
    return FALSE;
  done = reader->read (&file, TRUE, !apart && !parts->unlabelled, parts, load, error);
  if (!reader->arrays && tf_reader_is_named_as_arrays (path))
    note_misnamed (parts, done, error);
  return done;
}

/* Labels and features fit; what is not wanted of them goes. */
static gboolean
select_parts (TfParts *parts, const TfLoad *load, GError **error)
{
  if (!tf_parts_choose_classes (parts, load->options, error) || !tf_parts_select (parts, load->options, error))
    return FALSE;
  tf_parts_orient_layer (parts);
  return TRUE;
}

TfFeatures *
tf_features_read (const char *path, const TfFeaturesOptions *options, const TfReading *how, GError **error)
{
  static const TfFeaturesOptions none = { 0 };
  g_autoptr (GPtrArray) listed = how->listing != NULL ? tf_listing_new () : NULL;
  TfFeaturesOptions chosen = options != NULL ? *options : none;
  TfLoad           load = { &chosen, how->cancellable, how->progress, how->user_data, listed, how->summarize, how->share };
  g_autofree char *tensors = tf_projector_find_tensors (path), *labels = tf_projector_find_labels (tensors != NULL ? tensors : path);
  TfParts          parts = { .notice = g_string_new (NULL), .unlabelled = chosen.unlabelled, .is_part = how->is_part };
  TfFeatures      *features = NULL;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  if (chosen.labels_path == NULL && chosen.labels_key == NULL)
    chosen.labels_path = labels;
  if (read_parts (tensors != NULL ? tensors : path, &parts, &load, error) && select_parts (&parts, &load, error)
      && check_classes (&parts, &load, error) && tf_load_step (&load, 1, error))
    {
      finish_notice (parts.notice);
      features = tf_features_new_from_parts (name, &parts);
    }
  else
    capitalize (error);
  if (how->has_test != NULL)
    *how->has_test = parts.has_test;
  tf_array_clear (&parts.features);
  tf_labels_clear (&parts.labels);
  g_free (parts.units);
  g_clear_pointer (&parts.summary, tf_summary_free);
  g_free (parts.weights);
  g_free (parts.bias);
  g_clear_pointer (&parts.layers, tf_head_layers_free);
  g_free (parts.labels_from);
  g_free (parts.features_from);
  g_free (parts.class_map);
  g_clear_pointer (&parts.left_columns, g_ptr_array_unref);
  g_string_free (parts.notice, TRUE);
  if (how->listing != NULL)
    *how->listing = listed->len > 0 ? g_steal_pointer (&listed) : NULL;
  return features;
}
