/* film-lesson.h: a whole lesson as a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each step is played as in the window: its glides in their seconds, its flow at its
 * pace, with its words below, for as long as it takes to read them; a question is asked
 * when the run has come to its end, and then answered.
 */
#pragma once

#include "film-reel.h"
#include "lesson.h"

G_BEGIN_DECLS

/* figure: the size of a frame and its text. Its features are read. Blocks; NULL with an
 * error that begins with the step's line where they cannot be, or it is too long. */
TfReel *tf_film_make_lesson_reel (const TfLesson *lesson,
                                  const TfFigure *figure,
                                  double          dpi,
                                  double          fps,
                                  GCancellable   *cancellable,
                                  GError        **error);

G_END_DECLS
