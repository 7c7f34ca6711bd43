/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runner-kit.h"

#include "problems.h"

/* Far beyond what any of it takes; a test that gets here has failed. */
#define DEADLINE (300 * G_USEC_PER_SEC)

TfFrame *
wait_for_both (TfRunner *runner, TfTrace *trace, TfTrace *beside, Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (TfFrame) frame = NULL;

      if (tf_runner_poll (runner, &frame, trace, beside) && condition (frame, data))
        return g_steal_pointer (&frame);
      g_usleep (500);
    }
  g_error ("no such frame came");
}

TfFrame *
wait_for (TfRunner *runner, TfTrace *trace, Condition condition, gpointer data)
{
  return wait_for_both (runner, trace, NULL, condition, data);
}

gboolean
is_past (const TfFrame *frame, gpointer data)
{
  return frame->t > *(double *) data;
}

TfMoments *
make_moments (guint k_n, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (k_n, 20, 8, seed);

  return tf_moments_new (features, 100, NULL, NULL);
}

TfFrame *
drain_both (TfRunner *runner, TfTrace *trace, TfTrace *beside)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;
  g_autoptr (TfFrame) last = NULL;

  while (tf_runner_is_busy (runner))
    {
      TfFrame *frame;

      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (tf_runner_poll (runner, &frame, trace, beside))
        {
          g_clear_pointer (&last, tf_frame_unref);
          last = frame;
        }
      g_usleep (200);
    }
  return g_steal_pointer (&last);
}

TfFrame *
drain (TfRunner *runner, TfTrace *trace)
{
  return drain_both (runner, trace, NULL);
}
