/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-facts.h"

struct _TfTheoryFacts
{
  /* What the rest is of; references. */
  TfMoments   *moments;
  TfLayers    *layers;
  TfParameters parameters;

  gboolean       has_limit, has_spectra;
  TfLimit       *limit;
  char          *no_form;
  TfSpectrumPlot spectra;
  GPtrArray     *names;    /* of the layers, theirs; NULL: not yet */
  TfMetrics     *measured; /* of each */

  TfMonotoneCurves *curves;
  guint64           run; /* the curves' */
};

TfTheoryFacts *
tf_theory_facts_new (void)
{
  TfTheoryFacts *self = g_rc_box_new0 (TfTheoryFacts);

  self->parameters = TF_PARAMETERS_DEFAULT;
  self->curves = tf_monotone_curves_new ();
  return self;
}

TfTheoryFacts *
tf_theory_facts_ref (TfTheoryFacts *self)
{
  return g_rc_box_acquire (self);
}

static void
forget (TfTheoryFacts *self)
{
  self->has_limit = self->has_spectra = FALSE;
  g_clear_pointer (&self->limit, tf_limit_free);
  g_clear_pointer (&self->no_form, g_free);
  tf_spectrum_plot_clear (&self->spectra);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->measured, g_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->layers, tf_layers_unref);
}

static void
clear (gpointer data)
{
  TfTheoryFacts *self = data;

  forget (self);
  tf_monotone_curves_free (self->curves);
}

void
tf_theory_facts_unref (TfTheoryFacts *self)
{
  g_rc_box_release_full (self, clear);
}

TfTheoryFacts *
tf_theory_facts_of (const TfViewData *data)
{
  return data->facts != NULL ? tf_theory_facts_ref (data->facts) : tf_theory_facts_new ();
}

/* What is of other things than the data's goes. */
static void
follow (TfTheoryFacts *self, const TfViewData *data)
{
  const TfParameters *parameters = tf_view_data_get_parameters (data);

  if (self->moments == data->moments && self->layers == data->layers && tf_parameters_equal (parameters, &self->parameters))
    return;
  forget (self);
  self->moments = data->moments != NULL ? tf_moments_ref (data->moments) : NULL;
  self->layers = data->layers != NULL ? tf_layers_ref (data->layers) : NULL;
  self->parameters = *parameters;
}

static void
find_limit (TfTheoryFacts *self)
{
  g_autoptr (GError) error = NULL;

  self->has_limit = TRUE;
  if (self->moments == NULL || self->parameters.beta > 0)
    return;
  self->limit = tf_limit_new_for_moments (self->moments, &self->parameters, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    self->no_form = g_strdup (error->message);
}

const TfLimit *
tf_theory_facts_get_limit (TfTheoryFacts *self, const TfViewData *data, const char **no_form)
{
  follow (self, data);
  if (!self->has_limit)
    find_limit (self);
  if (no_form != NULL)
    *no_form = self->no_form;
  return self->limit;
}

const TfSpectrumPlot *
tf_theory_facts_get_spectra (TfTheoryFacts *self, const TfViewData *data)
{
  follow (self, data);
  if (!self->has_spectra)
    tf_spectrum_plot_fill (&self->spectra, self->moments, &self->parameters);
  self->has_spectra = TRUE;
  return &self->spectra;
}

/* Another run begins with other curves. */
const TfMonotoneCurves *
tf_theory_facts_get_curves (TfTheoryFacts *self, const TfViewData *data)
{
  if (data->frame != NULL && data->frame->run != self->run)
    {
      tf_monotone_curves_clear (self->curves);
      self->run = data->frame->run;
    }
  if (data->moments != NULL)
    tf_monotone_curves_update (self->curves, data->trace, tf_view_data_get_parameters (data),
                               tf_sizes_are_balanced (data->moments->n_classes, data->moments->sizes));
  return self->curves;
}

static void
measure_layers (TfTheoryFacts *self)
{
  guint n = self->layers != NULL ? self->layers->n_layers : 0;

  self->names = g_ptr_array_new ();
  self->measured = g_new (TfMetrics, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->names, self->layers->layers[i].name);
      tf_layers_measure (self->layers, &self->parameters, i, self->measured + i);
    }
}

guint
tf_theory_facts_get_layers (TfTheoryFacts *self, const TfViewData *data, const char *const **names,
                            const TfMetrics **measured)
{
  follow (self, data);
  if (self->names == NULL)
    measure_layers (self);
  *names = (const char *const *) self->names->pdata;
  *measured = self->measured;
  return self->names->len;
}
