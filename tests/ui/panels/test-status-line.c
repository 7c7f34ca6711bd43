/* test-status-line.c: what the line of the run's state says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "status-line.h"

static const char *
show (TfStatusLine *line, TfFrame *frame, TfRunStatus status)
{
  frame->status = status;
  tf_status_line_take (line, frame);
  tf_status_line_show (line, frame);
  return gtk_label_get_label (line->label);
}

/* A frame that is long in coming is said to be, until one comes in time or the run is held; what is asked for meanwhile, too. */
static void
test_slow (void)
{
  GtkWidget *icon = g_object_ref_sink (gtk_image_new ()), *label = g_object_ref_sink (gtk_label_new (""));
  TfStatusLine line = { .icon = GTK_IMAGE (icon), .label = GTK_LABEL (label) };
  g_autoptr (TfFrame) frame = tf_frame_alloc (4, 3, 0);

  g_assert_cmpstr (show (&line, frame, TF_RUN_PAUSED), ==, "Paused");
  tf_status_line_set_wish (&line, TRUE, frame);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Starting");
  g_assert_cmpstr (show (&line, frame, TF_RUN_PLAYING), ==, "Playing");
  while (g_str_equal (gtk_label_get_label (line.label), "Playing"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Playing; a step takes seconds");
  g_assert_cmpstr (show (&line, frame, TF_RUN_PLAYING), ==, "Playing; a step takes seconds");
  tf_status_line_set_wish (&line, FALSE, frame);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Pausing after this step");
  g_assert_cmpstr (show (&line, frame, TF_RUN_PAUSED), ==, "Paused");
  g_assert_cmpuint (line.waits, ==, 0);
  tf_status_line_set_wish (&line, TRUE, frame);
  g_assert_cmpstr (show (&line, frame, TF_RUN_PLAYING), ==, "Playing");
  tf_status_line_stop (&line);
  g_assert_cmpuint (line.waits, ==, 0);
  g_object_unref (icon);
  g_object_unref (label);
}

/* A folder may be watched before it holds a file: nothing is worked out then. */
static void
test_waits (void)
{
  GtkWidget *icon = g_object_ref_sink (gtk_image_new ()), *label = g_object_ref_sink (gtk_label_new (""));
  TfStatusLine line = { .icon = GTK_IMAGE (icon), .label = GTK_LABEL (label) };
  g_autoptr (TfFrame) frame = tf_frame_alloc (4, 3, 0);

  tf_status_line_show (&line, NULL);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Working out the first state");
  tf_status_line_set_lacks_files (&line, TRUE, NULL);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Waiting for the first file");
  g_assert_cmpstr (show (&line, frame, TF_RUN_PAUSED), ==, "Paused"); /* another run meanwhile */
  tf_status_line_show (&line, NULL);
  tf_status_line_set_lacks_files (&line, FALSE, NULL);
  g_assert_cmpstr (gtk_label_get_label (line.label), ==, "Working out the first state");
  tf_status_line_stop (&line);
  g_object_unref (icon);
  g_object_unref (label);
}

static void
skip (void)
{
  g_test_skip ("there is no display");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-line/slow", gtk_init_check () ? test_slow : skip);
  g_test_add_func ("/status-line/waits", gtk_init_check () ? test_waits : skip);
  return g_test_run ();
}
