/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame-blend.h"

static const guint32 classes[] = { 0, 0, 1 }, others[] = { 0, 1, 1 };
static const char *const names[] = { "a", "b", NULL }, *const other_names[] = { "a", "c", NULL };
static const gsize sizes[] = { 2, 1 };

static void
count_release (gpointer owner)
{
  ++*(guint *) owner;
}

/* K = 2, D = 2: means at (c, 0) and (0, c), samples one away from them in the second axis. */
static TfFrame *
make (double c, const guint32 *kept_classes)
{
  TfFrame *frame = tf_frame_alloc (2, 2, 3);

  frame->ghost_dim = 1;
  frame->kept_classes = kept_classes;
  frame->class_names = names;
  frame->class_sizes = sizes;
  frame->view_means[0] = frame->view_means[3] = c;
  frame->fixed_means[0] = frame->fixed_means[3] = -c;
  frame->view_weights[1] = 2 * c;
  frame->norms[0] = c;
  for (guint s = 0; s < 3; s++)
    for (guint i = 0; i < 2; i++)
      {
        frame->view_samples[2 * s + i] = (float) (frame->view_means[2 * kept_classes[s] + i] + i * c);
        frame->fixed_samples[2 * s + i] = (float) frame->fixed_means[2 * kept_classes[s] + i];
      }
  return frame;
}

/* At the ends it is one frame and the other; between them, even. */
static void
test_even (void)
{
  g_autoptr (TfFrame) from = make (1, classes), to = make (3, classes);

  for (double share = 0; share <= 1; share += 0.25)
    {
      g_autoptr (TfFrame) between = tf_frame_blend (from, to, share);
      double c = 1 + 2 * share;

      g_assert_cmpfloat (between->view_means[0], ==, c);
      g_assert_cmpfloat (between->view_means[1], ==, 0);
      g_assert_cmpfloat (between->fixed_means[3], ==, -c);
      g_assert_cmpfloat (between->view_weights[1], ==, 2 * c);
      g_assert_cmpfloat (between->view_samples[1], ==, (float) c);
      g_assert_cmpfloat (between->view_samples[5], ==, (float) (2 * c));
      g_assert_cmpfloat (between->fixed_samples[0], ==, (float) -c);
      g_assert_cmpfloat (between->norms[0], ==, 3); /* what was measured is of an epoch */
    }
}

/* Other samples ride on their class means: at the end they are where they are. */
static void
test_other_samples (void)
{
  g_autoptr (TfFrame) from = make (1, classes), to = make (3, others);
  g_autoptr (TfFrame) begin = tf_frame_blend (from, to, 0), end = tf_frame_blend (from, to, 1);

  for (guint s = 0; s < 3; s++)
    for (guint i = 0; i < 2; i++)
      {
        double deviation = to->view_samples[2 * s + i] - to->view_means[2 * others[s] + i];

        g_assert_cmpfloat (begin->view_samples[2 * s + i], ==, (float) (from->view_means[2 * others[s] + i] + deviation));
        g_assert_cmpfloat (end->view_samples[2 * s + i], ==, to->view_samples[2 * s + i]);
      }
}

static void
test_fits (void)
{
  g_autoptr (TfFrame) from = make (1, classes), to = make (3, classes), larger = tf_frame_alloc (3, 2, 0);

  g_assert_true (tf_frame_can_blend (from, to));
  g_assert_false (tf_frame_can_blend (from, larger));
  to->class_names = other_names;
  g_assert_false (tf_frame_can_blend (from, to));
  to->class_names = names;
  from->ghost_dim = to->ghost_dim = 0; /* axes of their own */
  g_assert_false (tf_frame_can_blend (from, to));
}

/* What is borrowed from the frame outlives it. */
static void
test_borrowed (void)
{
  guint released = 0;
  TfFrame *from = make (1, classes), *to = make (3, classes), *between;

  to->owner = &released;
  to->release = count_release;
  between = tf_frame_blend (from, to, 0.5);
  tf_frame_unref (from);
  tf_frame_unref (to);
  g_assert_cmpuint (released, ==, 0);
  g_assert_cmpstr (between->class_names[1], ==, "b");
  tf_frame_unref (between);
  g_assert_cmpuint (released, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-blend/even", test_even);
  g_test_add_func ("/frame-blend/other-samples", test_other_samples);
  g_test_add_func ("/frame-blend/fits", test_fits);
  g_test_add_func ("/frame-blend/borrowed", test_borrowed);
  return g_test_run ();
}
