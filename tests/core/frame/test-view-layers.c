/* test-view-layers.c: the singular values of several linear layers on top, in the frame that is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "frame-blend.h"
#include "head-chain.h"
#include "synthetic.h"
#include "view-space.h"

static TfFlow *
make_flow (guint n_classes, guint head_layers, gboolean joint)
{
  const TfSynthetic synthetic = { .n_classes = n_classes, .per_class = 3, .dim = 8, .seed = 3, .spread = 1, .noise = 0.3 };
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&synthetic, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = joint ? TF_FLOW_JOINT : TF_FLOW_CENTRAL;
  p.head_layers = head_layers;
  p.initial_w = TF_INITIAL_W_RANDOM;
  return tf_flow_new (moments, &p, NULL);
}

/* Of each layer the squares of all of them are |W_l|^2; they move with the flow. */
static void
test_lengths (void)
{
  g_autoptr (TfFlow) flow = make_flow (4, 3, TRUE);
  g_autoptr (TfViewSpace) space = tf_view_space_new_for (flow);
  g_autoptr (TfFrame) before = tf_view_space_take (space, flow), after = NULL, between = NULL;
  const TfSystem *system = tf_integrator_get_system (tf_flow_get_integrator (flow));
  double square = 0;

  g_assert_true (tf_flow_follow (flow, 5, 0, 0, NULL, NULL));
  after = tf_view_space_take (space, flow);
  g_assert_cmpuint (after->n_heads, ==, 3);
  for (guint i = 0; i < 12; i++)
    {
      square += after->head_lengths[i] * after->head_lengths[i];
      g_assert_true (i % 4 == 0 || after->head_lengths[i] <= after->head_lengths[i - 1]);
      g_assert_cmpfloat (after->head_lengths[i], !=, before->head_lengths[i]);
    }
  g_assert_cmpfloat_with_epsilon (square / tf_system_get_weights_square (system), 1, 1e-12);
  between = tf_frame_blend (before, after, 0.5);
  g_assert_cmpmem (between->head_lengths, 12 * sizeof (double), after->head_lengths, 12 * sizeof (double));
}

/* One layer is W itself, the central path has no other, and of very many classes it would be felt. */
static void
test_none (void)
{
  const struct
  {
    guint n_classes, head_layers;
    gboolean joint;
  } cases[] = { { 4, 1, TRUE }, { 4, 1, FALSE }, { 65, 2, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TfFlow) flow = make_flow (cases[i].n_classes, cases[i].head_layers, cases[i].joint);
      g_autoptr (TfViewSpace) space = tf_view_space_new_for (flow);
      g_autoptr (TfFrame) frame = tf_view_space_take (space, flow);

      g_assert_cmpuint (frame->n_heads, ==, 0);
      g_assert_null (frame->head_lengths);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view-layers/lengths", test_lengths);
  g_test_add_func ("/view-layers/none", test_none);
  return g_test_run ();
}
