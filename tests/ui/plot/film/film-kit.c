/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-kit.h"

#include <string.h>

TfSession *
make_session (double t)
{
  TfSynthetic draw = { .n_classes = 3, .per_class = 10, .dim = 4, .seed = 5, .spread = 1, .noise = 0.5 };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfSource) source = tf_source_new_synthetic (&draw);
  g_autoptr (TfCourse) start = tf_course_new (&parameters);
  g_autoptr (TfCourse) course = NULL;

  parameters.beta = 0.5;
  course = tf_course_change (start, &(TfInstant){ 3, 0 }, &parameters);
  return tf_session_new (source, course, &(TfInstant){ t, 0 }, NULL);
}

const TfParameterInfo *
find_parameter (const char *name)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (strcmp (tf_parameter_info (i)->name, name) == 0)
      return tf_parameter_info (i);
  g_assert_not_reached ();
}
