/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep-private.h"

#include <math.h>
#include <string.h>

#include "number-text.h"

G_STATIC_ASSERT (G_N_ELEMENTS (numbers) == TF_SWEEP_N_NUMBERS);

gboolean G_GNUC_PRINTF (2, 3)
tf_sweep_fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

/* --- the words of an axis --- */

static char *
list_names (void)
{
  GString *list = g_string_new (NULL);

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    if (tf_parameter_at_place (place)->kind != TF_PARAMETER_WIDTHS) /* its values have commas */
      g_string_append_printf (list, "%s, ", tf_parameter_at_place (place)->option);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", numbers[i].name);
  return g_string_free (list, FALSE);
}

static gboolean
find_parameter (TfSweepAxis *axis, GError **error)
{
  g_autofree char *name = g_strdelimit (g_strdup (axis->name), "_", '-'), *known = NULL;

  axis->number = TF_SWEEP_NO_NUMBER;
  for (guint i = 0; i < TF_N_PARAMETERS && axis->parameter == NULL; i++)
    if (tf_parameter_info (i)->kind != TF_PARAMETER_WIDTHS
        && (strcmp (tf_parameter_info (i)->option, name) == 0 || strcmp (tf_parameter_info (i)->name, name) == 0))
      axis->parameter = tf_parameter_info (i);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (numbers[i].name, name) == 0)
      axis->number = i;
  if (axis->parameter != NULL || axis->number != TF_SWEEP_NO_NUMBER)
    return TRUE;
  known = list_names ();
  return tf_sweep_fail (error, "there is no parameter “%s”; it may be one of %s", axis->name, known);
}

static gboolean
is_whole (const TfSweepAxis *axis)
{
  return axis->parameter != NULL ? axis->parameter->kind != TF_PARAMETER_REAL : numbers[axis->number].whole;
}

static gboolean
is_chosen (const TfSweepAxis *axis)
{
  return axis->parameter != NULL
         && (axis->parameter->kind == TF_PARAMETER_CHOICE || axis->parameter->kind == TF_PARAMETER_FLAG);
}

static gboolean
read_number (const TfSweepAxis *axis, const char *word, double *value, GError **error)
{
  if (!tf_number_read (word, value))
    return tf_sweep_fail (error, "“%s” is not a number", word);
  if (is_whole (axis) && (*value != floor (*value) || *value < 0 || *value > G_MAXUINT32))
    return tf_sweep_fail (error, "“%s” is not a whole number", word);
  if (axis->number != TF_SWEEP_NO_NUMBER && !(*value >= numbers[axis->number].min && *value <= numbers[axis->number].max))
    return tf_sweep_fail (error, "%s is not in the range from %g to %g", word, numbers[axis->number].min, numbers[axis->number].max);
  return TRUE;
}

static gboolean
read_value (const TfSweepAxis *axis, const char *word, double *value, GError **error)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  if (!is_chosen (axis))
    return read_number (axis, word, value, error);
  if (!tf_parameter_set_text (axis->parameter, &p, word))
    {
      g_autofree char *list = tf_parameter_list_choices (axis->parameter, ", ", ", ");

      return tf_sweep_fail (error, "“%s” is none of %s", word, list);
    }
  *value = tf_parameter_get_whole (axis->parameter, &p);
  return TRUE;
}

static gboolean
read_list (TfSweepAxis *axis, const char *list, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (list, ",;", -1);
  guint n = g_strv_length (words);

  axis->values = g_new (double, MAX (n, 1));
  for (; axis->n_values < n; axis->n_values++)
    if (!read_value (axis, g_strstrip (words[axis->n_values]), &axis->values[axis->n_values], error))
      return FALSE;
  return n > 0 || tf_sweep_fail (error, "no value is given");
}

/* Of 15 digits: powers of ten in between are what one reads. */
static double
round_digits (double value)
{
  char text[TF_NUMBER_TEXT_SIZE];

  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.15g", value), NULL);
}

static double
space_value (const TfSweepAxis *axis, guint i, double from, double to)
{
  double share = axis->n_values > 1 ? (double) i / (axis->n_values - 1) : 0;

  if (i == 0 || from == to)
    return from;
  if (i + 1 == axis->n_values)
    return to;
  if (axis->is_log)
    return is_whole (axis) ? round (from * pow (to / from, share)) : round_digits (from * exp (share * log (to / from)));
  return is_whole (axis) ? round (from + share * (to - from)) : round_digits (from + share * (to - from));
}

static gboolean
read_range (TfSweepAxis *axis, GStrv words, GError **error)
{
  guint n = g_strv_length (words);
  guint64 count;
  double from, to;

  if (n < 3 || n > 4)
    return tf_sweep_fail (error, "a range is FROM:TO:COUNT, with :log or :linear after it or not");
  if (is_chosen (axis))
    return tf_sweep_fail (error, "it has no range; list its values with commas between");
  if (!read_number (axis, words[0], &from, error) || !read_number (axis, words[1], &to, error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (words[2], 10, 1, TF_SWEEP_MAX_CELLS, &count, NULL))
    return tf_sweep_fail (error, "“%s” is not a number of values from 1 to %d", words[2], TF_SWEEP_MAX_CELLS);
  if (words[3] != NULL && strcmp (words[3], "log") != 0 && strcmp (words[3], "linear") != 0)
    return tf_sweep_fail (error, "“%s” is neither log nor linear", words[3]);
  axis->is_log = words[3] != NULL ? strcmp (words[3], "log") == 0 : from > 0 && to > 0 && !is_whole (axis);
  if (axis->is_log && !(from > 0 && to > 0))
    return tf_sweep_fail (error, "a logarithmic scale has no 0 and nothing below; say :linear, or list the values");
  axis->n_values = count;
  axis->values = g_new (double, count);
  for (guint i = 0; i < count; i++)
    axis->values[i] = space_value (axis, i, from, to);
  return TRUE;
}

static gboolean
check_values (const TfSweepAxis *axis, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_double_hash, g_double_equal);

  for (guint i = 0; i < axis->n_values; i++)
    if (!g_hash_table_add (seen, &axis->values[i]))
      {
        g_autofree char *text = tf_sweep_axis_get_text (axis, i);

        return tf_sweep_fail (error, "%s stands there twice", text);
      }
  return TRUE;
}

static gboolean
read_axis (TfSweepAxis *axis, const char *word, GError **error)
{
  const char *values = strchr (word, '=');
  g_auto (GStrv) parts = NULL;

  if (values == NULL && strcmp (word, numbers[TF_SWEEP_EPOCH].name) == 0)
    return tf_sweep_fail (error, "epoch: these features are of no training; its folder is what is opened, or named");
  if (values == NULL || values == word)
    return tf_sweep_fail (error, "“%s” is not NAME=FROM:TO:COUNT", word);
  axis->name = g_strndup (word, values - word);
  parts = g_strsplit (values + 1, ":", -1);
  if (find_parameter (axis, error)
      && (strchr (values, ':') != NULL ? read_range (axis, parts, error) : read_list (axis, values + 1, error))
      && check_values (axis, error))
    return TRUE;
  g_prefix_error (error, "%s: ", axis->name);
  return FALSE;
}

static char *
write_axis (const TfSweepAxis *axis, const char *word)
{
  const char *values = strchr (word, '=') + 1;
  const char *last = strrchr (values, ':');
  g_autofree char *plain = g_strdelimit (g_strdup (values), ",", ';');
  gboolean said = last != NULL && (strcmp (last, ":log") == 0 || strcmp (last, ":linear") == 0);

  return g_strconcat (axis->name, "=", plain, last == NULL || said ? "" : axis->is_log ? ":log" : ":linear", NULL);
}

/* --- the grid --- */

/* The same parameter by both of its names is the same one. */
static gboolean
is_doubled (const TfSweepGrid *self, guint axis)
{
  for (guint i = 0; i < axis; i++)
    if (self->axes[i].parameter == self->axes[axis].parameter && self->axes[i].number == self->axes[axis].number)
      return TRUE;
  return FALSE;
}

static gboolean
add_axis (TfSweepGrid *self, const char *word, GString *text, GError **error)
{
  TfSweepAxis *axis = &self->axes[self->n_axes];
  g_autofree char *written = NULL;

  if (self->n_axes == TF_SWEEP_MAX_AXES)
    return tf_sweep_fail (error, "no more than %d parameters can be varied at once", TF_SWEEP_MAX_AXES);
  self->n_axes++;
  if (!read_axis (axis, word, error))
    return FALSE;
  if (is_doubled (self, self->n_axes - 1))
    return tf_sweep_fail (error, "%s is varied twice", axis->name);
  if (axis->n_values > TF_SWEEP_MAX_CELLS / self->n_cells)
    return tf_sweep_fail (error, "that is more than %d cells", TF_SWEEP_MAX_CELLS);
  self->n_cells *= axis->n_values;
  written = write_axis (axis, word);
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", written);
  return TRUE;
}

TfSweepGrid *
tf_sweep_grid_new (const char *const *words, GError **error)
{
  g_autoptr (TfSweepGrid) self = g_new0 (TfSweepGrid, 1);
  g_autoptr (GString) text = g_string_new (NULL);

  self->n_cells = 1;
  for (guint i = 0; words[i] != NULL; i++)
    if (!add_axis (self, words[i], text, error))
      return NULL;
  if (self->n_axes == 0)
    {
      tf_sweep_fail (error, "nothing is varied");
      return NULL;
    }
  self->text = g_strdup (text->str);
  return g_steal_pointer (&self);
}

TfSweepGrid *
tf_sweep_grid_new_from_text (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return tf_sweep_grid_new ((const char *const *) words, error);
}

void
tf_sweep_grid_free (TfSweepGrid *self)
{
  for (guint i = 0; i < self->n_axes; i++)
    {
      g_free (self->axes[i].name);
      g_free (self->axes[i].values);
    }
  g_free (self->text);
  g_free (self);
}

guint
tf_sweep_grid_get_place (const TfSweepGrid *self, gsize cell, guint axis)
{
  for (guint i = self->n_axes - 1; i > axis; i--)
    cell /= self->axes[i].n_values;
  return cell % self->axes[axis].n_values;
}

char *
tf_sweep_axis_get_text (const TfSweepAxis *self, guint place)
{
  char text[TF_NUMBER_TEXT_SIZE];

  if (is_chosen (self))
    return g_strdup (self->parameter->choices[(guint) self->values[place]].word);
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.17g", self->values[place]));
}

char *
tf_sweep_grid_name_cell (const TfSweepGrid *self, gsize cell)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < self->n_axes; i++)
    {
      g_autofree char *value = tf_sweep_axis_get_text (&self->axes[i], tf_sweep_grid_get_place (self, cell, i));

      g_string_append_printf (name, "%s%s=%s", i > 0 ? " " : "", self->axes[i].name, value);
    }
  return g_string_free (name, FALSE);
}
