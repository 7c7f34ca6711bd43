/* test-film-two.c: films of two runs, and with pins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "film-kit.h"
#include "film.h"

#define OFFSET 168 /* pixels from the first run's picture to the second's, in the film below */

/* The last frame. */
typedef struct
{
  int      width, height;
  guint32 *pixels;
} Kept;

static gboolean
keep_cb (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Kept *kept = user_data;
  const guint8 *data = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);

  g_free (kept->pixels);
  kept->width = cairo_image_surface_get_width (picture);
  kept->height = cairo_image_surface_get_height (picture);
  kept->pixels = g_new (guint32, kept->width * kept->height);
  for (int y = 0; y < kept->height; y++)
    for (int x = 0; x < kept->width; x++)
      kept->pixels[y * kept->width + x] = ((const guint32 *) (gconstpointer) (data + y * stride))[x] & 0xffffff;
  return TRUE;
}

/* A panel, one run above the other, in whole pixels. */
static void
film_init (TfFilm *film, const TfView *view)
{
  *film = (TfFilm){ .dpi = 96, .seconds = 0.3, .fps = 10 };
  tf_figure_init (&film->figure);
  film->figure.panels[0] = view;
  film->figure.n_panels = film->figure.n_columns = 1;
  film->figure.text_size = 9;
  film->figure.width = 150;
  film->figure.height = 243;
}

static Kept
make (const TfFilm *film, TfSession *session)
{
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfReel) reel = NULL;
  Kept kept = { 0 };

  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, NULL));
  reel = tf_film_make_reel (film, fetched.moments, NULL, session, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tf_reel_make (reel, keep_cb, &kept, NULL, &error));
  g_assert_cmpint (kept.height, ==, 324);
  return kept;
}

/* Whether both pictures of a frame are the same, right of the names. */
static gboolean
are_alike (const Kept *kept)
{
  for (int y = 0; y + OFFSET < kept->height; y++)
    if (memcmp (kept->pixels + y * kept->width + kept->width / 4, kept->pixels + (y + OFFSET) * kept->width + kept->width / 4,
                sizeof (guint32) * (kept->width - kept->width / 4)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_same (const Kept *a, const Kept *b)
{
  return memcmp (a->pixels, b->pixels, sizeof (guint32) * a->width * a->height) == 0;
}

/* Each in a picture of its own, at the same time, on one scale: alike where both are under the same parameters, and
 * not where they are under others. A pin is in both. */
static void
test_apart (gconstpointer view)
{
  g_autoptr (TfSession) session = make_session (10);
  TfParameters held = session->course->start;
  g_autoptr (TfCourse) other = NULL;
  TfFilm film;
  Kept kept, pinned, apart;

  film_init (&film, view);
  tf_session_set_beside (session, session->course, NULL);
  kept = make (&film, session);
  g_assert_true (are_alike (&kept));
  tf_session_add_pin (session, "before", FALSE, NULL, session->course, &(TfInstant){ 1, 0 });
  pinned = make (&film, session);
  g_assert_true (are_alike (&pinned));
  g_assert_false (is_same (&kept, &pinned));

  held.beta = 20;
  other = tf_course_new (&held);
  tf_session_set_beside (session, other, NULL);
  apart = make (&film, session);
  g_assert_false (are_alike (&apart));
  g_free (kept.pixels);
  g_free (pinned.pixels);
  g_free (apart.pixels);
  tf_figure_clear (&film.figure);
}

/* A parameter that moves does so in both runs, each from its own value; what else they differ in stays. */
static void
test_glide (void)
{
  g_autoptr (TfSession) session = make_session (1);
  TfParameters other = session->course->start;
  g_autoptr (TfCourse) course = NULL;
  const TfParameters *first, *second;
  TfFilm film;
  Kept kept;

  film_init (&film, &tf_view_means);
  film.glide = find_parameter ("beta");
  film.glide_to = 5;
  film.glide_flow = 3;
  other.beta = 20;
  other.lambda_h = 0.25;
  course = tf_course_new (&other);
  tf_session_set_beside (session, course, NULL);
  kept = make (&film, session);
  g_free (kept.pixels);
  g_assert_cmpuint (session->course->n_changes, >, 1);
  g_assert_cmpuint (session->beside->n_changes, ==, session->course->n_changes);
  first = &session->course->changes[session->course->n_changes - 1].parameters;
  second = &session->beside->changes[session->beside->n_changes - 1].parameters;
  g_assert_cmpfloat_with_epsilon (first->beta, 5, 1e-9);
  g_assert_cmpfloat_with_epsilon (second->beta, 5, 1e-9);
  g_assert_cmpfloat (second->lambda_h, ==, 0.25);
  g_assert_cmpfloat (first->lambda_h, !=, 0.25);
  tf_figure_clear (&film.figure);
}

/* In the traces both are in the same axes, and with features of its own the second is another line. */
static void
test_together (void)
{
  g_autoptr (TfSession) session = make_session (10);
  TfSynthetic draw = { .n_classes = 3, .per_class = 10, .dim = 6, .seed = 9, .spread = 1, .noise = 0.9 };
  g_autoptr (TfSource) own = tf_source_new_synthetic (&draw);
  TfFilm film;
  Kept alone, shared, owned;

  film_init (&film, &tf_view_traces);
  alone = make (&film, session);
  tf_session_set_beside (session, session->course, NULL);
  shared = make (&film, session);
  tf_session_set_beside (session, session->course, own);
  owned = make (&film, session);
  g_assert_false (is_same (&alone, &shared));
  g_assert_false (is_same (&shared, &owned));
  g_free (alone.pixels);
  g_free (shared.pixels);
  g_free (owned.pixels);
  tf_figure_clear (&film.figure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/film-two/means", &tf_view_means, test_apart);
  g_test_add_data_func ("/film-two/geometry", &tf_view_geometry, test_apart);
  g_test_add_func ("/film-two/glide", test_glide);
  g_test_add_func ("/film-two/traces", test_together);
  return g_test_run ();
}
