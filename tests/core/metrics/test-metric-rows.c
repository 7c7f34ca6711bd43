/* test-metric-rows.c: the table of metrics, sets of them, and what of them is noise
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "flow.h"
#include "metric-floor.h"
#include "metric-set.h"
#include "metrics-kit.h"

static void
test_names (void)
{
  static const char *const names[] = { "objective", "fit", "tr_sw", "tr_sb", "nc1_ratio", "nc1", "nc2", "nc2_of",
                                       "equinorm", "equiangle", "nc3", "nc3_centred", "nc4", "vicinity", "norm_w",
                                       "norm_h", "cdnv", "nc3_structure", "w_equinorm", "w_equiangle", "cond", "margin",
                                       "accuracy", "test_nc1", "test_nc4", "test_margin", "test_accuracy", "ood_cos" };

  g_assert_cmpint (G_N_ELEMENTS (names), ==, TF_N_METRICS);
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      g_assert_cmpstr (tf_metric_name (i), ==, names[i]);
    }
}

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL);
}

/* No row of the table is missing, or has a gap. */
static void
test_rows (void)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      const TfMetricInfo *info = tf_metric_get_info (i);

      g_assert_true (is_text (info->name) && is_text (info->label) && is_text (info->symbol));
      g_assert_true (is_text (info->short_name) && is_text (info->meaning));
      g_assert_true (info->kind >= TF_METRIC_AMOUNT && info->kind <= TF_METRIC_SHARE);
      g_assert_cmpuint (info->line.marker, <, TF_N_MARKERS);
      g_assert_cmpuint (info->line.on_light, !=, info->line.on_dark);
      g_assert_nonnull (info->measure);
      for (int j = 0; j < i; j++)
        {
          const TfMetricInfo *other = tf_metric_get_info (j);

          g_assert_cmpstr (info->name, !=, other->name);
          g_assert_cmpstr (info->label, !=, other->label);
          g_assert_false (info->line.on_light == other->line.on_light && info->line.marker == other->line.marker);
        }
    }
}

static void
test_sets (void)
{
  TfMetricSet set = { 0 }, all = tf_metric_set_all ();

  g_assert_cmpuint (tf_metric_set_count (all), ==, TF_N_METRICS);
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      g_assert_false (tf_metric_set_has (set, i));
      tf_metric_set_add (&set, i);
      g_assert_true (tf_metric_set_has (set, i));
      g_assert_cmpuint (tf_metric_set_count (set), ==, i + 1);
      g_assert_false (tf_metric_set_has (tf_metric_set_without (all, tf_metric_set_one (i)), i));
      tf_metric_set_toggle (&all, i);
      g_assert_cmpuint (tf_metric_set_count (all), ==, TF_N_METRICS - 1);
      tf_metric_set_toggle (&all, i);
    }
  g_assert_true (tf_metric_set_equal (set, all));
  for (int place = TF_METRIC_IN_TRACES; place <= TF_METRIC_IN_PATHS; place <<= 1)
    for (int i = 0; i < TF_N_METRICS; i++)
      g_assert_cmpint (tf_metric_set_has (tf_metric_set_of (place), i), ==,
                       (tf_metric_get_info (i)->places & place) != 0);
}

/* Noise is 0 in tables; what shrinks by a law of its own, and what has no value, is not touched. */
static void
test_noise (void)
{
  TfMetrics first, now;

  tf_metrics_clear (&first);
  tf_metrics_clear (&now);
  first.values[TF_METRIC_NC1] = first.values[TF_METRIC_TR_SW] = first.values[TF_METRIC_NC2] = 2;
  now.values[TF_METRIC_NC1] = now.values[TF_METRIC_TR_SW] = 1e-16;
  now.values[TF_METRIC_NC2] = now.values[TF_METRIC_NC3] = 1e-9;
  g_assert_cmpfloat (tf_metric_get_floor (TF_METRIC_NC1, 2, 1e-6), ==, 2e-16);
  g_assert_cmpfloat (tf_metric_get_floor (TF_METRIC_NC1, NAN, 1e-6), ==, 0);
  tf_metrics_drop_noise (&now, &first, 1e-9);
  g_assert_cmpfloat (now.values[TF_METRIC_NC1], ==, 0);
  g_assert_cmpfloat (now.values[TF_METRIC_TR_SW], ==, 1e-16);
  g_assert_cmpfloat (now.values[TF_METRIC_NC2], ==, 1e-9);
  g_assert_true (isnan (now.values[TF_METRIC_EQUINORM]));
  tf_metrics_drop_noise (&now, &first, 1e-6);
  g_assert_cmpfloat (now.values[TF_METRIC_NC2], ==, 0);
  g_assert_cmpfloat (now.values[TF_METRIC_NC3], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/names", test_names);
  g_test_add_func ("/metrics/rows", test_rows);
  g_test_add_func ("/metrics/sets", test_sets);
  g_test_add_func ("/metrics/noise", test_noise);
  return g_test_run ();
}
