/* parameter-info.h: what there is to know of every parameter, in one table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions, the command line, the window's rows, undo, marks, captions and checks
 * all go through this table, so that a new parameter is: a field of TfParameters with its
 * default (parameters.h), a row of parameter-info.c and one more below, and the mathematics.
 */
#pragma once

#include <gio/gio.h>

#include "parameters.h"

G_BEGIN_DECLS

#define TF_N_PARAMETERS 19

typedef enum
{
  TF_PARAMETER_REAL,   /* double */
  TF_PARAMETER_FLAG,   /* gboolean */
  TF_PARAMETER_CHOICE, /* an enum from 0 on, one TfParameterChoice a value */
  TF_PARAMETER_WHOLE,  /* guint32: a seed, a number of samples, of layers */
  TF_PARAMETER_WIDTHS, /* TfWidths */
} TfParameterKind;

/* What another value makes another. */
typedef enum
{
  TF_GROUP_OBJECTIVE = 1 << 0, /* the function that is minimized, and with it all minimizers */
  TF_GROUP_DYNAMICS = 1 << 1,  /* the way there from a given start */
  TF_GROUP_START = 1 << 2,     /* where it starts; nothing once it runs */
  TF_GROUP_ACCURACY = 1 << 3,  /* the error of the computation alone */
} TfParameterGroup;

typedef struct
{
  const char *word;  /* in sessions and on the command line; NULL ends a list of choices */
  const char *title; /* in the window */
  const char *meaning;
  gboolean    from_file; /* only where the features' file has such a thing */
} TfParameterChoice;

typedef struct
{
  const char *name;    /* in sessions: "lambda-w" */
  const char *option;  /* of the command line, without its dashes; most often the name */
  const char *symbol;  /* plain text, "λ_W"; also what pins call it */
  const char *markup;  /* Pango's */
  const char *latex;
  const char *family;  /* plain text: one symbol for it and its neighbours of equal value, "λ"; or NULL */
  const char *subject; /* of a sentence about its value: "the step" */
  const char *title;   /* of its row in the window */
  const char *note;    /* under the title, of a flag */
  const char *meaning; /* one sentence */
  const char *help;    /* of the option; the default is added */
  const char *placeholder; /* in the help, for the value; of a flag: what it is without, "without" */

  TfParameterKind  kind;
  TfParameterGroup group;
  gsize            offset; /* in TfParameters */
  double           min, max;
  gboolean         is_open; /* the least value itself is not allowed */
  gboolean         is_below; /* nor is the largest */
  gboolean         is_seed; /* of random numbers: any whole number is as good as another */
  const TfParameterChoice *choices;

  /* Whether the parameter has a say beside those values of the others; NULL: always. */
  gboolean (*applies) (const TfParameters *parameters);

  const char *flag; /* the name of one that this option sets as well, or NULL */

  guint    place;    /* its rank where parameters are listed for people, from 0 on */
  gboolean is_of_flow; /* an objective's that only some flows have: its option stands with theirs */
  gboolean has_row;  /* in the window */
  gboolean is_usual; /* said even where it is at its default */
  int      slider_lower, slider_upper; /* decades: exponents of ten */
} TfParameterInfo;

/* i < TF_N_PARAMETERS, in the order of the session's keys. */
const TfParameterInfo *tf_parameter_info (guint i);

/* The same ones, in the order of their places. */
const TfParameterInfo *tf_parameter_at_place (guint place);

/* --- the value of one parameter --- */

double   tf_parameter_get_real (const TfParameterInfo *info, const TfParameters *parameters); /* of a real */
void     tf_parameter_set_real (const TfParameterInfo *info, TfParameters *parameters, double value);
guint    tf_parameter_get_whole (const TfParameterInfo *info, const TfParameters *parameters); /* of any other kind but widths */
void     tf_parameter_set_whole (const TfParameterInfo *info, TfParameters *parameters, guint value);
gboolean tf_parameter_applies (const TfParameterInfo *info, const TfParameters *parameters);
gboolean tf_parameter_is_default (const TfParameterInfo *info, const TfParameters *parameters);

/* Whether it has the same value in both. */
gboolean tf_parameter_agrees (const TfParameterInfo *info, const TfParameters *a, const TfParameters *b);

/* Whether all parameters of these groups that apply to either agree. "The same
 * problem" is TF_GROUP_OBJECTIVE. */
gboolean tf_parameters_agree (const TfParameters *a, const TfParameters *b, TfParameterGroup groups);

/* As well, whatever beta is: along a path of H_{1/beta}. */
gboolean tf_parameters_agree_but_beta (const TfParameters *a, const TfParameters *b, TfParameterGroup groups);

/* The words of its choices, "a, b or c" with ", " and " or "; caller frees. */
char *tf_parameter_list_choices (const TfParameterInfo *info, const char *between, const char *last);

/* Its value, such that reading it gives the same; caller frees. */
char *tf_parameter_get_text (const TfParameterInfo *info, const TfParameters *parameters);

/* FALSE where the text is no value of it. Whether the value is in range is for
 * tf_parameters_validate() to say. */
gboolean tf_parameter_set_text (const TfParameterInfo *info, TfParameters *parameters, const char *text);

/* Sets the parameter of that name. FALSE with G_IO_ERROR_INVALID_DATA and a
 * sentence where the text is no value of it, and with G_IO_ERROR_NOT_FOUND where
 * there is no such parameter. */
gboolean tf_parameters_set_text (TfParameters *self, const char *name, const char *text, GError **error);

G_END_DECLS
