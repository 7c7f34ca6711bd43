/* lesson.h: a lesson, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lesson is a text that a teacher can write (lesson-read.c has the format). Each
 * of its steps says what run is seen, what is done to it, how it is looked at, and
 * a few sentences about it; it may ask a question. A step either begins a run or
 * goes on with that of the step before, from where that one ended: lesson-walk.h
 * makes a session of both of its ends.
 *
 * Sentences are in the notation of lesson-text.h.
 */
#pragma once

#include "metrics.h"
#include "parameter-info.h"
#include "session.h"

G_BEGIN_DECLS

#define TF_LESSON_SUFFIX ".lesson.md"
#define TF_LESSON_MAX_LENGTH (1u << 20) /* bytes of text that are read */
#define TF_LESSON_MAX_STEPS 200
#define TF_LESSON_MAX_CHOICES 8
#define TF_LESSON_MAX_SECONDS 600 /* of one glide */
#define TF_LESSON_PACE 0.45       /* decades a second, where a lesson says nothing */

/* One parameter on its way to another value. */
typedef struct
{
  const TfParameterInfo *info; /* of a real one */
  double to;
  double seconds;
} TfLessonGlide;

typedef enum
{
  TF_LESSON_CLASS,     /* first: its name */
  TF_LESSON_METRIC,    /* first: the metric's name */
  TF_LESSON_PARAMETER, /* first: the parameter's name */
  TF_LESSON_CELL,      /* of the Gram matrix; first, second: names of classes */
  TF_LESSON_PLOT,      /* first: as in the view's "plots" */
} TfLessonHighlightKind;

typedef struct
{
  TfLessonHighlightKind kind;
  char *first, *second;
  guint line; /* of the file */
} TfLessonHighlight;

/* What has a number at the end of a step. */
typedef enum
{
  TF_LESSON_OF_METRIC, /* metric */
  TF_LESSON_OF_MEAN,   /* first: a class; the norm of its mean */
  TF_LESSON_OF_CENTRED_MEAN, /* the same, less the mean of all means */
  TF_LESSON_OF_WEIGHT, /* the norm of its row of W */
  TF_LESSON_OF_COSINE, /* first, second: two classes; between their centred means */
  TF_LESSON_OF_RANK,   /* of the centred class means */
  TF_LESSON_OF_SETTLED, /* 1 where nothing changes any more, else 0 */
} TfLessonQuantity;

/* What the words of a step say, as a number that can be held against the run. */
typedef struct
{
  char            *text; /* as it was written */
  guint            line;
  gboolean         at_start; /* of the step; else at its end */
  TfLessonQuantity quantity;
  TfMetric         metric;
  char            *first, *second;
  char             sign;      /* '<', '>' or '=' */
  double           value;     /* times the quantity at the step's start, where of_start */
  gboolean         of_start;
  double           within;    /* of '=': the largest difference */
} TfLessonPromise;

typedef struct
{
  char      *text;
  GPtrArray *choices; /* of char *; fewer than two: there is only the answer to be seen */
  int        right;   /* or -1: none is */
  char      *answer;  /* or NULL */
} TfLessonQuestion;

typedef enum
{
  TF_LESSON_GOES_ON, /* with the run of the step before */
  TF_LESSON_AGAIN,   /* from H0, of the same features */
  TF_LESSON_BEGINS,  /* with features of its own */
} TfLessonBeginning;

typedef struct
{
  guint             line;
  char             *title;
  char             *text;   /* paragraphs, "\n\n" between them; maybe empty */
  TfLessonBeginning beginning;
  TfSource         *source;
  TfCourse         *course; /* of a step that begins where a link leads, until `at`; else NULL */
  TfInstant         at;
  TfParameters      parameters; /* in force from the step's start on */
  GArray           *glides;     /* TfLessonGlide, one after the other */
  double            duration;   /* of flow (iterations of gradient descent) after them; 0: it stands still */
  double            pace;       /* decades a second */
  GPtrArray        *view;       /* keys and texts by turns, as a session's; those of the steps before hold on */
  GArray           *highlights; /* TfLessonHighlight */
  TfLessonQuestion *question;   /* or NULL */
  GArray           *promises;   /* TfLessonPromise */
} TfLessonStep;

/* Immutable once it is read. */
typedef struct
{
  gint       ref_count; /* atomic */
  char      *path;      /* of its file, or NULL */
  char      *title;
  char      *about;     /* one line, or NULL */
  GPtrArray *steps;     /* TfLessonStep, one at the least */
} TfLesson;

/* folder: where names of files in it begin, or NULL. NULL with
 * G_IO_ERROR_INVALID_DATA and one sentence that names the line. */
TfLesson *tf_lesson_from_text (const char *text, gsize length, const char *folder, GError **error);

/* What reads back as the same. */
char *tf_lesson_to_text (const TfLesson *self, const char *folder, gsize *length);

/* Blocks. */
TfLesson *tf_lesson_load (const char *path, GError **error);

/* Whether the beginning of a file is that of a lesson. */
gboolean tf_lesson_is_text (const char *start, gsize length);

TfLesson *tf_lesson_ref (TfLesson *self);
void      tf_lesson_unref (TfLesson *self);

const TfLessonStep *tf_lesson_get_step (const TfLesson *self, guint i);

/* --- for those that make one --- */

TfLesson     *tf_lesson_new (const char *title);
TfLessonStep *tf_lesson_add_step (TfLesson *self, const char *title, TfSource *source); /* borrowed; filled in by the caller */
/* Adds what leads to where the session stands, for somebody to write words to: from
 * where the lesson ended if the run came by there, else from H0, a step for each stretch
 * between changes of parameters; where those are too many (a slider that was dragged), one
 * step that begins there. FALSE, and nothing was added, where that cannot be said: too many
 * changes on features that no link can name, or too many steps. */
gboolean      tf_lesson_record (TfLesson *self, TfSession *run);
void          tf_lesson_step_set_view (TfLessonStep *self, const char *key, const char *text);
void          tf_lesson_step_add_highlight (TfLessonStep *self, guint line, TfLessonHighlightKind kind, const char *first,
                                            const char *second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfLesson, tf_lesson_unref)

G_END_DECLS
