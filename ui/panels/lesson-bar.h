/* lesson-bar.h: a lesson's words, and the way through it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The title and the sentences of a step, its question with choices to be guessed
 * from and the answer behind, Back and Next, the contents. "moved" (int step) is
 * emitted when a person goes to another step, "closed" when they have enough,
 * "finished" when Next is pressed at the last one.
 */
#pragma once

#include <gtk/gtk.h>

#include "lesson.h"

G_BEGIN_DECLS

#define TF_TYPE_LESSON_BAR (tf_lesson_bar_get_type ())
G_DECLARE_FINAL_TYPE (TfLessonBar, tf_lesson_bar, TF, LESSON_BAR, GtkBox)

/* Keeps a reference. lesson may be NULL: nothing is shown. Emits nothing. next: what
 * follows the last step, the title of a lesson, or NULL. */
void tf_lesson_bar_show (TfLessonBar *self, TfLesson *lesson, guint step, const char *next);

/* A line above the words with what the step speaks of, as it is now; NULL: none. */
void tf_lesson_bar_show_values (TfLessonBar *self, const char *markup);

/* As Next and Back do. */
void tf_lesson_bar_move (TfLessonBar *self, int by);

/* Chooses an answer to the step's question, as a click does; -1: shows the answer alone. */
void tf_lesson_bar_answer (TfLessonBar *self, int choice);
gboolean tf_lesson_bar_is_answered (TfLessonBar *self);

G_END_DECLS
