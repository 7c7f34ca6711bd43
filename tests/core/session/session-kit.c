/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-kit.h"

#include <glib/gstdio.h>
#include <math.h>

#include "random-parameters.h"

char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tightframe-session-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

GFile *
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

double
random_number (GRand *rand)
{
  if (g_rand_int_range (rand, 0, 8) == 0)
    return 0;
  return g_rand_double_range (rand, 1, 10) * pow (10, g_rand_int_range (rand, -12, 12));
}

TfCourse *
random_course (GRand *rand, TfInstant *at)
{
  TfParameters parameters = tf_random_parameters (rand);
  TfCourse *course = tf_course_new (&parameters);
  guint n = g_rand_int_range (rand, 0, 20);

  *at = (TfInstant){ 0, 0 };
  for (guint i = 0; i < n; i++)
    {
      TfCourse *longer;

      at->t += g_rand_double (rand) + 1e-9;
      at->iteration += g_rand_int_range (rand, 0, 1000);
      parameters = tf_random_parameters (rand);
      longer = tf_course_change (course, at, &parameters);
      tf_course_unref (course);
      course = longer;
    }
  course->is_exact = g_rand_int_range (rand, 0, 4) != 0;
  at->t += g_rand_double (rand);
  return course;
}

void
assert_same_file (GFile *a, GFile *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a != NULL)
    {
      g_autofree char *first = g_file_get_path (a);
      g_autofree char *second = g_file_get_path (b);

      g_assert_cmpstr (first, ==, second);
    }
}

static void
assert_same_draw (const TfSynthetic *x, const TfSynthetic *y)
{
  g_assert_true ((x == NULL) == (y == NULL));
  if (x == NULL)
    return;
  g_assert_cmpuint (x->n_classes, ==, y->n_classes);
  g_assert_cmpuint (x->dim, ==, y->dim);
  g_assert_cmpuint (x->seed, ==, y->seed);
  g_assert_cmpfloat (x->spread, ==, y->spread);
  g_assert_cmpfloat (x->noise, ==, y->noise);
  for (guint k = 0; k < x->n_classes; k++)
    g_assert_cmpuint (x->sizes != NULL ? x->sizes[k] : x->per_class, ==, y->sizes != NULL ? y->sizes[k] : y->per_class);
}

static void
assert_same_source (TfSource *a, TfSource *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpstr (tf_source_get_title (a), ==, tf_source_get_title (b));
  assert_same_file (tf_source_get_file (a), tf_source_get_file (b));
  assert_same_file (tf_source_get_labels (a), tf_source_get_labels (b));
  g_assert_cmpstr (tf_source_get_features_key (a), ==, tf_source_get_features_key (b));
  g_assert_cmpstr (tf_source_get_labels_key (a), ==, tf_source_get_labels_key (b));
  g_assert_cmpstr (tf_source_get_digest (a), ==, tf_source_get_digest (b));
  g_assert_cmpstr (tf_source_get_labels_digest (a), ==, tf_source_get_labels_digest (b));
  g_assert_cmpint (tf_source_is_example (a), ==, tf_source_is_example (b));
  assert_same_draw (tf_source_get_synthetic (a), tf_source_get_synthetic (b));
  g_assert_cmpuint (tf_source_get_n_layers (a), ==, tf_source_get_n_layers (b));
  for (guint i = 0; i < tf_source_get_n_layers (a); i++)
    assert_same_source (tf_source_get_layer (a, i), tf_source_get_layer (b, i));
}

static void
assert_same_pins (TfSession *a, TfSession *b)
{
  g_assert_cmpuint (a->pins->len, ==, b->pins->len);
  for (guint i = 0; i < a->pins->len; i++)
    {
      TfSessionPin *x = a->pins->pdata[i], *y = b->pins->pdata[i];

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpint (x->hidden, ==, y->hidden);
      assert_same_source (x->source, y->source);
      g_assert_true (tf_course_equal (x->course, y->course));
      g_assert_cmpint (tf_instant_compare (&x->at, &y->at), ==, 0);
    }
}

void
assert_same (TfSession *a, TfSession *b)
{
  g_assert_cmpstr (a->version, ==, b->version);
  assert_same_source (a->source, b->source);
  g_assert_true (tf_course_equal (a->course, b->course));
  g_assert_cmpint (tf_instant_compare (&a->at, &b->at), ==, 0);
  g_assert_cmpint (tf_instant_compare (&a->latest, &b->latest), ==, 0);
  g_assert_true ((a->beside == NULL) == (b->beside == NULL));
  if (a->beside != NULL)
    g_assert_true (tf_course_equal (a->beside, b->beside));
  g_assert_true ((a->beside_source == NULL) == (b->beside_source == NULL));
  if (a->beside_source != NULL)
    assert_same_source (a->beside_source, b->beside_source);
  assert_same_pins (a, b);
  g_assert_cmpuint (a->view->len, ==, b->view->len);
  for (guint i = 0; i < a->view->len; i++)
    g_assert_cmpstr (a->view->pdata[i], ==, b->view->pdata[i]);
}
